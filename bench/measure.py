"""One size from its empty database to its figures."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import bare, commands, data, imported, servers
from bench.clients import Ask, Browser, timed
from bench.data import Place
from bench.pages import LEAD, LEADERSHIP, ORGANIZER, PAGES, Page
from bench.sizes import CLIENTS, Effort, Size
from crm import db, migrations, tenancy
from crm.app import build_suite, with_wait
from crm.config import from_environment
from crm.embedded.server import EmbeddedServer, running_uri
from crm.tenancy import Suite

Figures = dict[str, Any]


def size_figures(size: Size, effort: Effort, watch: commands.Watch) -> Figures:
    """Load a size and measure everything on it."""
    with tempfile.TemporaryDirectory(prefix="callboard-bench-") as folder:
        env = _environment(size, Path(folder))
        with _loading(env):
            started = time.perf_counter()
            place = data.load(size, size.name)
            loading = round(time.perf_counter() - started, 1)
            size_figures: Figures = {
                "people": size.people,
                "contacts": size.contacts,
                "loading": loading,
            }
        size_figures |= {"requests": [effort.alone, effort.together]}
        with servers.callboard(env, port := servers.free_port()) as (process, starting):
            uri = running_uri(Path(folder)) or ""
            measured = _measured(env, uri, port, size, place, effort, watch, process.pid)
    return {**size_figures, **measured, "start": starting}


def _measured(
    env: dict[str, str],
    uri: str,
    port: int,
    size: Size,
    place: Place,
    effort: Effort,
    watch: commands.Watch,
    pid: int,
) -> Figures:
    """Everything that is measured while Callboard runs."""
    with _opened(env, uri) as suite:
        browsers = _signed_in(place, port)
        empty = servers.memory(pid)
        pages = _pages(place, browsers, effort)
        first = {role: found[0] for role, found in browsers.items()}
        counted = commands.count(watch, suite, place, first)
        floor = _bare(place, effort)
        rows = imported.measure(size, place)
        busy = servers.memory(pid)
        if env.get("MONGODB_URI"):
            suite.store.client.drop_database(suite.store.name)
    for page in PAGES:
        pages[page.id] |= {"commands": counted[page.id], "bare": floor[page.id]}
    memory = {"after sign-in": empty, "at the end": busy}
    return {"pages": pages, "import": rows, "memory": memory}


def floor_figures(effort: Effort) -> Figures:
    """The page that answers "ok", alone and with eight clients."""
    port = servers.free_port()
    with servers.floor(port):
        browsers = [Browser(servers.HOST, port) for _number in range(CLIENTS)]
        ask = Ask("/")
        return {
            "1": timed(browsers[:1], effort.alone, lambda _b, _r: ask, "floor"),
            "8": timed(browsers, effort.together, lambda _b, _r: ask, "floor"),
        }


def _environment(size: Size, folder: Path) -> dict[str, str]:
    """What `callboard run` is told: as in production but for TLS, so that cookies travel."""
    env = {"CALLBOARD_DATA": str(folder), "CALLBOARD_DATABASE": f"callboard_bench_{size.name}"}
    if os.environ.get("MONGODB_URI"):
        env["MONGODB_URI"] = os.environ["MONGODB_URI"]
    return env


@contextmanager
def _opened(env: dict[str, str], uri: str) -> Iterator[Suite]:
    suite = build_suite(with_wait(from_environment(env), 60), uri)
    try:
        with tenancy.suite_context(suite):
            yield suite
    finally:
        suite.store.close()


@contextmanager
def _loading(env: dict[str, str]) -> Iterator[Suite]:
    """An empty, prepared database: on an embedded server of its own, or on the configured one."""
    if env.get("MONGODB_URI"):
        with _opened(env, "") as suite:
            suite.store.client.drop_database(suite.store.name)
            migrations.prepare()
            yield suite
        return
    with EmbeddedServer(Path(env["CALLBOARD_DATA"])) as server, _opened(env, server.uri) as suite:
        migrations.prepare()
        yield suite


def _signed_in(place: Place, port: int) -> dict[str, list[Browser]]:
    """Eight browsers per role, each with a session of its own."""
    found: dict[str, list[Browser]] = {}
    people = ((ORGANIZER, place.organizers), (LEAD, place.leads), (LEADERSHIP, place.leadership))
    for role, ids in people:
        found[role] = [Browser(servers.HOST, port, who) for who in ids[:CLIENTS]]
        for browser in found[role]:
            browser.sign_in(data.email(browser.account), data.PASSWORD)
            browser.settle(f"/l/{place.slug}/")
    return found


def _pages(place: Place, browsers: dict[str, list[Browser]], effort: Effort) -> Figures:
    return {
        page.id: {
            "1": _timed(page, place, browsers[page.role][:1], max(effort.alone // page.slow, 3)),
            "8": _timed(page, place, browsers[page.role], max(effort.together // page.slow, 8)),
        }
        for page in PAGES
    }


def _timed(page: Page, place: Place, browsers: list[Browser], requests: int) -> dict[str, float]:
    return timed(browsers, requests, lambda b, r: page.make(place, b, r), page.id)


def _bare(place: Place, effort: Effort) -> dict[str, float]:
    session = db.raw_database().sessions.find_one({"account_id": place.organizers[0]})
    calls = bare.Bare(place, str(session["_id"]) if session else "", "bare")
    return {page.id: bare.timed(page.id, calls, effort.alone) for page in PAGES}
