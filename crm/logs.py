"""Logging: one JSON line per event, with request id, local and actor; never personal values."""

import logging
import sys

import structlog

from crm.config import Config


def configure(config: Config) -> None:
    """Set structlog up: JSON in production and under a supervisor, quiet in tests."""
    level = logging.WARNING if config.testing else logging.INFO
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("pymongo").setLevel(logging.WARNING)
