"""`python -m bench.surveys`: answering, counting and reading surveys.

Members answer over HTTP, each from an address of their own, three requests an answer. Results are
of surveys of 30 questions of 6 answers in 40 job classes; that a page reads the release and never
the responses shows where 100,000 of them cost what 1,000 cost. Both are measured in one run.
"""

import argparse
import gzip
import json
import re
import tempfile
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import data, servers, survey_data
from bench.clients import Ask, Browser, percentile, timed
from bench.data import Place
from bench.measure import _loading
from bench.sizes import CLIENTS
from crm import tenancy
from plugins.surveys.service import lifecycle, progress, surveys, tallies

HERE = Path(__file__).parent
BEGIN, END = "<!-- surveys: written by python -m bench.surveys -->", "<!-- end of surveys -->"
LARGE, SMALL = 100_000, 1_000
HEAVIEST, SLOWEST = 30, 300
"""Targets: kilobytes, gzipped, of an answering page with its style; ms of the results page."""
Figures = dict[str, Any]


def count_and_release(survey: survey_data.Doc) -> Figures:
    """Seconds of making the counts anew from all responses, and of closing with a release."""
    actor = tenancy.system_actor("surveys.view", "surveys.edit", "surveys.open", "surveys.results")
    begun = time.perf_counter()
    tallies.rebuild(survey, progress.counted(survey))
    rebuilt = time.perf_counter()
    progress.count(lifecycle.close_survey(survey["_id"], actor=actor))
    ended = time.perf_counter()
    return {"rebuild": round(rebuilt - begun, 1), "release": round(ended - rebuilt, 1)}


def load(responses: int, members: int) -> tuple[Place, Figures]:
    """Fill the database; gives the place and what counting took."""
    place = survey_data.local()
    with tenancy.local_scope(place.slug):
        found: Figures = {"responses": responses}
        for name, many in (("large", responses), ("small", min(SMALL, responses))):
            begun = time.perf_counter()
            survey = survey_data.answered(f"Census, {name}", many)
            loaded = round(time.perf_counter() - begun, 1)
            found[name] = {"id": survey["_id"], "loaded": loaded, **count_and_release(survey)}
        actor = tenancy.system_actor("surveys.view", "surveys.edit")
        draft = {"name": "Draft", "mode": "anonymous", "pages": survey_data.questions(30)}
        found["draft"] = surveys.create_survey(draft, actor=actor)["_id"]
        found["path"], found["codes"] = survey_data.asked(members)
    return place, found


class Member:
    """Somebody who answers a page of ten questions, from an address of their own."""

    def __init__(self, port: int, path: str, code: str, number: int) -> None:
        source = f"127.1.{number // 250}.{number % 250 + 1}"
        self.browser, self.path, self.code = Browser(servers.HOST, port, source=source), path, code

    def answer(self) -> None:
        """The first page, its button, the answers sent."""
        page = self.browser.send(Ask(f"{self.path}/i/{self.code}"))
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        form = {"csrf_token": found.group(1) if found else "", "code": self.code}
        self.browser.send(Ask(f"{self.path}/start", form), expect=303)
        given = {f"q-q{n}": f"a{n % survey_data.CODES}" for n in range(survey_data.PER_PAGE)}
        sent = {**given, "csrf_token": form["csrf_token"], "go": "next"}
        self.browser.send(Ask(f"{self.path}/q/1", sent), expect=303)


def answering(port: int, found: Figures, clients: int) -> Figures:
    """Responses a second of so many members at once, and how long one takes."""
    each = len(found["codes"]) // 2
    codes, found["codes"] = found["codes"][:each], found["codes"][each:]
    found["given"] = found.get("given", 0) + each
    members = [Member(port, found["path"], c, found["given"] + n) for n, c in enumerate(codes)]
    spent: list[float] = []
    failed: list[Exception] = []

    def work(mine: list[Member]) -> None:
        try:
            for member in mine:
                begun = time.perf_counter()
                member.answer()
                spent.append((time.perf_counter() - begun) * 1000)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(members[n::clients],)) for n in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    rate = len(codes) / (time.perf_counter() - begun)
    return {"responses": len(codes), "per second": round(rate, 1),
            "p50": round(percentile(spent, 0.5), 1)}  # fmt: skip


def weights(port: int, found: Figures) -> Figures:
    """Kilobytes, gzipped, of the first page and of ten questions, with their style."""
    member = Member(port, found["path"], found["codes"].pop(), 0)
    first = member.browser.send(Ask(f"{member.path}/i/{member.code}"))
    token = re.search(r'name="csrf_token" value="([^"]+)"', first)
    form = {"csrf_token": token.group(1) if token else "", "code": member.code}
    member.browser.send(Ask(f"{member.path}/start", form), expect=303)
    pages = {"first page": first, "ten questions": member.browser.send(Ask(f"{member.path}/q/1"))}
    sizes = {}
    for name, page in pages.items():
        parts = [member.browser.send(Ask(part))
                 for part in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)]  # fmt: skip
        sizes[name] = round(len(gzip.compress((page + "".join(parts)).encode())) / 1024, 1)
    return sizes


