"""New links and reminders: for who is not marked as having answered, once a day at most."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from crm import audit, db, localtime, mail
from crm.errors import Conflict
from crm.i18n import _
from crm.people import reach
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.surveys.answering import tokens, wording
from plugins.surveys.answering.invitations import TOGETHER, Address, email_of, require_inviting
from plugins.surveys.answering.respondents import INVITATIONS
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import NAMED_MODES


@db.atomic
def renew(survey: Survey, row: Mapping[str, Any], channel: str = "") -> str:
    """Give somebody a new link, which ends the earlier one; only where answers carry the name.

    Raises Conflict in anonymous surveys: whoever has two links can answer twice.
    """
    if survey["mode"] not in NAMED_MODES:
        raise Conflict(_("In an anonymous survey nobody gets a second link."))
    code = tokens.new_code()
    invitations = db.collection(INVITATIONS)
    if not invitations.delete({"_id": row["_id"]}):
        raise Conflict()
    fresh = {**row, "_id": tokens.roster_id(code), "channel": channel or row["channel"]}
    fresh.pop("local_id", None)
    invitations.insert(fresh)
    return code


def to_remind(survey: Mapping[str, Any]) -> int:
    """How many are invited, not marked as answered, and had no message today."""
    return len(_to_remind(survey))


def _to_remind(survey: Mapping[str, Any]) -> list[dict[str, Any]]:
    today = localtime.today().isoformat()
    return db.collection(INVITATIONS).find(
        {"survey_id": survey["_id"], "answered": False},
        where={"reminded": {"$ne": today}, "sent": {"$ne": today}},
    )


def _not_marked(survey: Mapping[str, Any], today: str) -> list[dict[str, Any]]:
    """All who are invited: without names the day of a reminder must not tell who had answered."""
    return db.collection(INVITATIONS).find(
        {"survey_id": survey["_id"]}, where={"reminded": {"$ne": today}, "sent": {"$ne": today}}
    )


def remind(survey: Survey, address: Address, *, actor: Actor) -> int:
    """Remind by mail those who are not marked as answered; gives how many.

    Nobody is reminded twice on one day, so a retry sends nothing again.
    """
    require_inviting(survey)
    today = localtime.today().isoformat()
    rows = _to_remind(survey) if survey["mode"] in NAMED_MODES else _not_marked(survey, today)
    secrets.SystemRandom().shuffle(rows)
    count = 0
    for batch in chunks(rows, TOGETHER):
        people = reach.find_many([row["person_id"] for row in batch], actor=actor)
        count += _remind(survey, batch, people, address, today, actor)
    return count


@db.atomic
def _remind(
    survey: Survey,
    rows: Sequence[Mapping[str, Any]],
    people: Mapping[str, Mapping[str, Any]],
    address: Address,
    today: str,
    actor: Actor,
) -> int:
    done: list[str] = []
    named = survey["mode"] in NAMED_MODES
    for row in rows:
        person = people.get(row["person_id"])
        if row["answered"] or person is None:
            continue
        if person.get("do_not_contact") or not email_of(person):
            continue
        link = ""
        if named:
            code = renew(survey, row)
            link = address(code)
            _mark([tokens.roster_id(code)], today)
        mail.queue(email_of(person), *wording.reminder(survey, person, link))
        done.append(person["_id"])
    if not named:
        _mark([row["_id"] for row in rows], today)
    if done:
        who = done if named else ()
        audit.record(actor, "remind", "survey", survey["_id"], people=who)
    return len(done)


def _mark(ids: list[str], today: str) -> None:
    db.collection(INVITATIONS).update_many({"_id": {"$in": ids}}, {"$set": {"reminded": today}})
