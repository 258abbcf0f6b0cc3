"""`python -m bench`: measure, write results.json and the tables of README.md."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymongo import monitoring

from bench import measure, report, servers
from bench.commands import Watch
from bench.sizes import FEW, FULL, LARGE, MEDIUM, QUICK, SMALL, TINY, Size

HERE = Path(__file__).parent


def arguments() -> argparse.Namespace:
    """What to measure and where to write it."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small only, fewer requests")
    parser.add_argument("--fewer", action="store_true", help="all sizes, fewer requests")
    parser.add_argument("--tiny", action="store_true", help="next to nothing: only to see it runs")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for results and README")
    return parser.parse_args()


def sizes(asked: argparse.Namespace) -> list[Size]:
    """The sizes of this run; the large one needs a real MongoDB."""
    if asked.tiny:
        return [TINY]
    if asked.quick:
        return [SMALL]
    return [SMALL, MEDIUM, *([LARGE] if os.environ.get("MONGODB_URI") else [])]


def main() -> None:
    """Measure the floor, then each size."""
    asked = arguments()
    effort = FEW if asked.tiny else QUICK if asked.quick or asked.fewer else FULL
    watch = Watch()
    monitoring.register(watch)
    results: dict[str, Any] = {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": servers.machine(),
        "database": "MONGODB_URI" if os.environ.get("MONGODB_URI") else "embedded",
        "floor": measure.floor_figures(effort),
        "sizes": {},
    }
    for size in sizes(asked):
        results["sizes"][size.name] = measure.size_figures(size, effort, watch)
        report.write(results, asked.out, HERE / "README.md")
    print("\n".join(report.lines(results)))


if __name__ == "__main__":
    main()
