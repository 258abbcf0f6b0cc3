"""A release as a reader sees it: questions in words, rows with counts, shares and what was left
out. One shape for the page, the print, CSV, XLSX and the API."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.i18n import _
from plugins.surveys.answering.cohorts import OTHERS
from plugins.surveys.definition.answers import answer_label
from plugins.surveys.definition.shapes import Version, find, say
from plugins.surveys.results.releasing import Released
from plugins.surveys.results.shown import Cell, Row, Shown, Wish
from plugins.surveys.results.tables import MANY, NO_ANSWER
from plugins.surveys.statistics.intervals import wilson


def read(
    tables: Sequence[Released], versions: Sequence[Version], language: str, wish: Wish
) -> list[Shown]:
    """The tables in words. `versions` are all that were live, oldest first."""
    return [_shown(table, versions, language, wish) for table in tables]


def compared_as(measure: str | None, table: Released) -> str:
    """Under what a table of one survey meets that of another: the measure (and line), or its id."""
    if not measure:
        return str(table["id"])
    return f"{measure}.{table['sub']}" if table["sub"] else measure


def _shown(table: Released, versions: Sequence[Version], language: str, wish: Wish) -> Shown:
    version = next((v for v in reversed(versions) if find(v, table["key"])), versions[-1])
    question = find(version, table["key"]) or {}
    part = table["breakdowns"].get(wish.by)
    shares = wish.weights.get("shares", {}).get(table["id"], {})
    earlier = wish.earlier.get(compared_as(question.get("measure"), table))
    rows = tuple(
        _row(table, code, part, (shares, earlier, wish), _label(version, table, code, language))
        for code in table["rows"]
    )
    cells = [c for row in rows for c in (row.all, *row.groups)]
    return Shown(
        id=table["id"],
        key=table["key"],
        question=say(question.get("text"), language, list(version["languages"])) or table["key"],
        line=answer_label(version, table["key"], table["sub"], language) if table["sub"] else "",
        note=_note(table, versions),
        base=table["base"],
        rows=rows,
        groups=tuple(group_name(g) for g in part["groups"]) if part else (),
        bases=tuple(part["base"]) if part else (),
        effective=shares.get("effective"),
        hidden=any(cell.n is None for cell in cells),
    )


def group_name(group: str) -> str:
    """The name of a group on a page."""
    if group == OTHERS:
        return str(_("Smaller groups"))
    return group or str(_("Not known"))


def _label(version: Version, table: Released, code: str, language: str) -> str:
    if code == NO_ANSWER:
        return str(_("No answer"))
    if table["type"] == "ranking":
        return str(_("Place %(n)s", n=code))
    return answer_label(version, table["key"], code, language)


def _note(table: Released, versions: Sequence[Version]) -> str:
    parts = []
    if table["since"] > versions[0]["n"]:
        parts.append(str(_("Asked from version %(n)d.", n=table["since"])))
    if table["kind"] == MANY:
        parts.append(str(_("Several answers possible: shares add up to more than 100 %.")))
    if table["type"] == "number":
        parts.append(str(_("Numbers in ranges, so that they point at nobody.")))
    return " ".join(parts)


def _row(
    table: Released,
    code: str,
    part: Mapping[str, Any] | None,
    beside: tuple[Mapping[str, Any], Released | None, Wish],
    label: str,
) -> Row:
    shares, earlier, wish = beside
    here = Cell(table["n"][code], table["base"])
    groups: tuple[Cell, ...] = ()
    if part:
        line = part["n"].get(code, [0] * len(part["groups"]))
        groups = tuple(Cell(n, b) for n, b in zip(line, part["base"], strict=True))
    interval = None
    if wish.intervals and here.n is not None and here.base:
        interval = wilson(here.n, here.base, wish.population)
    before = Cell(earlier["n"].get(code), earlier["base"]).share if earlier else None
    return Row(code, label, here, groups, shares.get(code), interval, before)