def pages_of(found: Figures) -> dict[str, tuple[str, str]]:
    """Label and address of each measured page, by id."""
    large, small = found["large"]["id"], found["small"]["id"]
    base = f"/l/{survey_data.SLUG}/surveys"
    return {
        "list": ("List of surveys", f"{base}/"),
        "builder": ("Builder, 30 questions", f"{base}/{found['draft']}/questions"),
        "results": (f"Results of {found['responses']:,} responses", f"{base}/{large}/results"),
        "results-small": ("Results of 1,000 responses", f"{base}/{small}/results"),
        "by-class": (f"Results of {found['responses']:,}, by 40 job classes",
                     f"{base}/{large}/results?by=job_class"),
        "report": ("Report to print", f"{base}/{large}/report"),
    }  # fmt: skip


def reading(place: Place, port: int, found: Figures, requests: int) -> Figures:
    """p50 and p95 of each page with one client and with eight."""
    browsers = [Browser(servers.HOST, port, who) for who in place.leads[:CLIENTS]]
    for browser in browsers:
        browser.sign_in(data.email(browser.account), data.PASSWORD)
    measured = {}
    for page, (label, path) in pages_of(found).items():

        def ask(_b: Any, _r: Any, path: str = path) -> Ask:
            return Ask(path)

        alone = timed(browsers[:1], requests, ask, page)
        together = timed(browsers, max(requests, CLIENTS), ask, page)
        measured[page] = {"label": label, "1": alone, "8": together}
    return measured


def measure(responses: int, members: int, requests: int) -> Figures:
    """Everything, on an installation of its own that is gone afterwards."""
    found: Figures = {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"}
    found["machine"] = servers.machine()
    with tempfile.TemporaryDirectory(prefix="callboard-bench-") as folder:
        env = {"CALLBOARD_DATA": folder, "CALLBOARD_DATABASE": "callboard_bench_surveys"}
        with _loading(env):
            place, more = load(responses, members)
            found |= more
        with servers.callboard(env, port := servers.free_port()):
            found["weights"] = weights(port, found)
            found["answering"] = {str(n): answering(port, found, n) for n in (1, CLIENTS)}
            found["pages"] = reading(place, port, found, requests)
    return {k: v for k, v in found.items() if k not in {"codes", "path", "draft", "given"}}


def lines(found: Mapping[str, Any]) -> list[str]:
    """The figures as Markdown."""
    machine = ", ".join(f"{what}: {value}" for what, value in found["machine"].items())
    table = ["| page | p50, 1 client | p95, 1 client | p50, 8 clients | p95, 8 clients |",
             "|---|---|---|---|---|"]  # fmt: skip
    for page in found["pages"].values():
        times = [f"{page[n][p]:.1f}" for n in ("1", "8") for p in ("p50", "p95")]
        table.append(f"| {page['label']} | {' | '.join(times)} |")
    large, small = (found["pages"][page]["1"]["p50"] for page in ("results", "results-small"))
    one, eight = found["answering"]["1"], found["answering"][str(CLIENTS)]
    weigh = ", ".join(f"{name} {size} KB" for name, size in found["weights"].items())
    return [
        f"Measured {found['at']}. {machine}.", "", *table, "",
        f"Results of {found['responses']:,} responses cost {large / small:.2f} times those of "
        f"1,000 (target of the page: {SLOWEST} ms).", "",
        f"Counting {found['responses']:,} responses anew: {found['large']['rebuild']} s; closing "
        f"with the final release: {found['large']['release']} s.", "",
        f"Responses a second: {one['per second']} with one client ({one['p50']} ms each, three "
        f"requests), {eight['per second']} with eight.", "",
        f"Answering pages with their style, gzipped: {weigh} (target {HEAVIEST} KB).",
    ]  # fmt: skip


def write(found: Mapping[str, Any], folder: Path) -> None:
    """Write surveys.json and the table of README.md."""
    (folder / "surveys.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text = (HERE / "README.md").read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    table = f"{before}{BEGIN}\n\n" + "\n".join(lines(found)) + f"\n\n{END}{after}"
    (folder / "README.md").write_text(table, encoding="utf-8")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.surveys", description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="next to nothing: only to see it runs")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for results and README")
    asked = parser.parse_args()
    found = measure(400, 24, 3) if asked.tiny else measure(LARGE, 400, 60)
    write(found, asked.out)
    print("\n".join(lines(found)))


if __name__ == "__main__":
    main()
