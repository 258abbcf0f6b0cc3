"""Reads the US labor board's own spreadsheet of union elections, and says which rows are bad.

The file (NLRB, "Elections held between ...", XLSX) has a title, blank rows, headers, then one row
for each tally. Case names are cut off at 100 characters in it. Not here: what a tally means
(tallies.py), how names are recognised (affiliation.py, employernames.py), and storing what was
read.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from crm.workplaces.affiliation import recognise
from crm.workplaces.employernames import employer_key, employer_keys, employer_names
from crm.workplaces.locals_in_names import fold, local_of
from crm.workplaces.tallies import CERTIFYING, Tally, UnionVotes, final_tallies

__all__ = [
    "NotAnElectionFile",
    "Problem",
    "Tally",
    "UnionVotes",
    "employer_key",
    "employer_keys",
    "employer_names",
    "final_tallies",
    "read_elections",
]

HEADER_ROWS = 20
MAX_ROWS = 200_000
MAX_CELL = 10_000
MAX_UNPACKED = 300_000_000
DAMAGED = (zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, SyntaxError, EOFError)
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y")

TEXTS = {
    "city": "Unit City",
    "state": "Unit State",
    "status": "Case Status",
    "closed_reason": "Closed Reason",
    "mode": "Election Mode",
    "category": "Tally Category",
    "unit_id": "Unit ID",
}
DAYS = {"filed_date": "Case Filed Date", "closed_date": "Case Closed Date"}
COUNTS = {
    "eligible": "Num Eligible Voters",
    "void": "Num Void Ballots",
    "against": "Votes Cast Against Labor Org",
    "valid": "Num Valid Votes Counted",
    "challenged": "Num Challenged Ballots",
}
FLAGS = {"determinative": "Challenges R Determinitive", "runoff": "Runoff Required"}
LONG_TEXTS = {
    "petition_unit": "Unit Involved on Petition",
    "unit_description": "Bargaining Unit Determined",
}
BALLOT = tuple((f"Labor Organization {n} Name", f"Votes For Labor Org{n}") for n in (1, 2, 3))
COLUMNS = (
    *("Case Number", "Case Name", "Tally Date", "Tally Type", "Union To Certify"),
    *(column for pair in BALLOT for column in pair),
    *(column for group in (TEXTS, DAYS, COUNTS, FLAGS, LONG_TEXTS) for column in group.values()),
)


class NotAnElectionFile(ValueError):
    """The file as a whole cannot be read; the message says why, for the person who chose it."""


@dataclass(frozen=True)
class Problem:
    """A row that was left out: its number in the sheet, the column at fault, what is wrong and
    what to do.
    """

    row: int
    column: str
    message: str
    what_to_do: str


class _BadCell(Exception):
    def __init__(self, column: str, message: str, what_to_do: str) -> None:
        super().__init__(column, message, what_to_do)
        self.column, self.message, self.what_to_do = column, message, what_to_do


def read_elections(source: str | Path | IO[bytes]) -> Iterator[Tally | Problem]:
    """Read the board's file: a Tally for each good row, a Problem for each bad one, in its order.

    The headers are looked for by name in the first 20 rows of every sheet. Raises NotAnElectionFile
    at once (not at the first row) where the file is not a workbook, unpacks to too much, or lacks
    a column.
    """
    stream = BytesIO(Path(source).read_bytes()) if isinstance(source, str | Path) else source
    try:
        workbook = _open(stream)
        try:
            return _read(workbook, *_find_header(workbook))
        except BaseException:
            workbook.close()
            raise
    except DAMAGED as error:
        raise NotAnElectionFile(
            "the file is not an Excel workbook (.xlsx); is this the labor board's election file?"
        ) from error


def _open(stream: IO[bytes]) -> Workbook:
    with zipfile.ZipFile(stream) as package:
        unpacked = sum(part.file_size for part in package.infolist())
    if unpacked > MAX_UNPACKED:
        raise NotAnElectionFile(
            f"the file unpacks to {unpacked:,} bytes; at most {MAX_UNPACKED:,} are read"
        )
    return load_workbook(stream, read_only=True, data_only=True)


def _find_header(workbook: Workbook) -> tuple[Any, int, dict[str, int]]:
    """The sheet, the header's row number, and where each column stands; the best row decides what
    is missing.
    """
    best: tuple[int, str, dict[str, int]] | None = None
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()
        top = sheet.iter_rows(max_row=HEADER_ROWS, values_only=True)
        for number, cells in enumerate(top, start=1):
            titles = {" ".join(str(cell).split()).casefold(): at for at, cell in enumerate(cells)}
            found = {name: titles[name.casefold()] for name in COLUMNS if name.casefold() in titles}
            if len(found) == len(COLUMNS):
                return sheet, number, found
            if best is None or len(found) > best[0]:
                best = (len(found), sheet.title, found)
    if best is None:
        raise NotAnElectionFile("the workbook is empty; is this the labor board's election file?")
    _, title, nearest = best
    missing = [f"'{name}'" for name in COLUMNS if name not in nearest]
    named = "column" if len(missing) == 1 else "columns"
    rest = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
    raise NotAnElectionFile(
        f"{named} {', '.join(missing[:5])}{rest} not found in the first {HEADER_ROWS} rows of"
        f" sheet '{title}'; is this the labor board's election file?"
    )


def _read(
    workbook: Workbook, sheet: Any, header: int, places: dict[str, int]
) -> Iterator[Tally | Problem]:
    seen: Counter[tuple[str, ...]] = Counter()
    with closing(workbook):
        for number, values in _numbered(sheet, header + 1):
            if values is None:
                yield Problem(
                    number, "", "the file is damaged from here on", "save it anew in Excel"
                )
                return
            if number - header > MAX_ROWS:
                yield Problem(number, "", f"more than {MAX_ROWS:,} rows", "import it in parts")
                return
            if any(value not in (None, "") for value in values):
                yield _row(number, values, places, seen)


def _numbered(sheet: Any, first: int) -> Iterator[tuple[int, tuple[Any, ...] | None]]:
    """Rows with their numbers in the sheet; None where a damaged file cannot be read further."""
    number = first
    try:
        for values in sheet.iter_rows(min_row=first, values_only=True):
            yield number, values
            number += 1
    except DAMAGED:
        yield number, None


def _row(
    number: int, values: tuple[Any, ...], places: dict[str, int], seen: Counter[tuple[str, ...]]
) -> Tally | Problem:
    row = {name: values[at] if at < len(values) else None for name, at in places.items()}
    try:
        return _tally(_Cells(row), seen)
    except _BadCell as bad:
        return Problem(number, bad.column, bad.message, bad.what_to_do)


class _Cells:
    """One row by column name, each cell read as what it has to be."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def text(self, column: str) -> str:
        value = self._values[column]
        text = "" if value is None else str(value).strip()
        if len(text) > MAX_CELL:
            raise _BadCell(column, f"has {len(text):,} characters", f"shorten it to {MAX_CELL:,}")
        return text

    def words(self, column: str) -> str:
        return " ".join(self.text(column).split())

    def number(self, column: str) -> int:
        value = self._values[column]
        if value is None or value == "":
            return 0
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str) and value.strip().replace(",", "").isdecimal():
            value = int(value.strip().replace(",", ""))
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10_000_000:
            message = f"{str(value)[:40]!r} is not a count"
            raise _BadCell(column, message, "put a whole number, or leave it empty")
        return value

    def day(self, column: str) -> date | None:
        value = self._values[column]
        if value is None or value == "":
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        for form in DATE_FORMATS:
            try:
                return datetime.strptime(str(value).strip(), form).date()
            except ValueError:
                continue
        message = f"{str(value)[:40]!r} is not a date"
        raise _BadCell(column, message, "write it as 2021-11-30 or 11/30/2021")


