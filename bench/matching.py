"""`python -m bench.matching`: the matcher and plain rivals on titles it has not seen.

The split is made here from a fixed seed: a quarter of the reported titles (A) and 2,000 alternate
titles (C, standing in for titles that come new) are left out, with every title that shares a key
with one of them, parentheses included. All rivals learn the same titles in the same run.
"""

import csv
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import servers
from plugins.jobclasses.matching import matcher, normalizing, training
from plugins.jobclasses.service import classes, evaluating, matching, onetfiles
from plugins.jobclasses.service.occupations import pairs
from plugins.jobclasses.service.referencefiles import from_folder

HERE = Path(__file__).parent
BEGIN, END = "<!-- matching: written by python -m bench.matching -->", "<!-- end of matching -->"
SEED, REPORTED, ALTERNATE = 7, 1300, 2000
NEAREST, SLOW = 40, 200
"""Neighbours that vote; titles that the slowest rival is given."""
Known = dict[str, set[str]]
Ranked = list[tuple[str, float]]


def folder() -> Path | None:
    """The release of occupations to learn from, if it is here."""
    beside = HERE.parents[1] / "shared" / "data"
    found = Path(os.environ.get("CALLBOARD_SHARED_DATA", beside)) / "onet"
    return found if found.is_dir() else None


