"""`callboard run`: the embedded database, the web server and the worker as one foreground command.

The database starts first and stops last; web and worker are children that are started again
when they die. With MONGODB_URI set no database is started.
"""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import click
import structlog

from crm import app as application
from crm import jobs, mail, migrations, schedule, tenancy
from crm.accounts import setup
from crm.config import Config
from crm.embedded.server import EmbeddedError, EmbeddedServer

log = structlog.get_logger(__name__)
GRACE = 15


class Children:
    """The web server and the worker: started, restarted with a pause, stopped in order."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.commands: dict[str, list[str]] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.not_before: dict[str, float] = {}

    def add(self, name: str, *arguments: str) -> None:
        """Start `callboard <arguments>` and keep it running under `name`."""
        self.commands[name] = [sys.executable, "-m", "crm", *arguments]
        self._start(name)

    def _start(self, name: str) -> None:
        self.not_before[name] = time.monotonic() + 2
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self.commands[name], env=self.environment, start_new_session=True
        )

    def tend(self) -> None:
        """Start again what has died, at most every two seconds."""
        for name, child in self.running.items():
            if child.poll() is not None and time.monotonic() > self.not_before[name]:
                log.warning("child ended; starting it again", child=name, code=child.returncode)
                self._start(name)

    def stop(self) -> None:
        """SIGTERM to all, then SIGKILL to what remains."""
        for child in self.running.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.running.values():
            try:
                child.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.kill()


def run(config: Config) -> None:
    """Start all parts and stay until Ctrl-C or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: stop.set())
    server: EmbeddedServer | None = None
    if not config.mongodb_uri:
        server = EmbeddedServer(config.data_dir)
        try:
            server.start()
        except EmbeddedError as error:
            raise SystemExit(str(error)) from error
        threading.Thread(target=server.watch, args=(stop,), daemon=True).start()
    try:
        _serve(config, server.uri if server else config.mongodb_uri, stop)
    finally:
        if server:
            server.stop()


def _serve(config: Config, uri: str, stop: threading.Event) -> None:
    suite = application.build_suite(config, uri)
    with tenancy.suite_context(suite):
        migrations.prepare()
        token = setup.new_token() if setup.needed() else ""
    suite.store.close()
    environment = {**os.environ, "CALLBOARD_DATA": str(config.data_dir)}
    children = Children(environment)
    children.add("web", "web")
    children.add("worker", "worker")
    _announce(config, token)
    try:
        while not stop.wait(1):
            children.tend()
    finally:
        children.stop()


def _announce(config: Config, token: str) -> None:
    address = config.base_url or f"http://{config.host}:{config.port}"
    click.echo(f"\n  Callboard runs at {address}\n  Data in {config.data_dir}. Stop with Ctrl-C.")
    if token:
        click.echo(f"  First run: open {address}/setup?token={token}")
    click.echo("")


def exec_web(config: Config, workers: int, threads: int) -> None:
    """Become gunicorn (threads; the database client is made after the fork)."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        """Gunicorn configured from ours."""

        def load_config(self) -> None:
            """Bind, workers, threads; no access log (ours has routes, never paths)."""
            settings: dict[str, object] = {
                "bind": f"{config.host}:{config.port}",
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                "timeout": 60,
                "graceful_timeout": 10,
                "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
                "loglevel": "warning",
                "forwarded_allow_ips": "*" if config.proxies else "127.0.0.1",
            }
            for key, value in settings.items():
                self.cfg.set(key, value)

        def load(self) -> object:
            """The application, made in the worker."""
            return application.create_app(config)

    Server().run()


def _every(stop: threading.Event, seconds: float, task: Callable[[], object]) -> None:
    while not stop.wait(seconds):
        try:
            task()
        except Exception as error:
            log.warning("recurring task failed", task=task.__name__, error=type(error).__name__)


def work(config: Config) -> None:
    """The worker: jobs in one thread, mail and schedules in another, until SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: stop.set())
    patient = application.with_wait(config, 60)
    suite = application.build_suite(patient, application.database_uri(config))
    name = f"{os.getpid()}-{secrets.token_hex(3)}"

    def recurring() -> None:
        with tenancy.suite_context(suite):
            _every(stop, 5, lambda: (mail.send_due(), schedule.run_due()))

    threading.Thread(target=recurring, daemon=True).start()
    jobs.loop(suite, stop, name)
    suite.store.close()