def _tally(cells: _Cells, seen: Counter[tuple[str, ...]]) -> Tally:
    case_name = cells.words("Case Name")
    if not case_name:
        raise _BadCell("Case Name", "no employer is named", "add the case name")
    case_number, tally_date, tally_type = _identity(cells)
    employer, aliases = employer_names(case_name)
    unions, certified_name = _unions(cells, case_name)
    plain: dict[str, Any] = {
        **{field: cells.words(column) for field, column in TEXTS.items()},
        **{field: cells.day(column) for field, column in DAYS.items()},
        **{field: cells.number(column) for field, column in COUNTS.items()},
        **{field: cells.words(column).upper() == "Y" for field, column in FLAGS.items()},
        **{field: cells.text(column) for field, column in LONG_TEXTS.items()},
    }
    plain["state"] = plain["state"].upper()
    same = (case_number, plain["unit_id"], tally_type, tally_date.isoformat())
    seen[same] += 1
    return Tally(
        case_number=case_number,
        case_name=case_name,
        employer=employer,
        aliases=aliases,
        tally_date=tally_date,
        tally_type=tally_type,
        unions=unions,
        certified_name=certified_name,
        nth=seen[same],
        **plain,
    )


def _identity(cells: _Cells) -> tuple[str, date, str]:
    case_number = cells.words("Case Number").upper()
    if not re.fullmatch(r"\d{1,2}-[A-Z]{2}-\d{4,7}", case_number):
        message = f"{case_number[:40]!r} is not a case number" if case_number else "no case number"
        raise _BadCell("Case Number", message, "write it as 02-RC-243383")
    tally_date = cells.day("Tally Date")
    if tally_date is None:
        raise _BadCell(
            "Tally Date", "no tally yet", "nothing: a later file has it, once votes are counted"
        )
    tally_type = cells.words("Tally Type")
    if not tally_type:
        raise _BadCell("Tally Type", "no tally type", "write Initial, Rerun or Run-off")
    return case_number, tally_date, tally_type


def _unions(cells: _Cells, case_name: str) -> tuple[tuple[UnionVotes, ...], str]:
    """The unions on the ballot, and the one to certify.

    In a few rows the employer's name stands where the union's belongs; where one of the two
    columns has the union and only one union was on the ballot, that one is taken for both.
    """
    ballot = [(cells.words(name), cells.number(votes)) for name, votes in BALLOT]
    ballot = [(name, votes) for name, votes in ballot if any(letter.isalpha() for letter in name)]
    if not ballot:
        raise _BadCell(
            BALLOT[0][0], "no union is named", "look the case up at the board and add it"
        )
    certified = cells.words("Union To Certify")
    if certified and len(ballot) == 1:
        employers = employer_keys(case_name)
        [(name, votes)] = ballot
        if employer_key(certified) in employers:
            certified = name
        elif employer_key(name) in employers:
            ballot = [(certified, votes)]
    closed = cells.words("Closed Reason") in CERTIFYING
    return tuple(
        _union(*one, closed and fold(one[0]) == fold(certified)) for one in ballot
    ), certified


def _union(name: str, votes: int, certified: bool) -> UnionVotes:
    found = recognise(name)
    return UnionVotes(name, votes, found, found.local if found else local_of(name), certified)
