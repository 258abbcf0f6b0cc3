"""One run of the database server as an operating-system process: start, wait, end.

It knows nothing of accounts, health or the rest of the data folder (`server`, `watch`).
"""

import fcntl
import importlib.util
import logging
import os
import platform
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from crm.embedded.calls import EmbeddedError

LOG_BYTES = 5_000_000
OPLOG_SECONDS = 60  # the server's own copy of every write; nothing of ours reads it back
START_SECONDS = 120  # recovery after a crash reads the whole journal
STOP_SECONDS = 15
LISTENING = re.compile(rb"listening on 127\.0\.0\.1:(\d+)")
CONFIG = "# Callboard's own file, so that no other one is found. Options are given as arguments.\n"

log = logging.getLogger(__name__)
# Linux ends the child with the thread that started it, so one thread starts them all; it lives
# until the interpreter exits. (It does not survive an exec: run web workers as children.)
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedded-database")


def require_package() -> None:
    """Raise EmbeddedError unless the server's package is installed; it is not imported."""
    if importlib.util.find_spec("secantus") is None:
        raise EmbeddedError(
            "The embedded database is not installed here (Python "
            f"{platform.python_version()}, {platform.system()} {platform.machine()}). It exists "
            "for Python 3.11 to 3.13 on Linux and on Apple silicon: install the extra "
            "'embedded'. Elsewhere set MONGODB_URI to a MongoDB replica set."
        )


def try_lock(path: Path) -> int | None:
    """Open and lock the file (0600); its descriptor, or None if another process holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


class Child:
    """The server process over one database folder; `port` is known once it listens."""

    def __init__(self, home: Path, database: Path, *, port: int, auth: bool, fast: bool) -> None:
        self.port = port
        self._log = home / "db.log"
        self._rotate()
        self._from = self._log.stat().st_size if self._log.exists() else 0
        (home / "server.toml").touch(mode=0o600)
        (home / "server.toml").write_text(CONFIG)
        options = ["--auth"] if auth else []
        options += [] if fast else ["--sync-on-commit"]
        command = [sys.executable, "-P", "-m", "secantus", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--storage-path", str(database), *options]
        command += ["--log-level", "INFO", "--config", str(home / "server.toml")]
        command += ["--oplog-retention-seconds", str(OPLOG_SECONDS)]
        lock = _take_child_lock(home / "db.lock")
        try:
            future = _spawner.submit(_spawn, command, self._log, lock, _environment(fast))
            self.process = future.result()
            os.pwrite(lock, str(self.pid).encode(), 0)
        finally:
            os.close(lock)

    @property
    def pid(self) -> int:
        return self.process.pid

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def wait_until_listening(self) -> int:
        """Block until the server's own log names its port; raises EmbeddedError with the cause."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            ended = not self.alive()
            found = LISTENING.search(self._output())
            if found and not ended:
                self.port = int(found[1])
                return self.port
            if ended:
                raise EmbeddedError(self._cause())
            time.sleep(0.02)
        raise EmbeddedError(f"The embedded database did not start in time; see {self._log}.")

    def stop(self) -> None:
        """SIGTERM, then SIGKILL when it has not ended in time. Harmless when it has."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("the embedded database did not stop in %s s; ending it", STOP_SECONDS)
            self.kill()

    def kill(self) -> None:
        """SIGKILL; acknowledged writes are on disk already."""
        self.process.kill()
        self.process.wait()

    def _output(self) -> bytes:
        with self._log.open("rb") as source:
            source.seek(self._from)
            return source.read()

    def _cause(self) -> str:
        output = self._output().decode(errors="replace")
        if "Address already in use" in output:
            return f"Port {self.port} is taken by another program; choose another port."
        last = output.strip().splitlines()[-1:] or ["it said nothing"]
        return (
            f"The embedded database did not start ({last[0][:200]}). Details: {self._log}. "
            "If its files are damaged, restore the last nightly export into a new data folder."
        )

    def _rotate(self) -> None:
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
            self._log.replace(self._log.with_name("db.log.1"))


def _environment(fast: bool) -> dict[str, str]:
    """Ours without Callboard's secrets and without switches of the server's own."""
    hidden = ("CALLBOARD_", "SECANTUS_", "MONGODB_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return {**kept, "SECANTUS_TEST_FAST_STORAGE": "1"} if fast else kept


def _spawn(
    command: list[str], output: Path, lock: int, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    stub = [sys.executable, "-P", str(Path(__file__).with_name("launch.py")), str(os.getpid())]
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            stub + command,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            env=environment,
            umask=0o077,
            start_new_session=True,
            pass_fds=(lock,),
        )
    finally:
        os.close(handle)


def _take_child_lock(path: Path) -> int:
    """The lock the child inherits and so holds exactly as long as it lives.

    If it is taken although we supervise this folder, its holder is a child whose supervisor
    was killed (where the system does not end it by itself): end it first.
    """
    lock = try_lock(path)
    for number in (signal.SIGTERM, signal.SIGKILL):
        if lock is None:
            _end_orphan(path, number)
            lock = _wait_for_lock(path)
    if lock is None:
        raise EmbeddedError(f"A database without a supervisor still runs in {path.parent}.")
    os.ftruncate(lock, 0)
    return lock


def _wait_for_lock(path: Path) -> int | None:
    deadline = time.monotonic() + STOP_SECONDS
    while (lock := try_lock(path)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return lock


def _end_orphan(path: Path, number: signal.Signals) -> None:
    pid = path.read_text().strip()
    log.warning("ending the database that a killed supervisor left behind (%s)", pid or "unknown")
    if pid:
        with suppress(ProcessLookupError):
            os.kill(int(pid), number)
