"""The queue: leases, take-over after a kill, tries with growing pauses, one of a kind, purge."""

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from crm import db, jobs, schedule, tenancy
from crm.errors import Conflict, Invalid, NotFound, Unavailable
from crm.plugin import Plugin
from crm.registry import Registry
from tests import figures
from tests.factories import OTHER, OWN, World

CHUNKS = 12
WORKER = """
import json, sys, threading
from pathlib import Path
from crm import jobs, tenancy
from crm.app import build_suite
from crm.config import Config
from tests.crm.test_jobs import with_jobs
config = Config(**json.loads(sys.argv[1]), data_dir=Path(sys.argv[2]))
suite = with_jobs(build_suite(config))
print("ready", flush=True)
with tenancy.suite_context(suite):
    while not jobs.work_once("victim"):
        threading.Event().wait(0.02)
"""


def fill(job: jobs.Job, count: int = CHUNKS, pause: float = 0.0) -> int:
    """Writes `count` documents, a chunk each, and keeps its place in what it has written."""
    for number in range(count):
        key = db.local_key("chunk", str(number))
        change = {"$set": {"key": str(number)}, "$inc": {"times": 0}}
        with_place(key, number, change)
        job.progress(number + 1, count)
        threading.Event().wait(pause)
    return count


@db.atomic
def with_place(key: str, number: int, change: dict[str, Any]) -> None:
    """One chunk: its document and the place reached, or neither."""
    place = {"_id": db.local_key("place")}
    found = db.collection("settings").get(place)
    if found and found["next"] > number:
        return
    change["$inc"]["times"] = 1
    db.collection("counters").update({"_id": key}, change, upsert=True)
    db.collection("settings").update(place, {"$set": {"next": number + 1}}, upsert=True)


_calls: list[str] = []
_raises: list[Exception] = []
_during: list[Callable[[], object]] = []


def fail(_job: jobs.Job) -> None:
    """Raises what the test has put there."""
    _calls.append("fail")
    raise _raises[0]


def meddled(job: jobs.Job) -> None:
    """Something happens in the middle of it."""
    _during[0]()
    job.progress(1, 2)
    _calls.append("went on")


def with_jobs(suite: tenancy.Suite) -> tenancy.Suite:
    """The same installation with this file's jobs."""
    registry = Registry(next(iter(suite.registry.plugins.values())))
    work = {"tests.fill": fill, "tests.fail": fail, "tests.meddled": meddled}
    registry.add(Plugin(name="tests", label="Tests", summary="", jobs=work))
    return replace(suite, registry=registry)


@pytest.fixture
def local(world: World, clean: tenancy.Suite) -> Iterator[tenancy.Suite]:
    """Inside the own local, with this file's jobs switched on."""
    _calls.clear()
    _raises.clear()
    _during.clear()
    suite = with_jobs(clean)
    db.collection("locals").update({"_id": OWN}, {"$set": {"plugins": ["tests"]}})
    with tenancy.suite_context(suite), tenancy.local_scope(OWN):
        yield suite


def end_lease(job_id: str) -> None:
    past = {"$set": {"lease_until": db.now() - timedelta(seconds=1)}}
    db.collection("jobs").update({"_id": job_id}, past)


def due_now(job_id: str) -> None:
    db.collection("jobs").update({"_id": job_id}, {"$set": {"run_after": db.now()}})


def test_a_job_runs_in_its_local_and_its_result_is_kept(local: tenancy.Suite) -> None:
    job_id = jobs.enqueue("tests.fill", {"count": 3}, by="me")
    assert jobs.drain() == 1
    found = jobs.get(job_id)
    assert (found["state"], found["result"]) == ("done", 3)
    assert (found["done"], found["total"]) == (3, 3)
    with tenancy.local_scope(OTHER), pytest.raises(NotFound):
        jobs.get(job_id)


def test_one_of_a_kind_while_it_waits_or_runs(local: tenancy.Suite) -> None:
    first = jobs.enqueue("tests.fill", by="me", key="roster")
    assert jobs.enqueue("tests.fill", by="me", key="roster") == first
    assert jobs.enqueue("tests.fill", by="me", key="another") != first
    assert jobs.enqueue("tests.fill", by="me") != first
    claimed = jobs.claim("w")
    assert claimed is not None
    assert jobs.enqueue("tests.fill", by="me", key="roster") == first
    jobs.run(claimed)
    jobs.drain()
    assert jobs.enqueue("tests.fill", by="me", key="roster") != first


