"""What `callboard web` and `callboard worker` become: gunicorn with threads, and the job loop.

`supervisor` runs both as its children; a service manager may run them by themselves.
"""

import os
import secrets
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from crm import app as application
from crm import jobs, logs, mail, schedule, tenancy
from crm.config import Config

log = structlog.get_logger(__name__)
PATIENCE = 60.0
"""Seconds a job may wait for the database; a page waits `Config.database_wait`."""
RECURRING = 5.0


class Quiet(Logger):
    """Gunicorn's own messages go the way of all others (see `logs`), as JSON lines."""

    def setup(self, cfg: object) -> None:
        """Take gunicorn's handlers away again; the root logger has one."""
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True


def gunicorn_settings(config: Config, workers: int, threads: int) -> dict[str, object]:
    """Gunicorn's settings: no access log (ours has routes, never paths), no control socket."""
    return {
        "bind": f"[{config.host}]:{config.port}"
        if ":" in config.host
        else f"{config.host}:{config.port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "timeout": 60,
        "graceful_timeout": 10,
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
        "loglevel": "warning",
        "logger_class": Quiet,
        "control_socket_disable": True,
        "forwarded_allow_ips": "*" if config.proxies else "127.0.0.1",
    }


def serve(config: Config, workers: int, threads: int) -> None:
    """Become gunicorn; the application and its database client are made after the fork."""

    class Server(BaseApplication):
        """Gunicorn configured from ours."""

        def load_config(self) -> None:
            """Take `gunicorn_settings`."""
            for key, value in gunicorn_settings(config, workers, threads).items():
                self.cfg.set(key, value)

        def load(self) -> object:
            """The application, made in the worker."""
            return application.create_app(config)

    logs.configure(config)
    Server().run()


def _every(stop: threading.Event, seconds: float, *tasks: Callable[[], object]) -> None:
    """Run all tasks again and again; one that fails is logged and hinders no other."""
    while not stop.wait(seconds):
        for task in tasks:
            try:
                task()
            except Exception as error:
                log.warning("recurring task failed", task=task.__name__, error=repr(error))


def work(config: Config) -> None:
    """The worker: jobs in one thread, mail and schedules in another, until SIGTERM.

    A job that runs then is put back at its next step and goes on with the next worker.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: stop.set())
    logs.configure(config)
    patient = application.with_wait(config, PATIENCE)
    suite = application.build_suite(patient, application.database_uri(config))
    name = f"{os.getpid()}-{secrets.token_hex(3)}"

    def recurring() -> None:
        with tenancy.suite_context(suite):
            _every(stop, RECURRING, mail.send_due, schedule.run_due)

    threading.Thread(target=recurring, daemon=True).start()
    jobs.loop(suite, stop, name)
    suite.store.close()
