"""The embedded server as an operator meets it: real processes, real signals, real files."""

import importlib.util
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm.db import DatabaseError, client
from crm.embedded import calls, child, server
from crm.embedded.server import EmbeddedError, EmbeddedServer, running_uri
from crm.embedded.watch import MAX_RESTARTS, Watch

SUPERVISE = """
import sys, time
from pathlib import Path
from crm.embedded.server import EmbeddedServer
print(EmbeddedServer(Path(sys.argv[1])).start(), flush=True)
time.sleep(600)
"""
HOLD_LOCK = """
import fcntl, os, sys, time
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(handle, fcntl.LOCK_EX)
os.pwrite(handle, str(os.getpid()).encode(), 0)
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has been set up and stopped cleanly."""
    folder = tmp_path_factory.mktemp("embedded") / "data"
    with EmbeddedServer(folder):
        pass
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the prepared folder, to start, break and kill."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))


@pytest.fixture
def running(folder: Path) -> Iterator[EmbeddedServer]:
    """A running server on that copy; killed at the end, which is quicker than stopping it."""
    with EmbeddedServer(folder) as found:
        yield found
        found.kill()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def python(script: str, argument: Path) -> subprocess.Popen[str]:
    """Run a script that prints one line when it is ready, and wait for that line."""
    started = subprocess.Popen(
        [sys.executable, "-c", script, str(argument)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert started.stdout is not None
    assert started.stdout.readline()
    return started


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def wait_for_lock(path: Path) -> None:
    """Until the process that holds it has ended; the test's own limit bounds the wait."""
    pause = threading.Event()
    while (handle := child.try_lock(path)) is None:
        pause.wait(0.05)
    os.close(handle)


def test_it_wants_a_password(running: EmbeddedServer) -> None:
    stranger = client(f"mongodb://127.0.0.1:{running.port}/")
    with pytest.raises(DatabaseError, match="auth"):
        stranger["callboard"]["people"].find_one({"_id": 1})
    stranger.close()
    assert running.healthy()


def test_its_account_cannot_make_accounts(running: EmbeddedServer) -> None:
    connection = client(running.uri)
    with pytest.raises(DatabaseError, match="not authorized"):
        connection["admin"].command({"createUser": "x", "pwd": "long enough", "roles": []})
    connection.close()


def test_files_are_for_the_owner_only(running: EmbeddedServer, folder: Path) -> None:
    assert running_uri(folder) == running.uri
    assert json.loads((folder / "run.json").read_text())["pid"] == running.pid
    assert {mode(path) for path in (folder / "db").iterdir()} == {0o600}
    assert {mode(folder / name) for name in ("run.json", "db-password", "db.log")} == {0o600}
    running.stop()
    assert not (folder / "run.json").exists()
    assert running_uri(folder) is None


def test_the_password_is_no_argument_of_the_process(running: EmbeddedServer, folder: Path) -> None:
    password = (folder / "db-password").read_text()
    arguments = running._child.process.args if running._child else []
    assert password not in " ".join(map(str, arguments))  # type: ignore[arg-type]
    assert password not in (folder / "db.log").read_text()


def test_a_second_supervisor_is_refused_by_name(running: EmbeddedServer, folder: Path) -> None:
    with pytest.raises(EmbeddedError, match=str(folder)):
        EmbeddedServer(folder).start()
    assert running.healthy()


def test_an_unfinished_set_up_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "db.new").mkdir()
    (tmp_path / "db.new" / "WiredTiger").write_text("half a file")
    with EmbeddedServer(tmp_path) as found:
        assert found.healthy()
    assert not (tmp_path / "db.new").exists()


def test_in_memory_leaves_nothing(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path, in_memory=True) as found:
        assert found.healthy()
    assert list(tmp_path.iterdir()) == []


class Writer(threading.Thread):
    """Inserts numbers one by one and remembers those the server acknowledged."""

    def __init__(self, uri: str, name: str) -> None:
        super().__init__(name=name)
        self.uri, self.acknowledged, self.stop = uri, list[str](), threading.Event()

    def run(self) -> None:
        connection = client(self.uri, wait=1.0)
        number = 0
        while not self.stop.is_set():
            number += 1
            key = f"{self.name}-{number}"
            try:
                connection["callboard"]["kills"].insert_one({"_id": key})
                self.acknowledged.append(key)
            except DatabaseError:
                self.stop.wait(0.02)
        connection.close()


def test_no_acknowledged_write_is_lost_when_it_is_killed(running: EmbeddedServer) -> None:
    writers = [Writer(running.uri, f"w{number}") for number in range(3)]
    for writer in writers:
        writer.start()
    pause = threading.Event()
    for count in range(1, 4):
        while min(len(writer.acknowledged) for writer in writers) < 20 * count:
            pause.wait(0.01)
        running.kill()
        assert not running.alive()
        running.restart()
    for writer in writers:
        writer.stop.set()
        writer.join()
    connection = client(running.uri)
    kept = {row["_id"] for row in connection["callboard"]["kills"].find({})}
    connection.close()
    assert {key for writer in writers for key in writer.acknowledged} - kept == set()


@pytest.mark.skipif(sys.platform != "linux", reason="the signal on the parent's end is Linux's")
def test_it_ends_with_its_supervisor_whose_lock_is_harmless(folder: Path) -> None:
    end(python(SUPERVISE, folder))
    wait_for_lock(folder / "db.lock")
    with EmbeddedServer(folder) as found:
        assert found.healthy()


def test_what_a_killed_supervisor_left_behind_is_ended(folder: Path) -> None:
    orphan = python(HOLD_LOCK, folder / "db.lock")
    with EmbeddedServer(folder) as found:
        assert found.healthy()
        assert orphan.wait() == -signal.SIGTERM
    end(orphan)


def remove_all_documents(folder: Path) -> None:
    for path in (folder / "db").glob("secantus_documents*.wt"):
        path.unlink()


def remove_documents_and_the_note(folder: Path) -> None:
    remove_all_documents(folder)
    (folder / "initialised").write_text("")


def remove_database(folder: Path) -> None:
    shutil.rmtree(folder / "db")


def remove_password(folder: Path) -> None:
    (folder / "db-password").unlink()


@pytest.mark.parametrize(
    "harm",
    [remove_all_documents, remove_documents_and_the_note, remove_database, remove_password],
)
def test_lost_files_are_refused_not_shown_as_empty(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    harm(folder)
    with pytest.raises(EmbeddedError, match="restore the last nightly export"):
        EmbeddedServer(folder).start()


def test_each_file_of_documents_is_remembered(running: EmbeddedServer, folder: Path) -> None:
    connection = client(running.uri)
    for number in range(8):
        connection["callboard"][f"kind{number}"].insert_one({})
    connection.close()
    running.stop()
    stored = sorted((folder / "db").glob("secantus_documents*.wt"))
    assert len(stored) > 1
    for path in stored:
        copy = path.rename(path.with_suffix(".away"))
        with pytest.raises(EmbeddedError, match=path.name):
            EmbeddedServer(folder).start()
        copy.rename(path)
    with EmbeddedServer(folder) as again:
        assert again.healthy()


def test_damaged_files_are_refused_with_the_way_out(folder: Path) -> None:
    (folder / "db" / "WiredTiger.wt").write_bytes(b"")
    with pytest.raises(EmbeddedError, match="nightly export"):
        EmbeddedServer(folder).start()


def test_a_strange_account_is_refused(folder: Path) -> None:
    options = {"port": 0, "auth": False, "fast": False}
    opened = child.Child(folder, folder / "db", **options)  # type: ignore[arg-type]
    connection = client(f"mongodb://127.0.0.1:{opened.wait_until_listening()}/")
    connection["other"].command({"createUser": "x", "pwd": "long enough", "roles": []})
    connection.close()
    opened.stop()
    with pytest.raises(EmbeddedError, match="not Callboard's"):
        EmbeddedServer(folder).start()


def test_a_taken_port_is_named(running: EmbeddedServer, tmp_path: Path, prepared: Path) -> None:
    other = Path(shutil.copytree(prepared, tmp_path / "other"))
    with pytest.raises(EmbeddedError, match=f"Port {running.port} is taken"):
        EmbeddedServer(other, port=running.port).start()


def test_a_full_disk_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MIN_FREE_BYTES", 10**18)
    with pytest.raises(EmbeddedError, match="MB are free"):
        EmbeddedServer(folder).start()


def test_without_the_package_it_says_what_to_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(EmbeddedError, match="MONGODB_URI"):
        EmbeddedServer(folder).start()


def test_the_package_is_never_imported(running: EmbeddedServer) -> None:
    assert running.alive()
    assert not [name for name in sys.modules if name.split(".")[0] == "secantus"]


def test_the_probe_notices_a_lost_sentinel(running: EmbeddedServer) -> None:
    connection = client(running.uri)
    connection[calls.DATABASE][calls.SENTINEL].delete_one({"_id": calls.SENTINEL_ID})
    connection.close()
    with pytest.raises(calls.SentinelMissing):
        calls.probe(running.uri)


def test_the_watch_starts_it_again_on_the_same_port(running: EmbeddedServer) -> None:
    port, watch = running.port, Watch(running, pytest.fail)
    running.kill()
    assert watch.look(threading.Event())
    assert running.healthy()
    assert running.port == port


class Patient:
    """A server only in name: the rule is about counting, not about a database."""

    def __init__(self, *, living: bool = True, space: bool = True) -> None:
        self.uri, self.living, self.space = "", living, space
        self.restarts, self.reports = 0, list[str]()

    def alive(self) -> bool:
        return self.living

    def restart(self) -> str:
        self.restarts += 1
        return self.uri

    def require_space(self) -> None:
        if not self.space:
            raise EmbeddedError("Only 3 MB are free")

    def watch(self, *codes: int) -> list[bool]:
        """What a fresh watch answers to one look for each code (0: well, -1: no answer)."""
        answers = iter(codes)

        def answer(_uri: str) -> None:
            if code := next(answers):
                raise EmbeddedError("internal server error", None if code < 0 else code)

        watch = Watch(self, self.reports.append, probe=answer, clock=lambda: 0.0)
        stopped = threading.Event()
        return [watch.look(stopped) for _ in codes]


def test_one_failure_is_not_enough() -> None:
    patient = Patient()
    assert all(patient.watch(1, 0, 1, 0))
    assert (patient.restarts, patient.reports) == (0, [])


def test_two_failures_restart_once_then_tell_the_operator() -> None:
    patient = Patient()
    assert patient.watch(1, 1, 1, 1) == [True, True, True, False]
    assert (patient.restarts, len(patient.reports)) == (1, 1)


def test_other_failures_are_told_not_cured() -> None:
    patient = Patient()
    assert all(patient.watch(-1, -1))
    assert (patient.restarts, len(patient.reports)) == (0, 1)


def test_a_full_disk_is_told_not_restarted() -> None:
    patient = Patient(space=False)
    assert all(patient.watch(1, 1))
    assert (patient.restarts, patient.reports) == (0, ["Only 3 MB are free"])


def test_a_server_that_keeps_dying_is_given_up() -> None:
    class Impatient(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            return False

    patient = Patient(living=False)
    watch = Watch(patient, patient.reports.append, clock=lambda: 0.0)
    answers = [watch.look(Impatient()) for _ in range(MAX_RESTARTS + 1)]
    assert answers == [True] * MAX_RESTARTS + [False]
    assert (patient.restarts, len(patient.reports)) == (MAX_RESTARTS, 1)
