"""Titles from what people paste or upload: one to a line, or the columns of a table.

A table may have a description and an employer beside each title; its columns are found by name.
"""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from crm.errors import Invalid
from crm.i18n import _
from crm.imports.reading import BadFile, open_table
from plugins.jobclasses.matching.normalizing import fold

MOST = 50_000
LONGEST = 1_000
"""Characters of a title; a longer cell is no title and is named with its row."""
COLUMNS = (
    "title,job title,job,position,role,occupation,classification,job class,posting,titel,titre,"
    "credit,jobtitle,title of position,position title,job_title"
).split(",")
BESIDE = {
    "description": "description,job description,duties,responsibilities,tasks,summary,posting text,"
    "about the job,beschreibung,description du poste".split(","),
    "employer": "employer,company,studio,production,production company,organization,organisation,"
    "theatre,theater,venue,workplace,arbeitgeber,employeur".split(","),
}
"""Columns of what may stand beside a title."""
DESCRIBED = 2_000
"""Characters of a description that are kept with a row of a list."""
Row = dict[str, str]


def from_text(text: str) -> list[Row]:
    """Titles pasted one to a line; a number or bullet before them comes off. Invalid if none."""
    return from_titles([line.strip().lstrip("-*•· \t") for line in text.splitlines()])


def from_titles(listed: Sequence[str]) -> list[Row]:
    """Rows of titles given as a list, blanks left out. Invalid if none, or one is too long."""
    return from_rows([{"title": title.strip()} for title in listed])


def from_rows(listed: Sequence[Row]) -> list[Row]:
    """Rows with a title, those without one left out. Invalid if none, or one is too long."""
    return _checked(list(enumerate(listed, 1)), "titles")


def from_table(stream: BinaryIO, filename: str) -> list[Row]:
    """Rows (title; description, employer where there are such columns) of a CSV or XLSX file.

    Invalid says what is missing.
    """
    try:
        table = open_table(stream, filename)
        places = {"title": _title_column(table.headers), **_beside_columns(table.headers)}
        rows = [(number, _row(cells, places)) for number, cells in table.rows()]
    except BadFile as error:
        raise Invalid({"file": [str(error)]}) from error
    if table.problems:
        wrong = table.problems[0]
        raise Invalid({"file": [_("Row %(n)d: %(why)s.", n=wrong.row, why=wrong.message)]})
    return _checked(rows, "file")


def _row(cells: Sequence[Any], places: Mapping[str, int]) -> Row:
    return {name: str(cells[at]).strip() for name, at in places.items()}


def _beside_columns(headers: Sequence[str]) -> dict[str, int]:
    folded = [fold(header) for header in headers]
    found = {}
    for field, names in BESIDE.items():
        known = [name for name in names if name in folded]
        if known:
            found[field] = folded.index(known[0])
    return found


def _title_column(headers: Sequence[str]) -> int:
    folded = [fold(header) for header in headers]
    for name in COLUMNS:
        if name.replace("_", " ") in folded:
            return folded.index(name.replace("_", " "))
    if len(folded) == 1:
        return 0
    text = _(
        "No column is headed “Title” or “Job title”. This file has: %(columns)s.",
        columns=", ".join(header[:40] for header in headers[:12]) or _("no headers"),
    )
    raise Invalid({"file": [text]})


def _checked(given: Sequence[tuple[int, Row]], field: str) -> list[Row]:
    rows = [(number, row) for number, row in given if row["title"]]
    if not rows:
        raise Invalid({field: [_("There is no title here.")]})
    if len(rows) > MOST:
        raise Invalid({field: [_("At most %(n)d titles at a time.", n=MOST)]})
    for number, row in rows:
        if len(row["title"]) > LONGEST:
            text = _(
                "Row %(n)d has %(length)d characters; a title has at most %(most)d.",
                n=number,
                length=len(row["title"]),
                most=LONGEST,
            )
            raise Invalid({field: [text]})
    return [row for _number, row in rows]
