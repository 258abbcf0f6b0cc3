"""The database goes away and comes back, or is killed in the middle of writes.

A short form by default; CALLBOARD_FAULTS=full for the full numbers. A server of its own, run as
operators run it (every write on disk before it is acknowledged), since it is killed.
"""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from crm import audit, db, migrations, tenancy
from crm.app import build_suite, create_app
from crm.config import Config
from crm.embedded.server import EmbeddedServer
from crm.errors import Unavailable
from tests import figures
from tests.factories import OWN, PASSWORD, Client, World

pytestmark = pytest.mark.faults
FULL = os.environ.get("CALLBOARD_FAULTS") == "full"
CUTS = 200 if FULL else 3
KILLS = 50 if FULL else 5
WRITERS = 4
WAIT = 2.0
SIX = 6
"""Questions asked in each outage."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(tmp_path_factory.mktemp("faults")) as found:
        yield found


@pytest.fixture(scope="module")
def under_fault(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tenancy.Suite]:
    """An installation with the waits of production, its two locals and their accounts."""
    found = build_suite(
        Config(
            mongodb_uri=server.uri,
            data_dir=tmp_path_factory.mktemp("data"),
            secret_key="a key for tests that is long enough",
            testing=True,
            database_wait=WAIT,
        )
    )
    with tenancy.suite_context(found):
        migrations.prepare()
        World.build()
    yield found
    found.store.close()


@pytest.fixture
def bound(under_fault: tenancy.Suite) -> Iterator[tenancy.Suite]:
    with tenancy.suite_context(under_fault):
        yield under_fault


@pytest.fixture
def browser(bound: tenancy.Suite) -> Client:
    app: Flask = create_app(suite=replace(bound, config=replace(bound.config, testing=False)))
    world = World({"organizer": "acct-organizer"})
    return Client(app, world).sign_in("organizer")


def ask(browser: Client, number: int) -> int:
    """One of several requests, reading and writing, with and without htmx; its status."""
    form = {"email": "organizer@example.org", "password": PASSWORD}
    if number % 3 == 0:
        return int(browser.get("~/").status_code)
    if number % 3 == 1:
        return int(browser.post("/login", form).status_code)
    answer = browser.post("/login", form, headers={"HX-Request": "true"})
    if answer.status_code == 503:  # a fragment, which the page shows beside the form it keeps
        assert "<html" not in answer.text
        assert "alert" in answer.text
    return int(answer.status_code)


def test_an_outage_gives_only_503_within_the_wait_and_passes(
    server: EmbeddedServer, browser: Client
) -> None:
    assert browser.get("~/").status_code == 200
    figures.record("database cuts under use", CUTS)
    spent: list[float] = []
    for _ in range(CUTS):
        server.kill()
        for number in range(SIX if not FULL else 3):
            started = time.monotonic()
            assert ask(browser, number) == 503
            spent.append(time.monotonic() - started)
            figures.record("requests answered 503 in an outage")
        server.restart()
        assert browser.get("~/").status_code == 200
        figures.record("recoveries of the web process after a cut")
    print(f"longest answer in an outage: {max(spent):.1f} s, bounded by waits of {WAIT} s")


class Writer(threading.Thread):
    """Writes as the app does, a record and its audit entry in one transaction, and remembers
    what was acknowledged."""

    def __init__(self, suite: tenancy.Suite, name: str) -> None:
        super().__init__(name=name)
        self.suite, self.acknowledged = suite, list[str]()
        self.stop, self.refused, self.surprises = threading.Event(), 0, list[str]()

    def run(self) -> None:
        number = 0
        with tenancy.suite_context(self.suite), tenancy.local_scope(OWN):
            while not self.stop.is_set():
                number += 1
                self._write(f"{self.name}-{number}")

    def _write(self, key: str) -> None:
        try:
            write_pair(key)
            self.acknowledged.append(key)
        except Unavailable:
            self.refused += 1
            self.stop.wait(0.05)
        except Exception as error:
            self.surprises.append(repr(error))


@db.atomic
def write_pair(key: str) -> None:
    """A list and the audit entry of its making: both, or neither."""
    actor = tenancy.system_actor()
    db.collection("lists").insert({"_id": key, "owner": "writer", "name": key})
    audit.record(actor, "create", "list", key)


def wait_for(writers: list[Writer], more: int) -> None:
    pause, start = threading.Event(), [len(w.acknowledged) for w in writers]
    while any(
        len(w.acknowledged) < s + more and w.is_alive() for w, s in zip(writers, start, strict=True)
    ):
        pause.wait(0.01)


def test_no_acknowledged_write_is_lost_and_none_is_half(
    server: EmbeddedServer, bound: tenancy.Suite
) -> None:
    writers = [Writer(bound, f"w{number}") for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for number in range(KILLS):
        wait_for(writers, 3 + number % 5)
        server.kill()
        server.restart()
    for writer in writers:
        writer.stop.set()
        writer.join()
    acknowledged = {key for writer in writers for key in writer.acknowledged}
    with tenancy.local_scope(OWN):
        lists = {row["_id"] for row in db.collection("lists").find({"owner": "writer"})}
        made = db.collection("audit").find({"actor": "system"}, where={"entity": "list"})
        entries = [entry["entity_id"] for entry in made]
    figures.record("kills of the database in the middle of writes", KILLS)
    figures.record("acknowledged writes checked after kills", len(acknowledged))
    figures.record("acknowledged writes lost", len(acknowledged - lists))
    assert [s for w in writers for s in w.surprises] == []
    assert acknowledged - lists == set()
    assert sorted(lists) == sorted(entries)
