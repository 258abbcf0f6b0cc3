"""A crew list or call sheet, line by line: headings, columns, people; nothing is dropped."""

import re
from typing import Final

from plugins.campaigns.crewlists import people
from plugins.campaigns.crewlists.cells import Line, take_apart
from plugins.campaigns.crewlists.columns import column_names, row_by_column
from plugins.campaigns.crewlists.crafts import only_position
from plugins.campaigns.crewlists.departments import department, not_crew
from plugins.campaigns.crewlists.naming import looks_like_name
from plugins.campaigns.crewlists.rows import Left, Reading

MOST_LINES: Final = 3000
MOST_LETTERS: Final = 500
"""A longer line is prose, not somebody on a list."""
_FURNITURE: Final = re.compile(
    r"\bpage \d|\bcall ?sheet\b|\bcrew list\b|\bday\s*#?\s*\d+\s*(?:of|/)|\bsunrise\b|\bsunset\b"
    r"|\bweather\b|\bhospital\b|\b(?:shooting|general|crew) call\b|\bconfidential\b|\bwww\.|©"
    r"|\brevised\b|\bprinted\b|\blunch\b|\bbreakfast\b|\bbasecamp\b|\bcrew park|\bproduction co"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bpage \d+\b|\bshooting day\b"
    r"|^\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}\b",
    re.IGNORECASE,
)


def read(text: str) -> Reading:
    """Read a list; every line that is not blank is in its rows or among the lines left."""
    reader = _Reader()
    for number, raw in enumerate(text.splitlines(), 1):
        line = take_apart(number, raw[:MOST_LETTERS])
        if len(raw) > MOST_LETTERS and raw.strip():
            reader.found.left.append(Left(number, raw.strip(), "unread"))
        elif line.raw:
            reader.line(line, raw)
    return reader.found


class _Reader:
    """What is known at a line: the departments it is under, the columns it may follow."""

    def __init__(self) -> None:
        self.found = Reading()
        self._departments: list[str] = []
        self._crew = True
        self._columns: list[str] = []

    def line(self, line: Line, raw: str) -> None:
        """One line that is not blank."""
        columns = column_names(line, raw)
        if columns is not None:
            self._columns = columns
            self._left(line, "columns")
        elif self._heading(line):
            self._left(line, "heading")
        elif not self._crew:
            self._left(line, "cast")
        elif (
            self._columns
            and "\t" in raw
            and (row := row_by_column(self._columns, line, raw, self._department(0)))
        ):
            self.found.rows.append(row)
        elif _FURNITURE.search(line.raw) and not any(c.kind == "email" for c in line.cells):
            self._left(line, "furniture")
        else:
            self._people(line)

    def _left(self, line: Line, why: str) -> None:
        self.found.left.append(Left(line.number, line.raw, why))

    def _heading(self, line: Line) -> bool:
        """Take a heading in; False for any other line."""
        texts = line.texts()
        named = [department(text) for text in texts]
        somebody = any(c.kind in ("phone", "email") or c.text[:4] == "per " for c in line.cells)
        if texts and all(named) and not somebody:
            self._departments, self._crew = named, True
            return True
        if texts and not_crew(texts[0]) and not looks_like_name(texts[-1]):
            self._crew = False
            return True
        word = re.fullmatch(r"(.{3,40}?)\s*(?:department|dept\.?|crew)?\s*:?", line.raw, re.I)
        marked = re.search(r"(?:\bdepartment|\bdept\.?|\bcrew|:)$", line.raw, re.I)
        if word and marked and len(texts) == 1 and len(line.cells) == 1:
            self._departments, self._crew = [word[1].strip().capitalize()], True
            return True
        return False

    def _department(self, at: int) -> str:
        return self._departments[min(at, len(self._departments) - 1)] if self._departments else ""

    def _people(self, line: Line) -> None:
        """The workers of a line; a line of phones alone goes to the worker above."""
        if not line.texts():
            self._left(line, "loose" if self._completes(line) else "unread")
            return
        for at, group in enumerate(people.groups(line.cells)):
            row = people.row_of(group, line.number, line.raw, self._department(at))
            if row:
                self.found.rows.append(row)
            else:
                lone = bool(group.texts) and only_position(group.texts[0])
                text = " ".join([*group.texts, *(cell.text for cell in group.others)])
                self.found.left.append(Left(line.number, text, "nobody" if lone else "unread"))

    def _completes(self, line: Line) -> bool:
        """Give the phone or e-mail of a line to the row just above it."""
        last = self.found.rows[-1] if self.found.rows else None
        if last is None or last.number != line.number - 1:
            return False
        for cell in line.cells:
            if cell.kind in ("phone", "email") and not getattr(last, cell.kind):
                setattr(last, cell.kind, cell.text)
                last.why = last.why or "loose"
        return last.why == "loose"
