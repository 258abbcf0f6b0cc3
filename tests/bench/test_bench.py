"""The measuring runs from an empty folder to its tables; what it finds is not asserted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import report
from bench.clients import percentile
from bench.pages import PAGES
from bench.sizes import LARGE, MEDIUM, SMALL, TINY

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
def test_a_tiny_run_gives_every_figure(tmp_path: Path) -> None:
    given = os.environ.get("CALLBOARD_TEST_MONGODB_URI")
    env = {**os.environ, **({"MONGODB_URI": given} if given else {})}
    command = [sys.executable, "-m", "bench", "--quick", "--tiny", "--out", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    results = json.loads((tmp_path / "results.json").read_text())
    tiny = results["sizes"]["tiny"]
    for page in PAGES:
        figures = tiny["pages"][page.id]
        assert 0 < figures["1"]["p50"] <= figures["1"]["p95"]
        assert figures["8"]["p50"] > 0
        assert figures["bare"] > 0
        assert figures["commands"] >= 3  # session, account, local
    assert tiny["import"]["new"] == tiny["import"]["rows"] == TINY.imported
    assert tiny["memory"]["at the end"]["web"] > 0
    readme = (tmp_path / "README.md").read_text()
    assert readme.startswith("# How fast Callboard is")
    assert all(f"| {page.label} |" in readme for page in PAGES)
    assert readme.count(report.BEGIN) == readme.count(report.END) == 1


def test_sizes_hold_what_they_say() -> None:
    for size in (SMALL, MEDIUM, LARGE):
        parts = size.split()
        assert len(parts) == size.locals
        assert parts[0] == max(parts) == size.largest
        assert size.people - size.locals < sum(parts) <= size.people


def test_percentiles_are_values_that_occurred() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(n) for n in range(100)], 0.95) == 95.0
    assert percentile([7.0], 0.95) == 7.0


def test_a_target_that_is_missed_is_listed() -> None:
    page = {"1": {"p50": 90.0, "p95": 400.0}, "8": {"p50": 1.0, "p95": 1.0}, "bare": 9.0}
    rows = {"preview": 500, "commit": 2000}
    size = {"pages": {p.id: page for p in PAGES}, "import": rows}
    results = {"floor": {"1": {"p50": 1.0}}, "sizes": {"small": size, "medium": size}}
    found = report.misses(results)
    assert "small, Today: p95 400.0 ms (target 100)" in found
    assert "small, Today: 9.0 x the floor (target 3)" in found
    assert "medium, import: preview 500 rows/s (target 1,000)" in found
    assert not any("from small to medium" in line for line in found)
