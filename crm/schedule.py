"""What runs by the clock: sealing the audit trail, the nightly export, purges.

Each entry notes its last run in the database, so that of several workers only one runs it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from crm import audit, db, tenancy
from crm.errors import Conflict

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Entry:
    """A recurring task; `per_local` runs it once in every local."""

    name: str
    every: timedelta
    task: Callable[[], object]
    per_local: bool = True


ENTRIES: list[Entry] = [Entry("seal-audit", timedelta(minutes=1), audit.seal)]


def _take(entry: Entry) -> bool:
    """Whether this worker is the one to run `entry` now."""
    schedules, moment = db.collection("schedules"), db.now()
    found = schedules.get(entry.name)
    if found is None:
        try:
            schedules.insert({"_id": entry.name, "last": moment})
        except Conflict:
            return False
        return True
    if moment - found["last"] < entry.every:
        return False
    mine = {"_id": entry.name, "last": found["last"]}
    return bool(schedules.update(mine, {"$set": {"last": moment}}))


def run_due() -> list[str]:
    """Run the entries whose time has come; gives their names."""
    ran = []
    for entry in ENTRIES:
        if _take(entry):
            _run(entry)
            ran.append(entry.name)
    return ran


def _run(entry: Entry) -> None:
    if not entry.per_local:
        entry.task()
        return
    for local in db.collection("locals").find({"listed": "yes"}):
        with tenancy.local_scope(local["_id"], local=local):
            entry.task()