def test_only_one_of_many_workers_gets_a_job(local: tenancy.Suite) -> None:
    ids = {jobs.enqueue("tests.fill", by="me") for _ in range(10)}
    got: list[str] = []

    def take() -> None:
        with tenancy.suite_context(local):
            while found := jobs.claim("w"):
                got.append(found["_id"])

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(ids)


def test_a_job_for_later_waits(local: tenancy.Suite) -> None:
    jobs.enqueue("tests.fill", by="me", after=3600)
    assert jobs.drain() == 0


@pytest.mark.parametrize("error", [Unavailable(), Conflict(), RuntimeError("odd")])
def test_what_may_pass_is_tried_again_later_and_later(
    local: tenancy.Suite, error: Exception
) -> None:
    _raises.append(error)
    job_id = jobs.enqueue("tests.fail", by="me")
    pauses = []
    for _ in range(jobs.TRIES - 1):
        assert jobs.work_once()
        found = jobs.get(job_id)
        assert found["state"] == "waiting"
        pauses.append(found["run_after"] - db.now())
        assert not jobs.work_once()
        due_now(job_id)
    assert all(later > 1.3 * sooner for sooner, later in itertools.pairwise(pauses))
    assert jobs.work_once()
    assert (jobs.get(job_id)["state"], len(_calls)) == ("failed", jobs.TRIES)
    assert jobs.get(job_id)["error"]


def test_what_will_not_pass_fails_at_once_with_its_words(local: tenancy.Suite) -> None:
    _raises.append(NotFound("The file is gone."))
    job_id = jobs.enqueue("tests.fail", by="me")
    jobs.drain()
    assert jobs.get(job_id)["error"] == "The file is gone."
    _raises[0] = Invalid({"file": ["no"]})
    job_id = jobs.enqueue("tests.fail", by="me")
    jobs.drain()
    assert jobs.get(job_id)["state"] == "failed"


def test_a_worker_that_lost_its_lease_writes_no_more(local: tenancy.Suite) -> None:
    job_id = jobs.enqueue("tests.meddled", by="me")

    def take_over() -> None:
        end_lease(job_id)
        _during[0] = lambda: None
        assert jobs.work_once("another")

    _during.append(take_over)
    assert jobs.work_once("first")
    assert _calls == ["went on"]  # the other one did, this one stopped at its progress note
    found = jobs.get(job_id)
    assert (found["state"], found["tries"]) == ("done", 2)
    assert found["token"].startswith("another:")


def test_a_worker_told_to_end_puts_its_job_back(local: tenancy.Suite) -> None:
    job_id, stop = jobs.enqueue("tests.meddled", by="me"), threading.Event()
    _during.append(stop.set)
    assert jobs.work_once("first", stop)
    found = jobs.get(job_id)
    assert (found["state"], found["tries"], _calls) == ("waiting", 0, [])
    _during[0] = lambda: None
    assert jobs.work_once("second", threading.Event())
    assert jobs.get(job_id)["state"] == "done"


def test_a_job_that_ends_its_workers_is_given_up(local: tenancy.Suite) -> None:
    job_id = jobs.enqueue("tests.fill", by="me")
    for _ in range(jobs.TRIES):
        assert jobs.claim("w")
        end_lease(job_id)
    assert jobs.claim("w") is None
    assert jobs.get(job_id)["state"] == "failed"


def test_a_running_job_is_not_taken_while_its_lease_lasts(local: tenancy.Suite) -> None:
    jobs.enqueue("tests.fill", by="me")
    assert jobs.claim("first")
    assert jobs.claim("second") is None


def test_a_job_of_a_plugin_switched_off_does_not_run(local: tenancy.Suite) -> None:
    job_id = jobs.enqueue("tests.fill", by="me")
    db.collection("locals").update({"_id": OWN}, {"$set": {"plugins": []}})
    jobs.drain()
    assert (jobs.get(job_id)["state"], db.collection("settings").get(db.local_key("place"))) == (
        "failed",
        None,
    )


