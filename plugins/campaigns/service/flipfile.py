"""The rows of a list as the file that goes into the import: each worker once, formulas guarded."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm.formulas import guard
from crm.values import fold

FIELDS = (
    ("full_name", "name"),
    ("department", "department"),
    ("job_title", "position"),
    ("phone", "phone"),
    ("email", "email"),
    ("employer", "employer"),
    ("worksite", "production"),
    ("campaigns.production", "production"),
    ("campaigns.worked_on", "day"),
    ("campaigns.worked_hours", "hours"),
    ("campaigns.head", "head"),
)
"""Columns of the made file: the field of the import, and what of a row stands in it."""
Row = dict[str, Any]


def united(rows: Iterable[Row]) -> list[Row]:
    """The rows that are kept, somebody who stands there twice once, with both positions."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        if not row["keep"] or not row["name"]:
            continue
        name = fold(row["name"])
        keys = [key for key in found if key[0] == name and _same(key[1], row["phone"])]
        if keys:
            found[keys[0]] = _both(found[keys[0]], row)
        else:
            found[name, row["phone"]] = row
    return list(found.values())


def _same(one: str, other: str) -> bool:
    return one == other or not one or not other


def _both(one: Row, other: Row) -> Row:
    positions = dict.fromkeys(p for p in (one["position"], other["position"]) if p)
    filled = {name: one[name] or other[name] for name in one}
    hours = max(float(one["hours"] or 0), float(other["hours"] or 0))
    return {**filled, "position": " / ".join(positions), "hours": hours or ""}


def made_file(rows: Sequence[Row], shared: Mapping[str, Any]) -> bytes:
    """A CSV of the rows; `shared` (production, day, employer) stands in every one."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"{field} ({name})" for field, name in FIELDS])
    for row in rows:
        whole = {**row, **shared, "head": "yes" if row["head"] else "no"}
        kinds = {"phone": "phone", "hours": "number"}
        cells = [guard(str(whole[name]), kinds.get(name, "text")) for _field, name in FIELDS]
        writer.writerow(cells)
    return out.getvalue().encode()
