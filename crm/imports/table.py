"""A table read from a file: its headers, its rows, and what is wrong with either.

`Table` works on raw rows, whichever format they come from; finding the format and opening it is in
`reading`, the formats are `csvfile` and `xlsxfile`. Nothing here knows what a column means.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from crm.formulas import unguard
from crm.i18n import _
from crm.values import fold

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ROWS: Final = 200_000
MAX_CELL: Final = 10_000
MAX_COLUMNS: Final = 500
LOOK_AHEAD: Final = 40
MAX_HEADER: Final = 200

RawRow = tuple[int, Sequence[str], "str | None"]
"""(row number in the file from 1, cells, what is wrong with the row as a whole or None)."""


class BadFile(ValueError):
    """The file cannot be read at all; the message says what to do about it."""


@dataclass(frozen=True)
class RowProblem:
    """One row that was left out: its number in the file, the column ("" for the whole row), why."""

    row: int
    column: str
    message: Any


@dataclass
class Table:
    """What `reading.open_table` gives back.

    `header_row` is the row number of the headers, 0 where the file has none. `delimiter` and
    `encoding` are "" for spreadsheets, `sheet` and `sheets` are empty for text files. `problems`
    fills while `rows()` is read and starts anew with each call.
    """

    raw: Callable[[], Iterator[RawRow]] = field(repr=False)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    headers: list[str] = field(default_factory=list)
    header_row: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        first = [(n, cells) for n, cells, wrong in islice(self.raw(), LOOK_AHEAD) if not wrong]
        sample = [(n, cells) for n, cells in first if any(cell.strip() for cell in cells)]
        if not sample:
            raise BadFile(_("This file has no rows. Check that you chose the right file or sheet"))
        at = find_header(cells for _n, cells in sample)
        self.header_row = 0 if at is None else sample[at][0]
        names = [] if at is None else sample[at][1]
        below = [cells for _n, cells in sample[0 if at is None else at + 1 :]]
        self.headers = name_columns(names, _width(names, below))

    @property
    def shape(self) -> str:
        """The same for files with the same columns in the same order: a choice of columns can be
        remembered by it."""
        folded = "\x1f".join(fold(header) for header in self.headers)
        return hashlib.sha256(folded.encode()).hexdigest()[:24]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number in the file, one text per header), leaving out blank rows. Rows that
        cannot be used go to `problems` instead."""
        self.problems = []
        width = len(self.headers)
        count = 0
        for number, cells, wrong in self.raw():
            if number <= self.header_row or not (wrong or any(map(str.strip, cells))):
                continue
            count += 1
            if count > MAX_ROWS:
                message = _("More than %(n)s rows: split the file and import the parts", n=MAX_ROWS)
                raise BadFile(message)
            problem = self._problem(number, cells, wrong)
            if problem:
                self.problems.append(problem)
            else:
                texts = [unguard(cell) if cell[:1] == "'" else cell for cell in cells[:width]]
                yield number, texts + [""] * (width - len(texts))

    def _problem(self, row: int, cells: Sequence[str], wrong: Any) -> RowProblem | None:
        if wrong:
            return RowProblem(row, "", wrong)
        width = len(self.headers)
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            message = _("More cells than headers: look for a comma that should be in quotes")
            return RowProblem(row, "", message)
        for column, cell in zip(self.headers, cells, strict=False):
            if len(cell) > MAX_CELL:
                message = _("Longer than %(n)s characters: shorten it", n=MAX_CELL)
                return RowProblem(row, column, message)
            if "\x00" in cell or "\ufffd" in cell:
                message = _("A damaged character: type this cell again in the spreadsheet")
                return RowProblem(row, column, message)
        return None


def find_header(rows: Iterable[Sequence[str]]) -> int | None:
    """Return the index of the header row among the first non-blank rows, or None where the data
    begins at once. Title lines above the header have fewer cells than the table is wide."""
    filled = [[cell.strip() for cell in cells if cell.strip()] for cells in rows]
    widths = Counter(len(cells) for cells in filled)
    usual = max(widths, key=lambda width: (widths[width], width))
    for index, cells in enumerate(filled):
        if len(cells) >= max(0.6 * usual, min(2, usual)):
            return index if _names_columns(cells) else None
    return None


def name_columns(cells: Sequence[str], width: int) -> list[str]:
    """Return `width` different headers: tidied, "Column 4" for an empty one, "Phone (2)" for the
    second of a name. Raises BadFile for more than MAX_COLUMNS."""
    if width > MAX_COLUMNS:
        message = _("More than %(n)s columns: delete those you do not need", n=MAX_COLUMNS)
        raise BadFile(message)
    seen: set[str] = set()
    headers = []
    for position in range(width):
        text = cells[position] if position < len(cells) else ""
        text = " ".join(re.sub(r"[\x00-\x1f\x7f\ufeff\ufffd]", " ", unguard(text)).split())
        text = text[:MAX_HEADER].strip() or str(_("Column %(n)s", n=position + 1))
        headers.append(_unique(text, seen))
    return headers


def _unique(text: str, seen: set[str]) -> str:
    name, again = text, 1
    while fold(name) in seen:
        again += 1
        name = f"{text} ({again})"
    seen.add(fold(name))
    return name


def _names_columns(cells: Sequence[str]) -> bool:
    """Headers are words, mostly different; data has digits and addresses in it."""
    words = sum(bool(re.search(r"[^\W\d_]", cell)) and not _is_value(cell) for cell in cells)
    return words >= 0.7 * len(cells) and len(set(cells)) > 0.5 * len(cells)


def _is_value(cell: str) -> bool:
    return "@" in cell or len(cell) > MAX_HEADER or bool(re.search(r"\d{3}", cell))


def _width(names: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    """Columns up to the last header, and on while most of the rows below have something there."""
    width = max((i + 1 for i, name in enumerate(names) if name.strip()), default=0)
    most = 0.5 * len(below) if names else 0
    while width <= MAX_COLUMNS and sum(_goes_beyond(row, width) for row in below) > most:
        width += 1
    return width


def _goes_beyond(row: Sequence[str], width: int) -> bool:
    return len(row) > width and any(cell.strip() for cell in row[width:])
