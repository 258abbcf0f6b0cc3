"""Changing the local's scale of assessments; old values keep their meaning.

A level taken out must be mapped to one that stays: the mapping is shown with how many people it
concerns and is confirmed, never guessed. No record is rewritten (see `scale.py`), so that a level
brought back means again what it meant.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from crm import db
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.locals import service as local_bodies
from crm.tenancy import Actor
from plugins.campaigns import scale
from plugins.campaigns.scale import Level
from plugins.campaigns.service import cells


def people_at() -> Counter[int]:
    """How many members of all units stand at each stored level; from counters."""
    found: Counter[int] = Counter()
    for status in ("open", "closed"):
        for campaign in db.collection("campaigns_campaigns").find({"status": status}):
            total = cells.total(cells.cells(campaign["_id"]))
            found.update({level: total.counts[f"a{level}"] for level in scale.IDS})
    return found


def read(data: Mapping[str, Any]) -> list[Level]:
    """The levels of a form shaped by ScaleForm, in order. Raises Invalid where they do not fit."""
    rows = []
    for level in scale.IDS:
        label = data.get(f"label_{level}")
        if label:
            place = data.get(f"place_{level}") or 99
            colour = data.get(f"colour_{level}") or "#868e96"
            support = bool(data.get(f"support_{level}"))
            rows.append((place, level, Level(level, label, colour, support)))
    levels = [row[2] for row in sorted(rows)]
    _check(levels)
    return levels


def _check(levels: Sequence[Level]) -> None:
    if not scale.LEAST <= len(levels) <= scale.MOST:
        text = _("A scale has %(a)d to %(b)d levels.", a=scale.LEAST, b=scale.MOST)
        raise Invalid({"_schema": [text]})
    if len({level.label.casefold() for level in levels}) < len(levels):
        raise Invalid({"_schema": [_("Two levels have the same name.")]})
    support = [level.support for level in levels]
    if not any(support) or all(support):
        text = _("Say which levels count as support: one at least, and not all of them.")
        raise Invalid({"_schema": [text]})


def taken_out(levels: Sequence[Level]) -> list[Level]:
    """The levels of the scale in use that the new one does not have."""
    kept = {level.id for level in levels}
    return [level for level in scale.levels() if level.id not in kept]


def _mapping(levels: Sequence[Level], data: Mapping[str, Any]) -> dict[str, int]:
    """Old level -> level that stays, for those taken out now and before. Invalid if one lacks."""
    kept, mapping, errors = {level.id for level in levels}, {}, {}
    for gone in taken_out(levels):
        target = data.get(f"became_{gone.id}")
        if target in kept:
            mapping[str(gone.id)] = int(target)
        else:
            text = _("Choose what “%(label)s” counts as from now on.", label=gone.label)
            errors[f"became_{gone.id}"] = [text]
    if errors:
        raise Invalid(errors)
    for old, target in scale.stored().get("became", {}).items():
        if int(old) not in kept:
            mapping[old] = mapping.get(str(target), target)
    return mapping


@db.atomic
def change(data: Mapping[str, Any], *, actor: Actor) -> None:
    """Set the scale from data shaped by ScaleForm; the mapping of what goes is in it.

    Raises Conflict when somebody else has changed the scale since the form was opened.
    """
    version = scale.stored().get("version", 0)
    if data["version"] != version:
        raise Conflict(_("Somebody else has changed the scale meanwhile."))
    levels = read(data)
    mapping = _mapping(levels, data)
    was = {**scale.stored().get("was", {}), **{str(g.id): g.label for g in taken_out(levels)}}
    kept = {str(level.id) for level in levels}
    values = {
        "levels": [asdict(level) for level in levels],
        "became": mapping,
        "was": {old: label for old, label in was.items() if old not in kept},
        "version": version + 1,
        "changed_by": actor.account_id,
        "changed_at": db.now(),
    }
    local_bodies.save_settings(scale.SETTING, values, actor=actor)
