"""`callboard run`: the embedded database, the web server and the worker as one foreground command.

The database starts first and stops last; web and worker are children that are started again
when they die, and that end with this process however it ends. With MONGODB_URI set no database
is started.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import click
import structlog

from crm import app as application
from crm import logs, migrations, tenancy
from crm.accounts import setup
from crm.config import Config, ConfigError
from crm.embedded import launch
from crm.embedded.server import EmbeddedError, EmbeddedServer

log = structlog.get_logger(__name__)
GRACE = 15
PAUSE = 2
WEB_SECONDS = 60
LOG = Path("logs", "callboard.log")


class Children:
    """The web server and the worker: started, restarted with a pause, stopped in order.

    With `output` their lines are gathered there; else they inherit our standard error.
    """

    def __init__(self, environment: dict[str, str], output: logs.File | None) -> None:
        self.environment, self.output = environment, output
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.not_before: dict[str, float] = {}

    def start(self, name: str) -> None:
        """Start `callboard <name>` in a session of its own, tied to this thread's life."""
        self.not_before[name] = time.monotonic() + PAUSE
        stub = [sys.executable, "-P", str(launch.__file__), str(os.getpid())]
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*stub, sys.executable, "-m", "crm", name],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if self.output else None,
            stderr=subprocess.STDOUT if self.output else None,
            start_new_session=True,
        )
        if self.output and child.stdout:
            self.output.gather(child.stdout)
        self.running[name] = child

    def tend(self) -> None:
        """Start again what has died, at most every two seconds."""
        for name, child in list(self.running.items()):
            if child.poll() is not None and time.monotonic() > self.not_before[name]:
                log.warning("child ended; starting it again", child=name, code=child.returncode)
                self.start(name)

    def stop(self) -> None:
        """Web first, so that nothing new is asked for, then the worker; SIGKILL when late."""
        for name, child in self.running.items():
            child.terminate()
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                log.warning("child did not stop in time; ending it", child=name)
                child.kill()
                child.wait()


def run(config: Config) -> None:
    """Start all parts and stay until Ctrl-C or SIGTERM. SystemExit says what is in the way."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_args: stop.set())
    output = logs.File(config.data_dir / LOG) if sys.stderr.isatty() else None
    logs.configure(config, output)
    server = None if config.mongodb_uri else EmbeddedServer(config.data_dir)
    try:
        require_port(config)
        uri = server.start() if server else config.mongodb_uri
        if server:
            watch = (stop, 10.0, _tell)
            threading.Thread(target=server.watch, args=watch, daemon=True).start()
        _serve(config, uri, stop, output)
    except (EmbeddedError, ConfigError) as error:
        raise SystemExit(str(error)) from error
    finally:
        if server and server.pid:
            server.stop()
            log.info("database stopped")


def require_port(config: Config) -> None:
    """Raise ConfigError while another program listens where we are to."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise ConfigError(
                f"Callboard cannot listen on {config.host}, port {config.port}: "
                f"{error.strerror}. Stop the other program, or choose another port with "
                f"CALLBOARD_PORT (such as CALLBOARD_PORT={config.port + 1})."
            ) from error


def _tell(message: str) -> None:
    """A sentence for the operator, on the terminal and in the log."""
    log.critical(message)
    if sys.stderr.isatty():
        click.echo(f"  {message}", err=True)


def _serve(config: Config, uri: str, stop: threading.Event, output: logs.File | None) -> None:
    patient = application.with_wait(config, 60)
    suite = application.build_suite(patient, uri)
    with tenancy.suite_context(suite):
        migrations.prepare()
        token = setup.new_token() if setup.needed() else ""
    suite.store.close()
    children = Children({**os.environ, "CALLBOARD_DATA": str(config.data_dir)}, output)
    try:
        children.start("web")
        children.start("worker")
        if _wait_for_web(config, children, stop):
            _announce(config, token, output)
        while not stop.wait(1):
            children.tend()
    finally:
        children.stop()
        log.info("web and worker stopped")


def _wait_for_web(config: Config, children: Children, stop: threading.Event) -> bool:
    """Until the web server answers; False when told to stop first. ConfigError if it cannot."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)  # noqa: S104
    deadline = time.monotonic() + WEB_SECONDS
    while time.monotonic() < deadline and not stop.wait(0.1):
        with closing(http.client.HTTPConnection(host, config.port, timeout=5)) as asked:
            try:
                asked.request("GET", "/healthz")
                return asked.getresponse().status == 200
            except OSError:
                children.tend()
    if stop.is_set():
        return False
    raise ConfigError(f"The web server does not answer; see {config.data_dir / LOG}.")


def _announce(config: Config, token: str, output: logs.File | None) -> None:
    address = config.base_url or f"http://{config.host}:{config.port}"
    lines = ["", f"Callboard runs at {address}"]
    if token:
        lines.append(f"First run: open {address}/setup?token={token}")
    lines.append(f"Data: {config.data_dir}")
    if output:
        lines.append(f"Log:  {output.path}")
    click.echo("\n  ".join([*lines, "Stop with Ctrl-C."]) + "\n")
