"""Measuring surveys runs from an empty folder to its table; what it finds is not asserted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import surveys

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
@pytest.mark.skipif(bool(os.environ.get("CALLBOARD_TEST_MONGODB_URI")), reason="embedded only")
def test_a_tiny_run_answers_counts_and_reads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.surveys", "--tiny", "--out", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = json.loads((tmp_path / "surveys.json").read_text())
    assert found["answering"]["8"]["responses"] > 0
    assert set(found["pages"]) == {
        "list", "builder", "results", "results-small", "by-class", "report"}  # fmt: skip
    assert max(found["weights"].values()) < surveys.HEAVIEST
    readme = (tmp_path / "README.md").read_text()
    assert readme.count(surveys.BEGIN) == readme.count(surveys.END) == 1
    assert "by 40 job classes" in readme
