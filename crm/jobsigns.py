"""Why a job stands still, in words, from what is stored: its lease, its turn, a worker's pulse.

A worker that is killed says nothing; its job is taken over when the lease ends. Whoever waits is
told what is known, and what to do where nothing happens by itself.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from crm import db, formats, schedule
from crm.i18n import _
from crm.jobs import LEASE

QUIET = LEASE / 2
"""A step is noted at least twice within a lease; a waiting job is taken within a second."""
ALIVE = timedelta(minutes=3)
"""A running worker notes its pulse about once a minute."""


def of(job: Mapping[str, Any]) -> Any:
    """One sentence or two about a job that waits or runs without a step; '' while all is well."""
    state, now = job.get("state"), db.now()
    if state == "waiting":
        return _turn(job, now)
    if state == "running" and job["lease_until"] < now + LEASE - QUIET:
        return _stalled(job["lease_until"], now)
    return ""


def _turn(job: Mapping[str, Any], now: datetime) -> Any:
    due = job["run_after"]
    if due > now:
        seconds = (due - now).seconds + 1
        again = _("A try did not work. The next begins by itself in %(n)d seconds.", n=seconds)
        return again if job["tries"] else ""
    if now - due < QUIET:
        return ""
    return _nobody(now) or _("Waiting for a worker: it begins by itself when its turn comes.")


def _stalled(lease_until: datetime, now: datetime) -> Any:
    if nobody := _nobody(now):
        return nobody
    silent = int((now - lease_until + LEASE).total_seconds())
    if lease_until < now:
        return _(
            "Nothing heard of its worker for %(n)d seconds. Waiting for another: it goes on by "
            "itself from where it is, within a minute once a worker is free.",
            n=silent,
        )
    return _(
        "No step for %(n)d seconds. Should its worker have ended, another goes on from there by "
        "itself within a minute.",
        n=silent,
    )


def _nobody(now: datetime) -> Any:
    """That no worker is there, by the last pulse; '' while one is."""
    seen = schedule.pulse()
    if seen is None:
        return _(
            "No worker is running, and none has been seen yet. Start one with `callboard worker`."
        )
    if now - seen <= ALIVE:
        return ""
    return _(
        "No worker is running; the last was seen at %(at)s. Start one with `callboard worker`: "
        "it goes on from where it is.",
        at=formats.moment(seen),
    )