def split(occupations: Sequence[Mapping[str, Any]]) -> tuple[list[tuple[str, str]], Known, Known]:
    """What is learned (code, title), and the two sets left out (title -> 6-digit codes)."""
    draw = random.Random(SEED)
    reported = sorted({t for one in occupations for t in one["reported"]})
    alternate = sorted({t for one in occupations for t in one["alternate"]} - set(reported))
    drawn = draw.sample(reported, min(REPORTED, len(reported) // 4))
    fresh = draw.sample(alternate, min(ALTERNATE, len(alternate) // 4))
    codes: Known = {}
    every = list(pairs(occupations))
    for code, title in every:
        codes.setdefault(normalizing.fold(title), set()).add(code[:7])
    seen = evaluating.leaks({title for _code, title in every}, [*drawn, *fresh])
    kept = [(code, title) for code, title in every if title not in seen]
    left_out = [{t: codes[normalizing.fold(t)] for t in part} for part in (drawn, fresh)]
    return kept, left_out[0], left_out[1]


def figures(known: Known, rank: Callable[[Sequence[str]], list[Ranked]]) -> dict[str, float]:
    """Top 1, top 5, major group and titles a second of one rival."""
    started, busy = time.perf_counter(), time.process_time()
    ranked = rank(list(known))
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    answers = [
        matcher.Answer(t, matcher.grammar.parse(t), [], r, [], True)
        for t, r in zip(known, ranked, strict=True)
    ]
    report = evaluating.judge(known, answers, seconds)
    names = ("top1", "top5", "major", "error")
    marks = {name: round(float(getattr(report, name)), 3) for name in names}
    return {**marks, "speed": round(report.speed), "cpu": round(len(known) / max(busy, 1e-9))}


def voted(codes: Iterable[str], weights: Iterable[float]) -> Ranked:
    """The best codes by the sum of their weights, as shares."""
    sums: dict[str, float] = {}
    for code, weight in zip(codes, weights, strict=True):
        sums[code] = sums.get(code, 0.0) + weight
    whole = sum(sums.values()) or 1.0
    best = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:20]
    return [(code, weight / whole) for code, weight in best]


def rivals(learned: Sequence[tuple[str, str]], index: Any) -> dict[str, Any]:
    """The plain ways by name: TF-IDF neighbours, BM25, rapidfuzz."""
    import bm25s
    from rapidfuzz import fuzz, process

    codes = [code[:7] for code, _title in learned]
    titles = [normalizing.fold(title) for _code, title in learned]
    bm25 = bm25s.BM25()
    bm25.index([title.split() for title in titles], show_progress=False)

    def by_bm25(asked: Sequence[str]) -> list[Ranked]:
        words = [normalizing.fold(title).split() or ["-"] for title in asked]
        places, scores = bm25.retrieve(words, k=NEAREST, show_progress=False)
        return [
            voted([codes[p] for p in row], map(float, marks))
            for row, marks in zip(places, scores, strict=True)
        ]

    def by_letters(asked: Sequence[str]) -> list[Ranked]:
        found = []
        for title in asked:
            near = process.extract(
                normalizing.fold(title), titles, scorer=fuzz.token_set_ratio, limit=NEAREST
            )
            found.append(voted([codes[n[2]] for n in near], [(n[1] / 100) ** 6 for n in near]))
        return found

    def by_neighbours(asked: Sequence[str]) -> list[Ranked]:
        votes, _nearest = index.neighbours.vote([normalizing.fold(title) for title in asked])
        sums = index.by_soc(votes)
        order = (-sums).argsort(axis=1)[:, :20]
        return [[(index.socs[p], float(sums[n][p])) for p in row] for n, row in enumerate(order)]

    return {"TF-IDF, 40 nearest": by_neighbours, "BM25, 40 nearest": by_bm25,
            "rapidfuzz, 40 nearest": by_letters}  # fmt: skip


def crafts(kit: matching.Kit) -> dict[str, float]:
    """Craft words and AI titles written for this test: the right class or craft."""
    with (HERE / "titles" / "crafts.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    known = {row["title"]: set(row["craft"].split(";")) for row in rows}
    report = evaluating.evaluate(known, kit)
    return {"titles": len(known), "top1": round(report.top1, 3), "top3": round(report.top3, 3)}


def measure(release: Path) -> dict[str, Any]:
    """Everything: learn, compare, turn nonsense away."""
    occupations = onetfiles.read(from_folder(release, onetfiles.WANTED)).occupations
    learned, reported, fresh = split(occupations)
    tasks = [task for one in occupations for task in one["tasks"]]
    started = time.perf_counter()
    index = training.train(learned, tasks, lambda _done, _total: None, {})
    found: dict[str, Any] = {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": servers.machine(),
        "learned": len(learned),
        "training_seconds": round(time.perf_counter() - started),
        "sets": {"A": len(reported), "C": len(fresh)},
        "rivals": {},
    }
    kit = matching.new_kit(classes.shipped(), [])
    kit.index, kit.entertainment = index, False
    ways = {"Callboard": lambda titles: [a.occupations for a in kit.match(titles)]}
    for name, rank in {**ways, **rivals(learned, index)}.items():
        most = SLOW if name.startswith("rapidfuzz") else len(learned)
        sets = {"A": reported, "C": fresh}
        parts = {key: dict(list(part.items())[:most]) for key, part in sets.items()}
        found["rivals"][name] = {key: figures(part, rank) for key, part in parts.items()}
    found["crafts"] = crafts(kit)
    nonsense = (HERE / "titles" / "nonsense.txt").read_text(encoding="utf-8").splitlines()
    answers = kit.match(nonsense)
    none = sum(not answer.known for answer in answers) / len(answers)
    found["nonsense"] = {"texts": len(nonsense), "none": round(none, 3)}
    real = kit.match([*reported, *fresh])
    found["real_turned_away"] = round(sum(not a.known for a in real) / len(real), 3)
    return found


def lines(found: Mapping[str, Any]) -> list[str]:
    """The figures as Markdown."""
    machine = ", ".join(f"{what}: {value}" for what, value in found["machine"].items())
    head = (f"Measured {found['at']}. {machine}."
            f" {found['learned']:,} titles learned in {found['training_seconds']} s"
            f" (twice: once to judge, once whole); {found['sets']['A']:,} titles in A,"
            f" {found['sets']['C']:,} in C ({SLOW} each for rapidfuzz).")  # fmt: skip
    table = ["| | A top 1 / top 5 / major | C top 1 / top 5 / major | error A / C | titles/s |"
             " of processor time |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for name, sets in found["rivals"].items():
        a, c = sets["A"], sets["C"]
        ranks = (f"{s['top1']:.3f} / {s['top5']:.3f} / {s['major']:.3f}" for s in (a, c))
        honest = f"{a['error']:.3f} / {c['error']:.3f}" if name == "Callboard" else "-"
        table.append(f"| {name} | {' | '.join(ranks)} | {honest} | {a['speed']:,} | {a['cpu']:,} |")
    table.append("| goal | .65 / .87 / .83 | .53 / .82 / .73 | .03 on new titles (C) | 1,000 | |")
    craft, nonsense = found["crafts"], found["nonsense"]
    return [head, "", *table, "",
            f"Craft words and AI titles ({craft['titles']}): top 1 {craft['top1']:.3f}, top 3 "
            f"{craft['top3']:.3f} (goal .80 and .92). \"None of these\" on "
            f"{nonsense['none']:.1%} of {nonsense['texts']} texts that are no titles (goal 90 %), "
            f"and on {found['real_turned_away']:.1%} of the real titles of A and C."]  # fmt: skip


def main() -> None:
    """Measure, write matching.json and the table of README.md."""
    release = folder()
    if release is None:
        print("matching: no occupations here; set CALLBOARD_SHARED_DATA", file=sys.stderr)
        return
    found = measure(release)
    (HERE / "matching.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n\n" + "\n".join(lines(found)) + f"\n\n{END}{after}")
    print("\n".join(lines(found)))


if __name__ == "__main__":
    main()
