"""The workers of one line: its pieces put together, one group and then one row each."""

import re
from dataclasses import dataclass, field

from plugins.campaigns.crewlists.cells import Cell
from plugins.campaigns.crewlists.crafts import is_position
from plugins.campaigns.crewlists.departments import department
from plugins.campaigns.crewlists.heads import is_head
from plugins.campaigns.crewlists.naming import apart, looks_like_name, nobody
from plugins.campaigns.crewlists.rows import Row
from plugins.campaigns.crewlists.times import hours_between

LEAST_HOURS = 3
"""Two times closer than this are two calls, not in and out."""


@dataclass
class Group:
    """The pieces of a line that belong to one worker."""

    texts: list[str] = field(default_factory=list)
    others: list[Cell] = field(default_factory=list)

    def first(self, kind: str) -> str:
        """The first piece of a kind; '' for none."""
        return next((cell.text for cell in self.others if cell.kind == kind), "")

    def times(self) -> list[str]:
        """The times on it."""
        return [cell.text for cell in self.others if cell.kind == "time"]


def groups(cells: list[Cell]) -> list[Group]:
    """The workers of one line: two lists run side by side come apart where the next one begins."""
    found = [Group()]
    left = sum(cell.kind == "text" for cell in cells)
    for cell in cells:
        if cell.kind != "text":
            found[-1].others.append(cell)
            continue
        if _begins(found[-1], cell.text, left):
            found.append(Group())
        found[-1].texts.append(cell.text)
        left -= 1
    return found


def _begins(group: Group, text: str, left: int) -> bool:
    """Whether a text opens the next worker."""
    if len(group.texts) >= 2:
        named = looks_like_name(group.texts[-1]) or nobody(group.texts[-1])
        return named and (left >= 2 or is_position(text))
    if len(group.texts) == 1 and group.others:  # something closed the first one
        return not is_position(group.texts[0]) and not is_position(text)
    return False


def row_of(group: Group, number: int, raw: str, heading: str) -> Row | None:
    """The worker of a group; None where it names nobody (a position alone, words alone)."""
    row = Row(number, raw, heading, phone=group.first("phone"), email=group.first("email"))
    texts = list(group.texts)
    if len(texts) > 2 and department(texts[0]):
        row.department = department(texts.pop(0))
    if len(texts) == 1:
        texts = apart(texts[0])
    if len(texts) >= 2:
        row.position, row.name, row.why = _ordered(texts)
    elif texts and looks_like_name(texts[0]):
        row.name, row.why = texts[0], "position"
    if not row.name or nobody(row.name):
        return None
    row.head = is_head(row.position)
    times = group.times()
    remarks = [cell.text for cell in group.others if cell.kind == "call"]
    row.call = " ".join([*times, *remarks])[:60]
    if len(times) == 2:
        worked = hours_between(*times)
        row.hours = worked if worked and worked >= LEAST_HOURS else None
    return row


def _ordered(texts: list[str]) -> tuple[str, str, str]:
    """(position, name, why it is doubtful) of two or more texts."""
    position, name, *more = texts
    if looks_like_name(position) and not looks_like_name(name) and not nobody(name):
        position, name = name, position
    if more:
        return position, name, "more"
    if re.search(r"\s(?:/|&|and)\s", name):
        return position, name, "two"
    return position, name, "" if looks_like_name(name) else "name"
