"""Logging: one JSON line per event, with request id, local and actor; never personal values.

Every process writes to its standard error. Under a terminal `callboard run` gathers the lines
of all of them in data_dir/logs/callboard.log (see `supervisor`), so that the terminal stays
readable; without one (systemd, a container) they go where standard error goes.
"""

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, TextIO

import structlog
from structlog.typing import Processor

from crm.config import Config

BYTES, FILES = 5_000_000, 5


class File:
    """A rotated log file that several threads write whole lines to; a stream for structlog."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        self.path = path
        self._handler = RotatingFileHandler(path, maxBytes=BYTES, backupCount=FILES)
        self._handler.terminator = ""
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def write(self, text: str) -> int:
        """Append `text`; starts a new file when this one is full."""
        record = logging.LogRecord("", logging.INFO, "", 0, text, None, None)
        self._handler.handle(record)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def gather(self, source: IO[bytes]) -> None:
        """Copy the lines of a child's output for as long as it lives, in a thread."""

        def copy() -> None:
            with source:
                for line in source:
                    self.write(line.decode(errors="replace"))

        threading.Thread(target=copy, daemon=True, name="log").start()


def configure(config: Config, stream: TextIO | File | None = None) -> None:
    """Set structlog up, and outside tests the standard library's loggers to match it.

    `stream` is where the lines go: standard error unless given.
    """
    target = stream or sys.stderr
    level = logging.WARNING if config.testing else logging.INFO
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    as_json = structlog.processors.JSONRenderer(default=str)
    structlog.configure(
        processors=[*shared, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(target),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
    for name in ("pymongo", "fontTools"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it names each style it leaves out
    if not config.testing:
        _standard(target, level, shared, as_json)


def _standard(
    target: TextIO | File, level: int, shared: list[Processor], as_json: Processor
) -> None:
    """Lines of libraries (gunicorn, the embedded server's supervisor) in the same form."""
    handler = logging.StreamHandler(target)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[remove, as_json],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
