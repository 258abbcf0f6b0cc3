"""The roster's "answered" marks of anonymous surveys: for reminders only, late and in no order.

A mark waits in this process's memory for a random 5 to 60 minutes, so that nothing in the database
or its log stands beside the response it belongs to. It is then written with others, shuffled and
without a date, by a thread that writes nothing else. A mark that is lost with the process costs
one reminder too many, which says that who has answered need do nothing.
"""

import secrets
import threading
import time
from dataclasses import dataclass, field

import structlog

from crm import db, tenancy
from plugins.surveys.answering.respondents import INVITATIONS

log = structlog.get_logger(__name__)
SOONEST, LATEST = 5 * 60, 60 * 60
TOGETHER = 3
"""Fewer than so many due marks wait for others, but for no more than LATEST again."""
EVERY = 60.0


@dataclass
class Waiting:
    """The marks of one process."""

    marks: list[tuple[float, tenancy.Suite, str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    thread: threading.Thread | None = None


waiting = Waiting()


def note(invitation_id: str, now: float | None = None) -> None:
    """Have the invitation marked as answered, some time later."""
    moment = time.monotonic() if now is None else now
    due = moment + SOONEST + secrets.randbelow(LATEST - SOONEST)
    suite = tenancy.suite()
    with waiting.lock:
        waiting.marks.append((due, suite, tenancy.current().local_id, invitation_id))
        if waiting.thread is None and not suite.config.testing:
            waiting.thread = threading.Thread(target=_drain_for_ever, daemon=True, name="marks")
            waiting.thread.start()


def drain(now: float | None = None) -> int:
    """Write the marks that are due, shuffled; gives how many."""
    moment, written = (time.monotonic() if now is None else now), 0
    with waiting.lock:
        due = [mark for mark in waiting.marks if mark[0] <= moment]
        overdue = any(mark[0] + LATEST <= moment for mark in due)
        if len(due) < TOGETHER and not overdue:
            return 0
        waiting.marks = [mark for mark in waiting.marks if mark[0] > moment]
    secrets.SystemRandom().shuffle(due)
    try:
        while due:
            _write(*due[-1][1:])
            due.pop()
            written += 1
    finally:  # the database is away: later
        with waiting.lock:
            waiting.marks += due
    return written


def _write(suite: tenancy.Suite, local_id: str, invitation_id: str) -> None:
    with tenancy.suite_context(suite), tenancy.local_scope(local_id):
        change = {"$set": {"answered": True}}
        db.collection(INVITATIONS).update({"_id": invitation_id}, change)


def _drain_for_ever() -> None:
    while True:
        time.sleep(EVERY)
        try:
            drain()
        except Exception as error:
            log.warning("marks not written", error=type(error).__name__)
