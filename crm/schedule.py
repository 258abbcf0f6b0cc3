"""What runs by the clock: sealing the audit trail, the nightly export, purges.

Each entry notes its last run in the database, so that of several workers only one runs it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog

from crm import audit, db, jobs, mail, tenancy
from crm.errors import Conflict
from crm.exports import service as exports
from crm.imports.service import forgetting
from crm.people import duplicates, merge
from crm.plugin import Plugin

log = structlog.get_logger(__name__)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """A recurring task; `per_local` runs it once in every local.

    With `at`, it runs once a day from that time of the server's clock on, or as soon after as a
    worker is there; the first run is the next such time.
    """

    name: str
    every: timedelta
    task: Callable[[], object]
    per_local: bool = True
    at: time | None = None
    plugin: str = ""
    """Only in the locals where this plugin is on ("": in all)."""

    def due(self, last: datetime, moment: datetime) -> bool:
        """Whether it is time again, `last` being the last run (both UTC)."""
        if self.at is None:
            return moment - last >= self.every
        here = moment.astimezone()
        latest = datetime.combine(here.date(), self.at).astimezone()
        if latest > here:
            latest = datetime.combine(here.date() - DAY, self.at).astimezone()
        return last < latest


def export_database() -> str:
    """Queue the nightly export; gives the job's id."""
    return jobs.enqueue("core.export_nightly", by="system", key="nightly")


PULSE = "seal-audit"
"""The entry that is due most often: its last run tells that a worker is there."""
ENTRIES: list[Entry] = [
    Entry(PULSE, timedelta(minutes=1), audit.seal),
    Entry("export", DAY, export_database, per_local=False, at=time(2)),
    Entry("find-duplicates", HOUR, duplicates.enqueue),
    Entry("purge-exports", timedelta(minutes=5), exports.purge),
    Entry("purge-merges", DAY, merge.purge, at=time(3, 20)),
    Entry("purge-jobs", DAY, jobs.purge, per_local=False, at=time(3)),
    Entry("purge-imports", DAY, forgetting.purge_old, at=time(3, 20)),
    Entry("purge-mail", DAY, mail.purge, per_local=False, at=time(3, 10)),
]


def entries() -> list[Entry]:
    """The core's entries and those of the loaded plugins."""
    loaded: list[Plugin] = list(tenancy.suite().registry.plugins.values())
    asked = [
        Entry(work.id, work.every, work.run, at=work.at, plugin=plugin.name)
        for plugin in loaded
        for work in plugin.recurring
    ]
    return [*ENTRIES, *asked]


def _take(entry: Entry) -> bool:
    """Whether this worker is the one to run `entry` now."""
    schedules, moment = db.collection("schedules"), db.now()
    found = schedules.get(entry.name)
    if found is None:
        try:
            schedules.insert({"_id": entry.name, "last": moment})
        except Conflict:
            return False
        return entry.at is None
    if not entry.due(found["last"], moment):
        return False
    mine = {"_id": entry.name, "last": found["last"]}
    return bool(schedules.update(mine, {"$set": {"last": moment}}))


def pulse() -> datetime | None:
    """When a worker was last seen at its recurring work (to about a minute); None for never."""
    found = db.collection("schedules").get(PULSE)
    return found["last"] if found else None


def run_due() -> list[str]:
    """Run the entries whose time has come; gives their names. One that fails stops no other."""
    ran = []
    for entry in entries():
        if _take(entry):
            _run(entry)
            ran.append(entry.name)
    return ran


def _run(entry: Entry) -> None:
    if not entry.per_local:
        _guarded(entry, None)
        return
    for local in db.collection("locals").find({"listed": "yes"}):
        if entry.plugin and entry.plugin not in local.get("plugins", ()):
            continue
        with tenancy.local_scope(local["_id"], local=local):
            _guarded(entry, local["_id"])


def _guarded(entry: Entry, local_id: str | None) -> None:
    try:
        entry.task()
    except Exception as error:
        log.error("scheduled task failed", task=entry.name, local=local_id, exc_info=error)
