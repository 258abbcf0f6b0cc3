"""The rule by which a sick or dead embedded server is restarted, or the operator told.

Only the supervisor's own probe counts: a client that sends something the server does not know
gets the same error code, and must not bring the server down.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from crm.embedded import calls
from crm.embedded.calls import INTERNAL_ERROR, EmbeddedError

MAX_RESTARTS = 5
WINDOW_SECONDS = 600
FAILURES_IN_A_ROW = 2

log = logging.getLogger(__name__)


class Watched(Protocol):
    """What the rule needs of a server."""

    @property
    def uri(self) -> str: ...
    def alive(self) -> bool: ...
    def restart(self) -> str: ...
    def require_space(self) -> None: ...


class Watch:
    """Counts failures and restarts of one server."""

    def __init__(
        self,
        server: Watched,
        report: Callable[[str], None],
        *,
        probe: Callable[[str], None] = calls.probe,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server, self._report, self._probe, self._clock = server, report, probe, clock
        self._failures = 0
        self._healed = float("-inf")
        self._restarts: deque[float] = deque(maxlen=MAX_RESTARTS)

    def run(self, stop: threading.Event, interval: float) -> None:
        """Look every `interval` seconds until the event is set or nothing more can be done."""
        while not stop.wait(interval):
            if not self.look(stop):
                return

    def look(self, stop: threading.Event) -> bool:
        """One look; False when the operator must act and watching on is of no use."""
        if not self._server.alive():
            return self._revive(stop)
        try:
            self._probe(self._server.uri)
        except EmbeddedError as error:
            return self._failed(error)
        self._failures = 0
        return True

    def _failed(self, error: EmbeddedError) -> bool:
        log.warning("embedded database: %s", error)
        self._failures += 1
        if self._failures < FAILURES_IN_A_ROW:
            return True
        self._failures = 0
        if error.code != INTERNAL_ERROR:
            self._report(f"The embedded database does not work: {error}")
            return True
        return self._heal()

    def _heal(self) -> bool:
        """It answers, but cannot use its files: restart once, if the disk is not the reason."""
        if self._clock() - self._healed < WINDOW_SECONDS:
            self._report("The embedded database fails again after a restart. See db.log.")
            return False
        try:
            self._server.require_space()
            self._healed = self._clock()
            self._server.restart()
        except EmbeddedError as error:
            self._report(str(error))
        return True

    def _revive(self, stop: threading.Event) -> bool:
        """It died: start it again, later each time, a few times at most."""
        now = self._clock()
        recent = [at for at in self._restarts if now - at < WINDOW_SECONDS]
        if len(recent) == MAX_RESTARTS:
            self._report(f"The embedded database ended {MAX_RESTARTS} times. See db.log.")
            return False
        if stop.wait(2 ** len(recent) - 1):
            return True
        self._restarts.append(now)
        log.warning("the embedded database ended; starting it again")
        try:
            self._server.restart()
        except EmbeddedError as error:
            self._report(str(error))
        return True
