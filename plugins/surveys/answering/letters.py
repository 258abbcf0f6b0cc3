"""Letters with personal codes: how many were printed when, and those printed anew.

A letter's code stands on the paper alone, so a lost letter cannot be had again; another code can
be made in its place. Only where answers carry the name: without names nothing says whose code was
used. Another code for everybody would let people answer twice, and one for those who have not
answered would tell who they are.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.people import reach
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.surveys.answering import keys, reminding, tokens
from plugins.surveys.answering.invitations import LETTER, MOST_LETTERS, TOGETHER, require_inviting
from plugins.surveys.answering.respondents import INVITATIONS
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import NAMED_MODES, OPEN

Row = dict[str, Any]


def _letters(survey_id: str) -> list[Row]:
    found = db.collection(INVITATIONS).find({"survey_id": survey_id})
    return [row for row in found if row["channel"] == LETTER]


@dataclass(frozen=True)
class Printed:
    """What was printed: (day, letters of that day that are valid), the newest first.

    `unused` are those of people who have not answered, whose letters can be printed anew; `times`
    is one more with each letter printed, so that a form sent twice is known.
    """

    days: list[tuple[str, int]]
    unused: int
    times: int


def printed(survey: Survey) -> Printed:
    """The letters of a survey."""
    rows = _letters(survey["_id"])
    days = Counter(row["sent"] for row in rows)
    return Printed(sorted(days.items(), reverse=True), len(_unused(survey, rows)), _times(rows))


def _times(rows: list[Row]) -> int:
    return sum(row.get("letters", 1) for row in rows)


def _unused(survey: Survey, rows: list[Row]) -> list[Row]:
    """Those printed least often first, so that many letters come in several goes."""
    if survey["mode"] not in NAMED_MODES or survey["state"] != OPEN or not keys.find(survey["_id"]):
        return []
    found = [row for row in rows if not row["answered"]]
    return sorted(found, key=lambda row: (row.get("letters", 1), row["person_id"]))


def print_anew(survey: Survey, times: int, *, actor: Actor) -> list[tuple[Mapping[str, Any], str]]:
    """(person, code) of each letter to print in place of one that was not used.

    The earlier codes end. Whoever is out of the actor's reach or wants no contact keeps theirs.
    At most MOST_LETTERS at a time. Raises Conflict where answers carry no name, Invalid where
    letters were printed since the page said `times`: they must not end by a second click.
    """
    require_inviting(survey)
    if survey["mode"] not in NAMED_MODES:
        raise Conflict(_("In an anonymous survey nobody gets a second letter."))
    rows = _letters(survey["_id"])
    if times != _times(rows):
        text = _("Letters have been printed since this page was loaded; nothing was printed now.")
        raise Invalid({"times": [text]})
    rows = _unused(survey, rows)
    found = reach.find_many([row["person_id"] for row in rows], actor=actor)
    willing = {i: person for i, person in found.items() if not person.get("do_not_contact")}
    chosen = [row for row in rows if row["person_id"] in willing][:MOST_LETTERS]
    made: list[tuple[Mapping[str, Any], str]] = []
    for some in chunks(chosen, TOGETHER):
        made += [(found[person_id], code) for person_id, code in _renew(survey, some, actor)]
    return made


@db.atomic
def _renew(survey: Survey, rows: list[Row], actor: Actor) -> list[tuple[str, str]]:
    made = []
    for row in rows:
        code = reminding.renew(survey, row)
        change = {"sent": localtime.today().isoformat(), "letters": row.get("letters", 1) + 1}
        db.collection(INVITATIONS).update({"_id": tokens.roster_id(code)}, {"$set": change})
        made.append((row["person_id"], code))
    who = [row["person_id"] for row in rows]
    audit.record(actor, "invite", "survey", survey["_id"], fields=[LETTER], people=who)
    return made
