"""Inviting people to a survey: each gets a personal link, in a message and nowhere else.

An invitation (collection `surveys_invitations`): {_id: SHA-256("inv" | code), survey_id,
person_id, cohort, channel: "mail" | "letter" | "entry", sent: day or "", reminded: day or "",
answered}. One for each person and survey.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import audit, db, localtime, mail
from crm.errors import Conflict
from crm.i18n import _
from crm.people import reach
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.surveys.answering import anonymous, comments, rosters, slots, tokens, wording
from plugins.surveys.answering.respondents import INVITATIONS
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import NAMED_MODES, OPEN_LINK

Address = Callable[[str], str]
"""Makes the whole address of a personal link from its code; doors know how."""
MAIL, LETTER, ENTRY = "mail", "letter", "entry"
MOST_LETTERS = 300
TOGETHER = 50


@dataclass(frozen=True)
class Sorted:
    """Who of a list can be invited, and how: people with an e-mail address, and without."""

    by_mail: tuple[Mapping[str, Any], ...]
    by_letter: tuple[Mapping[str, Any], ...]
    already: int
    refuse: int


def require_inviting(survey: Mapping[str, Any]) -> None:
    """Raise Conflict where nobody can be invited: not open, or an open link."""
    if survey["state"] != "open":
        raise Conflict(_("Open the survey first: its mode is fixed then."))
    if survey["mode"] == OPEN_LINK:
        raise Conflict(_("A survey with an open link has no invitations."))


def email_of(person: Mapping[str, Any]) -> str:
    """The first e-mail address that works, or ""."""
    good = (e["address"] for e in person.get("emails") or () if e.get("good") is not False)
    return str(next(good, ""))


def invited(survey_id: str) -> set[str]:
    """Ids of everybody invited."""
    found = db.collection(INVITATIONS).find({"survey_id": survey_id}, fields=["person_id"])
    return {row["person_id"] for row in found}


def sort_people(survey: Survey, people_ids: Sequence[str], *, actor: Actor) -> Sorted:
    """Look at those of `people_ids` in reach who are not invited yet."""
    there = invited(survey["_id"])
    fresh = [i for i in dict.fromkeys(people_ids) if i not in there]
    found = reach.find_many(fresh, actor=actor)
    willing = [p for p in found.values() if not p.get("do_not_contact")]
    return Sorted(
        tuple(p for p in willing if email_of(p)),
        tuple(p for p in willing if not email_of(p)),
        len(set(people_ids) & there),
        len(found) - len(willing),
    )


def invite(
    survey: Survey,
    people: Sequence[Mapping[str, Any]],
    channel: str,
    address: Address,
    *,
    actor: Actor,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> dict[str, str]:
    """Invite `people`; gives the codes by person, which are not to be found again anywhere.

    With channel "mail" the message is queued with the invitation. Somebody invited meanwhile is
    left out. Groups are decided for all of `people` together: raises Invalid (see `rosters`).
    """
    require_inviting(survey)
    groups = rosters.place(survey, people, alone=channel == ENTRY)
    if survey["mode"] not in NAMED_MODES:
        slots.grow(anonymous.NAME, survey["_id"], len(people) + len(people) // 4 + 16)
    slots.grow(comments.NAME, survey["_id"], len(people))
    pairs = list(zip(people, groups, strict=True))
    secrets.SystemRandom().shuffle(pairs)
    codes: dict[str, str] = {}
    for batch in chunks(pairs, TOGETHER):
        codes |= _invite(survey, batch, channel, address, actor)
        progress(len(codes), len(people))
    return codes


@db.atomic
def _invite(
    survey: Survey,
    pairs: Sequence[tuple[Mapping[str, Any], dict[str, str]]],
    channel: str,
    address: Address,
    actor: Actor,
) -> dict[str, str]:
    codes: dict[str, str] = {}
    groups: list[dict[str, str]] = []
    invitations = db.collection(INVITATIONS)
    for person, group in pairs:
        mine = {"survey_id": survey["_id"], "person_id": person["_id"]}
        if invitations.get(mine):
            continue
        code = tokens.new_code()
        invitations.insert(_row(mine, group, code, channel))
        if channel == MAIL:
            message = wording.invitation(survey, person, address(code))
            mail.queue(email_of(person), *message)
        codes[person["_id"]] = code
        groups.append(group)
    rosters.add(survey["_id"], groups)
    if codes:
        audit.record(actor, "invite", "survey", survey["_id"], fields=[channel], people=list(codes))
    return codes


def _row(mine: dict[str, str], group: dict[str, str], code: str, channel: str) -> dict[str, Any]:
    return {
        **mine,
        "_id": tokens.roster_id(code),
        "cohort": group,
        "channel": channel,
        "sent": localtime.today().isoformat() if channel != ENTRY else "",
        "reminded": "",
        "answered": False,
    }
