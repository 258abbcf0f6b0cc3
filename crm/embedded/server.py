"""The embedded server and its data folder: first set-up, lock, secrets, start, stop, run file.

data_dir/lock         held by the one supervisor        data_dir/db.lock    held by the server
data_dir/db/          the server's files                data_dir/db.log     its messages
data_dir/db-password  of the one account (0600)         data_dir/run.json   uri, port, pid (0600)
data_dir/initialised  names the files that hold documents; once there, they must be
"""

import json
import logging
import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from crm.embedded import calls, watch
from crm.embedded.calls import EmbeddedError
from crm.embedded.child import Child, require_package, try_lock

# A full disk stops the server in the middle of a write and keeps it from starting again; the
# journal, a checkpoint and one large import fit into this many bytes.
MIN_FREE_BYTES = 500_000_000
OPTIONS = "replicaSet=secantus&authSource=admin&w=majority&journal=true"
RESTORE = "Do not write to it; restore the last nightly export into a new data folder."

__all__ = ["EmbeddedError", "EmbeddedServer", "running_uri"]

log = logging.getLogger(__name__)


def running_uri(data_dir: Path) -> str | None:
    """The URI of the embedded server that runs on this folder now, or None."""
    try:
        run = json.loads((data_dir / "run.json").read_text())
        os.kill(run["pid"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return str(run["uri"])


class EmbeddedServer:
    """One database server on one folder; also a context manager. Safe to call from threads.

    `in_memory` is for tests: a throw-away folder inside `data_dir`, quick because nothing is
    forced to disk, removed by `stop()`. (The server's true in-memory mode cannot keep an account.)
    """

    def __init__(self, data_dir: Path, *, port: int | None = None, in_memory: bool = False) -> None:
        self.data_dir = data_dir.absolute()
        self.port = port or 0
        self._in_memory = in_memory
        self._home = self.data_dir
        self._child: Child | None = None
        self._lock: int | None = None
        self._mutex = threading.RLock()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def uri(self) -> str:
        """The URI with the account's password: for MongoClient, never for a log."""
        return f"{_address(self.port, f'{calls.USER}:{self._password()}@')}&{OPTIONS}"

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> str:
        """Take the folder, set it up if it is new, start the server; returns the URI.

        Raises EmbeddedError with what to do: package missing, folder in use, disk full,
        port taken, files damaged or gone.
        """
        with self._mutex:
            if self._child is not None:
                raise EmbeddedError("This server has been started already.")
            require_package()
            self._take_folder()
            try:
                self.require_space()
                self._require_files()
                if not self._database.exists():
                    self._set_up()
                return self._run()
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """End the server, remove the run file, release the folder. Harmless when not running."""
        with self._mutex:
            self._end(Child.kill if self._in_memory else Child.stop)
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None
            if self._in_memory and self._home != self.data_dir:
                shutil.rmtree(self._home, ignore_errors=True)
                self._home = self.data_dir

    def restart(self) -> str:
        """Start the server again on the same port (also after `kill`); returns the URI."""
        with self._mutex:
            if self._lock is None:
                raise EmbeddedError("This server is not supervised; call start().")
            self._end(Child.stop)
            self.require_space()
            self._require_files()
            return self._run()

    def kill(self) -> None:
        """SIGKILL the server as a power cut would, keeping the folder: for fault tests."""
        with self._mutex:
            if self._child:
                self._child.kill()

    def alive(self) -> bool:
        """Whether the process runs; says nothing of its health."""
        child = self._child
        return child is not None and child.alive()

    def healthy(self) -> bool:
        """Whether a real read and a journaled write succeed now."""
        if not self.alive():
            return False
        try:
            calls.probe(self.uri)
        except EmbeddedError as error:
            log.warning("embedded database: %s", error)
            return False
        return True

    def watch(
        self,
        stop_event: threading.Event,
        interval: float = 10.0,
        report: Callable[[str], None] = log.critical,
    ) -> None:
        """Keep it running until the event is set (seconds between probes); run in a thread.

        `report` gets a sentence for the operator when it cannot be helped from here. Set the
        event before `stop()`, or the end of the server is taken for a crash.
        """
        watch.Watch(self, report).run(stop_event, interval)

    def require_space(self) -> None:
        """Raise EmbeddedError when the disk is so full that the server would come to harm."""
        free = shutil.disk_usage(self._home).free
        if free < MIN_FREE_BYTES:
            raise EmbeddedError(
                f"Only {free // 1_000_000} MB are free at {self._home}; the embedded database "
                f"needs {MIN_FREE_BYTES // 1_000_000} MB. Make room, then start again."
            )

    @property
    def _database(self) -> Path:
        return self._home / "db"

    @property
    def _marker(self) -> Path:
        return self._home / "initialised"

    def _password(self) -> str:
        try:
            return (self._home / "db-password").read_text().strip()
        except FileNotFoundError:
            raise EmbeddedError(f"{self._home / 'db-password'} is gone. {RESTORE}") from None

    def _take_folder(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._in_memory:
            self._home = Path(tempfile.mkdtemp(prefix="throwaway-", dir=self.data_dir))
        self._lock = try_lock(self._home / "lock")
        if self._lock is None:
            raise EmbeddedError(
                f"Callboard already runs on the data folder {self.data_dir}. Stop it first, or "
                "set CALLBOARD_DATA to another folder."
            )

    def _require_files(self) -> None:
        """The server starts without the files it stores documents in, and shows none."""
        if not self._marker.exists():
            return
        wanted = self._marker.read_text().split()
        gone = [name for name in wanted if not (self._database / name).exists()]
        if gone or not self._database.exists():
            raise EmbeddedError(
                f"Files of the database are gone from {self._database}: "
                f"{', '.join(gone) or 'all'}. {RESTORE}"
            )

    def _set_up(self) -> None:
        """Account and sentinel, in a folder that gets its name only when it is complete.

        There is no way to make the first account once accounts are required, so the server
        runs without them for a moment, on a random port; `_run` checks that nobody slipped in.
        """
        fresh = self._home / "db.new"
        shutil.rmtree(fresh, ignore_errors=True)
        _write_private(self._home / "db-password", secrets.token_urlsafe(32))
        child = self._child = Child(self._home, fresh, port=0, auth=False, fast=self._in_memory)
        port = child.wait_until_listening()
        calls.provision(f"{_address(port)}&replicaSet=secantus", self._password())
        self._end(Child.stop)
        fresh.rename(self._database)

    def _run(self) -> str:
        home, port = self._home, self.port
        self._child = Child(home, self._database, port=port, auth=True, fast=self._in_memory)
        self.port = self._child.wait_until_listening()
        try:
            calls.probe(self.uri)
        except calls.SentinelMissing:
            raise EmbeddedError(f"Documents are gone from {self._database}. {RESTORE}") from None
        if calls.accounts(self.uri) != [f"admin.{calls.USER}"]:
            raise EmbeddedError(
                f"The database in {self._database} has an account that is not Callboard's. "
                "Do not use it; tell whoever runs this machine."
            )
        self._note_files()
        run = {"uri": self.uri, "port": self.port, "pid": self.pid}
        _write_private(self._home / "run.json", json.dumps(run))
        return self.uri

    def _note_files(self) -> None:
        """Remember the files that hold documents; the server adds some but never removes one."""
        known = set(self._marker.read_text().split()) if self._marker.exists() else set()
        known.update(path.name for path in self._database.glob("secantus_documents*.wt"))
        _write_private(self._marker, "\n".join(sorted(known)))

    def _end(self, how: Callable[[Child], None]) -> None:
        if self._child is None:
            return
        (self._home / "run.json").unlink(missing_ok=True)
        how(self._child)
        self._child = None
        if self._marker.exists():
            self._note_files()


def _address(port: int, account: str = "") -> str:
    return f"mongodb://{account}127.0.0.1:{port}/{calls.DATABASE}?appName=callboard"


def _write_private(path: Path, text: str) -> None:
    """Write a 0600 file so that a crash leaves the old or the new one, whole."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