def test_ended_jobs_go_after_a_month(local: tenancy.Suite) -> None:
    old, young, waiting = (jobs.enqueue("tests.fill", by="me") for _ in range(3))
    long_ago = db.now() - jobs.KEEP - timedelta(days=1)
    for job_id, state, moment in (
        (old, "done", long_ago),
        (young, "failed", db.now()),
        (waiting, "waiting", long_ago),
    ):
        change = {"$set": {"state": state, "run_after": moment}}
        db.collection("jobs").update({"_id": job_id}, change)
    assert jobs.purge() == 1
    assert [bool(db.collection("jobs").get(i)) for i in (old, young, waiting)] == [0, 1, 1]


def kill_after(chunks: int, local: tenancy.Suite, suite: tenancy.Suite, job_id: str) -> None:
    """Start a worker process, SIGKILL it once the job has come this far."""
    given = {
        name: getattr(suite.config, name) for name in ("mongodb_uri", "database", "secret_key")
    }
    victim = subprocess.Popen(
        [sys.executable, "-c", WORKER, json.dumps(given), str(suite.config.data_dir)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == b"ready\n"
    pause = threading.Event()
    while jobs.get(job_id)["done"] < chunks and victim.poll() is None:
        pause.wait(0.005)
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    figures.record("worker processes killed")


@pytest.mark.faults
def test_a_killed_workers_job_is_finished_by_another_exactly_once(
    local: tenancy.Suite, suite: tenancy.Suite
) -> None:
    job_id = jobs.enqueue("tests.fill", {"pause": 0.03}, by="me")
    rounds = 4 if os.environ.get("CALLBOARD_FAULTS") == "full" else 2
    for number in range(rounds):
        kill_after((number + 1) * CHUNKS // (rounds + 1), local, suite, job_id)
        assert jobs.get(job_id)["state"] == "running"
        assert not jobs.work_once("too early")
        end_lease(job_id)
    assert jobs.work_once("heir")
    found = jobs.get(job_id)
    assert (found["state"], found["result"], found["tries"]) == ("done", CHUNKS, rounds + 1)
    made = [db.collection("counters").get(db.local_key("chunk", str(n))) for n in range(CHUNKS)]
    assert [row and row["times"] for row in made] == [1] * CHUNKS
    figures.record("job chunks checked after kills", CHUNKS)
    figures.record("job chunks lost or doubled", sum(not row or row["times"] != 1 for row in made))


def here(*parts: int) -> datetime:
    """A moment of the server's clock, as UTC."""
    return datetime(*parts).astimezone().astimezone(UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ((2026, 3, 1, 14, 0), (2026, 3, 2, 1, 59), False),
        ((2026, 3, 1, 14, 0), (2026, 3, 2, 2, 0), True),
        ((2026, 3, 2, 2, 0), (2026, 3, 2, 23, 0), False),
        ((2026, 3, 2, 1, 0), (2026, 3, 2, 15, 0), True),
        ((2026, 3, 1, 2, 5), (2026, 3, 4, 1, 0), True),
    ],
)
def test_a_nightly_entry_is_due_once_a_night(
    last: tuple[int, ...], now: tuple[int, ...], due: bool
) -> None:
    entry = schedule.Entry("x", schedule.DAY, lambda: None, at=time(2))
    assert entry.due(here(*last), here(*now)) is due


def test_the_first_run_of_a_nightly_entry_is_the_next_night(local: tenancy.Suite) -> None:
    assert "export" not in schedule.run_due()
    past = {"$set": {"last": db.now() - timedelta(days=2)}}
    db.collection("schedules").update({"_id": "export"}, past)
    with tenancy.suite_context(tenancy.suite()):
        assert "export" in schedule.run_due()
        assert "export" not in schedule.run_due()


def test_one_task_that_fails_hinders_no_other(
    local: tenancy.Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("odd")

    every = timedelta(hours=1)
    entries = [
        schedule.Entry("broken", every, broken, per_local=False),
        schedule.Entry("well", every, lambda: _calls.append("well")),
    ]
    monkeypatch.setattr(schedule, "ENTRIES", entries)
    assert schedule.run_due() == ["broken", "well"]
    assert _calls == ["well", "well"]  # in both locals
