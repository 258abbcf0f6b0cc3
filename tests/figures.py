"""Numbers that tests report at the end of a run: kills survived, writes kept, cases tried.

`record(name, value)` adds to a sum that `pytest_terminal_summary` prints as a table; under
several test processes the sums of all are put together.
"""

from collections import Counter
from typing import Any

import pytest

_sums: Counter[str] = Counter()
_others: Counter[str] = Counter()


def record(name: str, value: int = 1) -> None:
    """Add `value` to the figure `name` (words as they shall be printed; 0 makes it show)."""
    _sums[name] += value


class Plugin:
    """Registered by conftest: carries the sums home from test processes, and prints them."""

    @pytest.hookimpl
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """In a test process of xdist: hand the sums to the one that prints."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["figures"] = dict(_sums)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A test process has ended: add its sums."""
        for name, value in getattr(node, "workeroutput", {}).get("figures", {}).items():
            _others[name] += value

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The table."""
        figures = {name: _sums[name] + _others[name] for name in sorted({*_sums, *_others})}
        if not figures:
            return
        terminalreporter.section("figures")
        width = max(map(len, figures))
        for name, value in figures.items():
            terminalreporter.line(f"{name:<{width}}  {value:>12,}")
