"""`callboard run` as an operator meets it: one real command, its children, signals, its output."""

import json
import os
import pty
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from crm.embedded.child import try_lock

TOKEN = re.compile(r"/setup\?token=(\S+)")
PATIENCE = 60


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(found: Callable[[], object]) -> object:
    """What `found` gives once it is something; the failure says that it never was."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if value := found():
            return value
        threading.Event().wait(0.05)
    raise AssertionError(f"waited in vain for {found}")


def children_of(pid: int) -> dict[int, str]:
    """The processes that a process has started, with their arguments (Linux)."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    rows = (line.split(None, 1) for line in listed.stdout.splitlines())
    return {int(pid): args for pid, args in rows}


def alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


class Running:
    """`callboard run` on a folder of its own; `terminal` gives it one to write to."""

    def __init__(self, folder: Path, *, terminal: bool = False) -> None:
        self.folder, self.port = folder, free_port()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CALLBOARD", "MONGODB"))}
        self.environment = {
            **kept,
            "CALLBOARD_DATA": str(folder),
            "CALLBOARD_PORT": str(self.port),
        }
        self.out, out = pty.openpty() if terminal else os.pipe()
        self.process = self.command("run", stdout=out, stderr=out, start_new_session=True)
        os.close(out)
        self.printed = ""
        threading.Thread(target=self._read, daemon=True).start()

    def command(self, *arguments: str, **options: object) -> subprocess.Popen[bytes]:
        """Another command in the same environment."""
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
            [sys.executable, "-m", "crm", *arguments], env=self.environment, **options
        )

    def _read(self) -> None:
        with suppress(OSError):
            while data := os.read(self.out, 65536):
                self.printed += data.decode().replace("\r\n", "\n")

    def ready(self) -> "Running":
        """Wait until it has said where it runs."""
        eventually(lambda: "Stop with Ctrl-C" in self.printed or self.process.poll() is not None)
        assert self.process.poll() is None, self.printed
        return self

    def get(self, path: str) -> httpx.Response:
        """A page."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=30)

    def child(self, name: str) -> int:
        """The pid of web, worker or database."""
        ends = {"web": "crm web", "worker": "crm worker", "database": "secantus"}[name]
        found = eventually(
            lambda: [p for p, args in children_of(self.process.pid).items() if ends in args]
        )
        return found[0]  # type: ignore[index, no-any-return]

    def end(self) -> None:
        """Kill what is left, whatever the test did."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        eventually(lambda: free(self.folder))


def free(folder: Path) -> bool:
    """Whether no database runs on the folder."""
    lock = try_lock(folder / "db.lock") if folder.is_dir() else -1
    if lock is None:
        return False
    if lock >= 0:
        os.close(lock)
    return True


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    found = Running(tmp_path / "data")
    yield found
    found.end()


@pytest.fixture
def on_terminal(tmp_path: Path) -> Iterator[Running]:
    found = Running(tmp_path / "data", terminal=True)
    yield found
    found.end()


def test_a_fresh_folder_runs_and_ends_in_order(running: Running) -> None:
    running.ready()
    token = TOKEN.search(running.printed)
    assert token is not None
    assert running.get("/readyz").json() == {"status": "ok"}
    assert token[1] in running.get(f"/setup?token={token[1]}").text
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in running.folder.iterdir()}
    assert {mode & 0o077 for mode in modes.values()} == {0}
    parts = [running.child(name) for name in ("web", "worker", "database")]
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(PATIENCE) == 0
    assert not any(map(alive, parts))
    said = [json.loads(line)["event"] for line in running.printed.splitlines() if line[:1] == "{"]
    assert said[-2:] == ["web and worker stopped", "database stopped"]
    assert "Traceback" not in running.printed


def test_the_terminal_stays_readable(on_terminal: Running) -> None:
    on_terminal.ready()
    on_terminal.get("/setup")
    log = on_terminal.folder / "logs" / "callboard.log"
    lines = eventually(lambda: [x for x in log.read_text().splitlines() if "/setup" in x])
    assert json.loads(lines[0])["route"] == "/setup"  # type: ignore[index]
    os.killpg(on_terminal.process.pid, signal.SIGINT)
    assert on_terminal.process.wait(PATIENCE) == 0
    assert "{" not in on_terminal.printed
    assert len(on_terminal.printed.strip().splitlines()) <= 6
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform != "linux", reason="the signal on the parent's end is Linux's")
def test_a_killed_child_is_started_again_and_a_killed_parent_leaves_nothing(
    running: Running,
) -> None:
    running.ready()
    for name in ("web", "worker"):
        before = running.child(name)
        os.kill(before, signal.SIGKILL)
        eventually(lambda before=before: not alive(before))  # type: ignore[misc]
        assert eventually(lambda name=name: running.child(name)) != before  # type: ignore[misc]
    assert eventually(lambda: answers(running)) is True
    parts = list(children_of(running.process.pid))
    parts += [pid for part in parts for pid in children_of(part)]
    assert len(parts) >= 5
    running.process.kill()
    running.process.wait()
    eventually(lambda: not any(map(alive, parts)))


def answers(running: Running) -> bool:
    with suppress(httpx.HTTPError):
        return running.get("/readyz").status_code == 200
    return False


def test_a_taken_port_is_named_with_the_setting(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        environment = {
            **os.environ,
            "CALLBOARD_DATA": str(tmp_path),
            "CALLBOARD_PORT": str(taken.getsockname()[1]),
        }
        ran = subprocess.run(
            [sys.executable, "-m", "crm", "run"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 1
    assert "CALLBOARD_PORT" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "db").exists()


def test_commands_on_a_running_and_on_a_stopped_installation(
    running: Running, tmp_path: Path
) -> None:
    running.ready()

    def call(*arguments: str) -> tuple[int, str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        started = running.command(*arguments, **pipes)
        out, _err = started.communicate()
        return started.returncode, out.decode()

    out = str(tmp_path / "out")
    code, said = call("check")
    assert (code, "FAIL" in said) == (0, False), said
    code, said = call("check", "--deploy")
    assert (code, "CALLBOARD_ENV=production is not set" in said) == (1, True), said
    assert call("export", "--all", out)[0] == 0
    assert call("export", "--all", out)[0] == 1
    code, said = call("restore", out)
    assert (code, "already runs" in said) == (1, True), said
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(PATIENCE) == 0
    code, said = call("restore", out, "--verify")
    assert (code, "whole" in said) == (0, True), said
    running.environment["CALLBOARD_DATA"] = str(tmp_path / "other")
    code, said = call("restore", out)
    assert (code, "restored into callboard" in said) == (0, True), said
