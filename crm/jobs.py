"""Background work: a queue in MongoDB with leases, run by `callboard worker`.

A job whose worker dies is taken over when its lease ends, so a job's function must be able to
start again from where it was: it keeps its place in its own data, and each chunk is harmless to
repeat. Functions are named in a plugin's `jobs` and called as `function(job, **args)`.
"""

import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from crm import db, tenancy
from crm.errors import Conflict, CRMError, NotFound, PluginDisabled, Unavailable
from crm.i18n import _

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
TRIES = 5
KEEP = timedelta(days=30)


class LeaseLost(Exception):
    """Another worker has taken this job over; stop without writing more."""


class Stopping(Exception):
    """The worker is told to end: the job goes back to the queue, to go on from where it is."""


@dataclass
class Job:
    """A running job, for its function to report through."""

    id: str
    local_id: str | None
    args: Mapping[str, Any]
    by: str
    token: str
    on_progress: Callable[[int, int], None] | None = None
    stop: threading.Event | None = None

    def progress(self, done: int, total: int) -> None:
        """Note how far the work is and keep the lease, at least every half minute.

        Raises LeaseLost when another worker has the job, Stopping when this one is to end:
        let both pass.
        """
        change = {"$set": {"done": done, "total": total, "lease_until": db.now() + LEASE}}
        mine = {"_id": self.id, "token": self.token, "state": "running"}
        if self.id and not db.collection("jobs").update(mine, change):
            raise LeaseLost(self.id)
        if self.stop is not None and self.stop.is_set():
            raise Stopping(self.id)
        if self.on_progress:
            self.on_progress(done, total)


def enqueue(
    name: str, args: Mapping[str, Any] | None = None, *, by: str, key: str = "", after: int = 0
) -> str:
    """Queue a job in the current local (or the suite outside one); gives its id.

    `key` makes it one of a kind: while a job with that key waits or runs, its id is given back.
    """
    local_id = tenancy.current().local_id if tenancy.in_local() else None
    plugin, _unused = tenancy.suite().registry.job(name)
    jobs = db.collection("jobs")
    full_key = f"{local_id}|{name}|{key}" if key else ""
    if full_key:
        alive = jobs.find({"key": full_key}, where={"state": {"$in": ["waiting", "running"]}})
        if alive:
            return str(alive[0]["_id"])
    return jobs.insert(
        {
            "local_id": local_id,
            "name": name,
            "plugin": plugin.name,
            "args": dict(args or {}),
            "key": full_key,
            "by": by,
            "state": "waiting",
            "tries": 0,
            "done": 0,
            "total": 0,
            "created_at": db.now(),
            "run_after": db.now() + timedelta(seconds=after),
            "lease_until": None,
            "token": "",
            "error": "",
            "result": None,
        }
    )


def get(job_id: str) -> dict[str, Any]:
    """A job of the current local; NotFound for another's."""
    found = db.collection("jobs").get({"_id": job_id, "local_id": tenancy.current().local_id})
    if found is None:
        raise NotFound()
    return found


def _candidates() -> Iterable[dict[str, Any]]:
    now = db.now()
    jobs = db.collection("jobs")
    yield from jobs.find(
        {"state": "waiting", "run_after": {"$lte": now}}, sort=[("run_after", 1)], limit=20
    )
    yield from jobs.find({"state": "running"}, where={"lease_until": {"$lt": now}}, limit=20)


def claim(worker: str) -> dict[str, Any] | None:
    """Take the next job that waits or whose worker died; None when there is none.

    A job that has ended its worker TRIES times is not tried again.
    """
    for found in _candidates():
        if found["state"] == "running" and found["tries"] >= TRIES:
            _finish(found, state="failed", error=str(_("The worker ended during this job.")))
            continue
        token = f"{worker}:{db.new_id()}"
        mine = {"_id": found["_id"], "state": found["state"], "token": found["token"]}
        change = {
            "$set": {"state": "running", "token": token, "lease_until": db.now() + LEASE},
            "$inc": {"tries": 1},
        }
        if db.collection("jobs").update(mine, change):
            return {**found, "token": token, "tries": found["tries"] + 1}
    return None


def _finish(found: Mapping[str, Any], **values: Any) -> None:
    mine = {"_id": found["_id"], "token": found["token"]}
    db.collection("jobs").update(mine, {"$set": {"finished_at": db.now(), **values}})


def run(
    found: Mapping[str, Any],
    on_progress: Callable[[int, int], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Run one claimed job to its end, or until `stop`, and note how it went."""
    who = (found["_id"], found["local_id"], found["args"], found["by"], found["token"])
    job = Job(*who, on_progress, stop)
    started = time.monotonic()
    try:
        result = _call(found["name"], job)
    except LeaseLost:
        log.warning("job lease lost", job=job.id, name=found["name"])
        return
    except Stopping:
        _put_back(found)
        log.info("job put back", job=job.id, name=found["name"])
        return
    except Exception as error:
        _failed(found, error)
        return
    _finish(found, state="done", result=result)
    log.info("job done", job=job.id, name=found["name"], seconds=time.monotonic() - started)


def _put_back(found: Mapping[str, Any]) -> None:
    mine = {"_id": found["_id"], "token": found["token"]}
    change = {"$set": {"state": "waiting", "run_after": db.now()}, "$inc": {"tries": -1}}
    db.collection("jobs").update(mine, change)


def _call(name: str, job: Job) -> Any:
    plugin, function = tenancy.suite().registry.job(name)
    if job.local_id is None:
        return function(job, **job.args)
    with tenancy.local_scope(job.local_id, plugin=plugin.name):
        return function(job, **job.args)


def _failed(found: Mapping[str, Any], error: Exception) -> None:
    passing = isinstance(error, (Unavailable, Conflict)) or not isinstance(error, CRMError)
    if passing and found["tries"] < TRIES and not isinstance(error, PluginDisabled):
        wait = 2 ** found["tries"] + random.random()  # noqa: S311 - jitter, no secret
        change = {"state": "waiting", "run_after": db.now() + timedelta(seconds=wait)}
        log.warning("job will be tried again", job=found["_id"], error=repr(error))
        mine = {"_id": found["_id"], "token": found["token"]}
        db.collection("jobs").update(mine, {"$set": change})
        return
    log.error("job failed", job=found["_id"], name=found["name"], exc_info=error)
    detail = getattr(error, "detail", None) or getattr(error, "title", "") or type(error).__name__
    _finish(found, state="failed", error=str(detail))


def work_once(worker: str = "here", stop: threading.Event | None = None) -> bool:
    """Claim and run one job; False when none is due."""
    found = claim(worker)
    if found is None:
        return False
    run(found, stop=stop)
    return True


def drain(limit: int = 1000) -> int:
    """Run what is due until nothing is; gives how many jobs ran (for commands and tests)."""
    count = 0
    while count < limit and work_once():
        count += 1
    return count


def purge() -> int:
    """Remove jobs that ended more than KEEP ago: the queue must stay small to stay quick."""
    old = {"$lt": db.now() - KEEP}
    jobs = db.collection("jobs")
    return sum(jobs.delete_many({"state": s, "run_after": old}) for s in ("done", "failed"))


def loop(suite: tenancy.Suite, stop: threading.Event, worker: str) -> None:
    """The worker's life: run jobs until `stop`; a database outage is waited out."""
    with tenancy.suite_context(suite):
        while not stop.is_set():
            try:
                if not work_once(worker, stop):
                    stop.wait(0.5)
            except Unavailable:
                log.warning("database not available; waiting")
                stop.wait(2)
