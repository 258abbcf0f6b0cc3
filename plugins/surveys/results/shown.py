"""What a reader of results is shown: one shape for the page, the print, files and the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plugins.surveys.results.releasing import Released


@dataclass(frozen=True)
class Cell:
    """A count on its base; None is "too few to show"."""

    n: int | None
    base: int | None

    @property
    def share(self) -> float | None:
        """n of base, 0 to 1; None where either is not shown or nobody was asked."""
        return self.n / self.base if self.n is not None and self.base else None


@dataclass(frozen=True)
class Row:
    """One answer: its words, its count among all, and among each group."""

    code: str
    label: str
    all: Cell
    groups: tuple[Cell, ...] = ()
    weighted: float | None = None
    interval: tuple[float, float] | None = None
    before: float | None = None
    """The share in the earlier survey that was chosen for comparison."""


@dataclass(frozen=True)
class Shown:
    """One table: a question, or a line of one."""

    id: str
    key: str
    question: str
    line: str
    note: str
    base: int | None
    rows: tuple[Row, ...]
    groups: tuple[str, ...] = ()
    bases: tuple[int | None, ...] = ()
    effective: float | None = None
    hidden: bool = False
    """Whether anything in it is not shown."""


@dataclass(frozen=True)
class Wish:
    """What a reader asked to see beside the counts."""

    by: str = ""
    intervals: bool = False
    population: int | None = None
    weights: Mapping[str, Any] = field(default_factory=dict)
    earlier: Mapping[str, Released] = field(default_factory=dict)
    """Tables of an earlier survey, by measure or key."""
