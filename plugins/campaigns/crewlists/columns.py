"""Lists with heads of columns and a tab between cells, as a spreadsheet gives them."""

import re
from typing import Final

from crm.values import fold
from plugins.campaigns.crewlists import people
from plugins.campaigns.crewlists.cells import Line
from plugins.campaigns.crewlists.departments import department
from plugins.campaigns.crewlists.heads import is_head
from plugins.campaigns.crewlists.naming import looks_like_name, nobody
from plugins.campaigns.crewlists.rows import Row
from plugins.campaigns.crewlists.times import hours_between

_COLUMNS: Final = {
    "department": "department dept",
    "position": "position title role job",
    "name": "name crew member employee",
    "phone": "phone cell mobile tel contact",
    "email": "email e-mail mail",
    "call": "call in time",
    "out": "out wrap",
    "": "# no qty notes note report set rate pickup number first last",
}
_COLUMN: Final = {word: name for name, words in _COLUMNS.items() for word in words.split()}


def column_names(line: Line, raw: str) -> list[str] | None:
    """The columns that a line heads, for tables by tab; None for any other line."""
    words = re.findall(r"[\w#-]+", fold(line.raw))
    if len(words) < 2 or not all(word in _COLUMN for word in words):
        return None
    if "name" not in {_COLUMN[word] for word in words} or "\t" not in raw:
        return []
    return [_column(text) for text in raw.split("\t")]


def _column(text: str) -> str:
    """What one column holds: first and last names are put together."""
    words = re.findall(r"[\w#-]+", fold(text))
    kinds = [_COLUMN[word] for word in words if _COLUMN.get(word)]
    return kinds[-1] if kinds else ""


def row_by_column(columns: list[str], line: Line, raw: str, heading: str) -> Row | None:
    """A line of a table, by the heads of its columns; None where no name stands in it."""
    values: dict[str, str] = {}
    for kind, cell in zip(columns, raw.split("\t"), strict=False):
        if kind and (text := cell.strip()):
            values[kind] = f"{values[kind]} {text}" if kind in values else text
    name = values.get("name", "")
    if not name or nobody(name):
        return None
    group = people.Group([], line.cells)
    place = values.get("department", "")
    row = Row(line.number, line.raw, department(place) or place or heading)
    row.position, row.name = values.get("position", ""), name
    row.phone, row.email = group.first("phone"), group.first("email")
    row.call = values.get("call", "")[:60]
    row.hours = hours_between(values.get("call", ""), values.get("out", ""))
    row.head = is_head(row.position)
    row.why = "" if looks_like_name(name) else "name"
    return row
