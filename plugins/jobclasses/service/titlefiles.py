"""Titles from what people paste or upload: one to a line, or the title column of a table."""

from collections.abc import Sequence
from typing import BinaryIO

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


def from_text(text: str) -> list[str]:
    """Titles pasted one to a line; a number or bullet before them comes off. Invalid if none."""
    found = [line.strip().lstrip("-*•· \t") for line in text.splitlines()]
    return _checked([(n, title) for n, title in enumerate(found, 1) if title], "titles")


def checked(listed: Sequence[str]) -> list[str]:
    """Titles given as a list, blanks left out. Invalid if there is none, or one is too long."""
    rows = [(n, title.strip()) for n, title in enumerate(listed, 1)]
    return _checked([row for row in rows if row[1]], "titles")


def from_table(stream: BinaryIO, filename: str) -> list[str]:
    """Titles of the title column of a CSV or XLSX file; Invalid says what is missing."""
    try:
        table = open_table(stream, filename)
        place = _title_column(table.headers)
        rows = [(number, cells[place].strip()) for number, cells in table.rows()]
    except BadFile as error:
        raise Invalid({"file": [str(error)]}) from error
    if table.problems:
        wrong = table.problems[0]
        raise Invalid({"file": [_("Row %(n)d: %(why)s.", n=wrong.row, why=wrong.message)]})
    return _checked([(number, title) for number, title in rows if title], "file")


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


def _checked(rows: Sequence[tuple[int, str]], field: str) -> list[str]:
    if not rows:
        raise Invalid({field: [_("There is no title here.")]})
    if len(rows) > MOST:
        raise Invalid({field: [_("At most %(n)d titles at a time.", n=MOST)]})
    for number, title in rows:
        if len(title) > LONGEST:
            text = _(
                "Row %(n)d has %(length)d characters; a title has at most %(most)d.",
                n=number,
                length=len(title),
                most=LONGEST,
            )
            raise Invalid({field: [text]})
    return [title for _number, title in rows]
