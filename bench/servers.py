"""The processes that are measured: `callboard run` on a folder of its own, and the floor."""

import http.client
import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
WAIT = 120


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    asked = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        asked.request("GET", path)
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


@contextmanager
def running(command: list[str], env: dict[str, str], port: int, path: str) -> Iterator[tuple]:
    """Run `command` until the block ends; gives (process, seconds until `path` was answered)."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while not _answers(port, path):
                if process.poll() is not None or time.perf_counter() - started > WAIT:
                    raise RuntimeError(f"{command} does not answer on port {port}")
                time.sleep(0.02)
            yield process, round(time.perf_counter() - started, 2)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


@contextmanager
def callboard(environment: dict[str, str], port: int) -> Iterator[tuple]:
    """`callboard run` with its own database child, as an operator starts it."""
    env = {**environment, "CALLBOARD_PORT": str(port)}
    with running([sys.executable, "-m", "crm", "run"], env, port, "/readyz") as found:
        yield found


@contextmanager
def floor(port: int) -> Iterator[tuple]:
    """The page that answers "ok"."""
    with running([sys.executable, "-m", "bench.floor", str(port)], {}, port, "/") as found:
        yield found


def memory(parent: int) -> dict[str, int]:
    """Resident megabytes of web (all its processes), worker and database below `callboard run`."""
    commands, parents = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            commands[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    found = {"web": 0, "worker": 0, "database": 0}
    for pid in commands:
        above = pid
        while parents.get(above, 0) not in {0, parent}:
            above = parents[above]
        if parents.get(above) == parent:
            kind = next((k for k in ("web", "worker") if f"crm {k}" in commands[above]), "database")
            found[kind] += _resident(pid)
    return found


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    kilobytes = next((line.split()[1] for line in lines if line.startswith("VmRSS:")), "0")
    return round(int(kilobytes) / 1024)


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    model = platform.machine()
    total = "?"
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), model)
        total = f"{int(Path('/proc/meminfo').read_text().split()[1]) / 1024 / 1024:.0f} GB"
    return {
        "processor": f"{os.cpu_count()} x {model}",
        "memory": total,
        "system": platform.system(),
        "python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }
