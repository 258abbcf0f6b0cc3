"""An import that is killed and taken up again neither loses nor doubles a row.

Two ways: the process is really killed (SIGKILL) at random moments, and an error is raised at each
database command in turn. CALLBOARD_FAULTS=full runs the long forms.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crm import db, jobs, tenancy
from crm.config import Config
from crm.errors import Unavailable
from crm.imports.service import uploads
from crm.tenancy import Actor
from tests.crm.imports import rosters
from tests.factories import OWN, World

FULL = os.environ.get("CALLBOARD_FAULTS") == "full"
KILLS = {"previewing": 10, "committing": 50, "undoing": 10}
if not FULL:
    KILLS = {"previewing": 2, "committing": 6, "undoing": 2}
ROWS = 20_000 if FULL else 1_000
WORKER = """
import sys
from pathlib import Path
from crm import jobs, tenancy
from crm.app import build_suite
from crm.config import Config
suite = build_suite(Config(mongodb_uri=sys.argv[1], database=sys.argv[2], data_dir=Path("."),
                           secret_key="x" * 40, testing=True, database_wait=30.0))
with tenancy.suite_context(suite):
    print("ready", flush=True)
    jobs.drain()
"""


def assert_whole(import_id: str, actor: Actor, rows: int, problems: int) -> None:
    """Every good row is exactly one person, and the report adds up."""
    found = uploads.get_import(import_id, actor=actor)
    assert found["state"] == "done"
    assert sum(found["done"].values()) == found["rows"] == rows + problems
    assert found["done"].get("new") == rows
    numbers = [p["external_ids"][0]["id"] for p in rosters.people().values()]
    lost, doubled = rows - len(set(numbers)), len(numbers) - len(set(numbers))
    print(f"records checked {rows}, lost {lost}, doubled {doubled}")
    assert (lost, doubled) == (0, 0)
    entries = db.raw_database()["audit"].find({"action": "import", "entity_id": import_id})
    assert sum(len(entry["people"]) for entry in entries) == rows


def take_over() -> None:
    """End the lease of whatever a killed worker held, and its waits."""
    past = db.now() - timedelta(minutes=1)
    queue = db.raw_database()["jobs"]
    queue.update_many({"state": "running"}, {"$set": {"lease_until": past, "tries": 0}})
    queue.update_many({"state": "waiting"}, {"$set": {"run_after": past}})


def kill_until_done(config: Config, uri: str, state: Callable[[], str], working: str) -> int:
    """Start workers and kill them at random moments until the work is done; gives the kills."""
    moments = random.Random(20_261_124)
    kills = 0
    while state() == working:
        take_over()
        argv = [sys.executable, "-c", WORKER, uri, config.database]
        with subprocess.Popen(argv, stdout=subprocess.PIPE) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            if kills < KILLS[working]:
                time.sleep(moments.uniform(0.05, 0.6))
                worker.send_signal(signal.SIGKILL)
                kills += 1
            worker.communicate()
    return kills


@pytest.mark.faults
@pytest.mark.timeout(1800 if FULL else 600)
def test_workers_killed_at_random_moments(world: World, config: Config, database_uri: str) -> None:
    actor = world.actor("admin")

    def state() -> str:
        with tenancy.local_scope(OWN):
            return str(uploads.get_import(import_id, actor=actor)["state"])

    with world.local():
        import_id = rosters.upload(rosters.csv_bytes(rosters.roster(ROWS, 40)), actor)
        uploads.start(import_id, "previewing", ("columns",), actor=actor)
    in_preview = kill_until_done(config, database_uri, state, "previewing")
    with world.local():
        uploads.start(import_id, "committing", ("ready",), actor=actor)
    in_commit = kill_until_done(config, database_uri, state, "committing")
    print(f"kills: {in_preview} in the preview, {in_commit} in the commit")
    with world.local():
        assert_whole(import_id, actor, ROWS, 40)
        rows = db.raw_database()["import_rows"]
        assert rows.count_documents({}) == ROWS + 40
        uploads.start(import_id, "undoing", ("done",), actor=actor)
    in_undo = kill_until_done(config, database_uri, state, "undoing")
    print(f"kills: {in_undo} in the undo")
    assert rosters.people() == {}


class Faults:
    """Raises Unavailable at the nth database command from when it is armed."""

    COMMANDS = ("get", "aggregate", "insert", "insert_many", "update", "update_many")
    MORE = ("delete", "delete_many", "bulk")

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 0
        for name in (*self.COMMANDS, *self.MORE):
            monkeypatch.setattr(db.Collection, name, self._wrapped(getattr(db.Collection, name)))

    def _wrapped(self, command: Any) -> Any:
        def run(*args: Any, **kwargs: Any) -> Any:
            if self.left:
                self.left -= 1
                if not self.left:
                    raise Unavailable
            return command(*args, **kwargs)

        return run


def _broken_everywhere(faults: Faults, work: Callable[[], Any]) -> int:
    """Run `work` with a fault at the first command, the second, ... until it gets through."""
    command = 0
    while True:
        command += 1
        faults.left = command
        try:
            work()
        except Unavailable:
            continue
        finally:
            faults.left = 0
        return command


def test_a_fault_at_every_database_command(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = world.actor("admin")
    faults = Faults(monkeypatch)
    monkeypatch.setattr("crm.imports.service.commit.SIZE", 6)
    monkeypatch.setattr("crm.imports.service.preview.BATCH", 6)
    with world.local():
        rows = rosters.roster(8, 3)
        import_id = rosters.upload(rosters.csv_bytes(rows), actor)
        job = rosters.job_for(actor)
        args = (job, import_id)
        uploads.begin(import_id, "previewing", ("columns",), actor=actor)
        tried = _broken_everywhere(faults, lambda: rosters.import_preview(*args))
        uploads.begin(import_id, "committing", ("ready",), actor=actor)
        tried += _broken_everywhere(faults, lambda: rosters.import_commit(*args))
        assert_whole(import_id, actor, 8, 3)
        uploads.begin(import_id, "undoing", ("done",), actor=actor)
        tried += _broken_everywhere(faults, lambda: rosters.import_undo(*args))
        assert rosters.people() == {}
        print(f"faults: {tried}")
    assert jobs.drain() <= 1
