"""Writes that others suggest about a member, by what the member said at some earlier moment."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crm import audit, db, localtime
from crm.errors import Conflict
from crm.formats import day
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns import scale, settings
from plugins.campaigns.service import assessments, contacts, history, tasks, undoing, unit
from plugins.campaigns.words import ANSWERED, SURVEY

Data = Mapping[str, Any]


def _newer(member: Mapping[str, Any], as_of: Any) -> str:
    at = member["assessed_at"]
    if at is None or at <= as_of:
        return ""
    level = member["assessment"]
    said = f"{scale.digit(level)} {settings.label(level)}" if level else str(_("not assessed"))
    return str(_("Assessed since, on %(day)s: %(level)s.", day=day(at), level=said))


def newer(data: Data, *, actor: Actor) -> str:
    """What the member was assessed as after the moment of `data`; "" where nothing is newer."""
    _campaign, member = unit.get_member(data["campaign_id"], data["person_id"], actor=actor)
    return _newer(member, data["as_of"])


@db.atomic
def assess(data: Data, *, actor: Actor) -> dict[str, Any]:
    """Note an assessment as stated then; Conflict where a newer one is there."""
    campaign_id, person_id, level = data["campaign_id"], data["person_id"], data["assessment"]
    _campaign, member = unit.get_member(campaign_id, person_id, actor=actor)
    if said := _newer(member, data["as_of"]):
        raise Conflict(said)
    given = (level, "stated", actor.account_id, data["as_of"])
    after = assessments.applied(member, *given)
    change = history.change(member, after, actor.account_id, why="", given=level,
                            as_of=data["as_of"], provenance="stated")  # fmt: skip
    unit.save(member, after, also=history.write([change]))
    audit.record(actor, "assess", "member", member["_id"], people=[person_id])
    return {"change_id": change["_id"]}


def undo_assess(result: Data, *, actor: Actor) -> None:
    """Take one's own assessment back; Conflict where the member was assessed again since."""
    undoing.undo_assessment(result["change_id"], actor=actor)


def add_task(data: Data, *, actor: Actor) -> dict[str, Any]:
    """Give a task about the member to who answers for them, else to oneself."""
    campaign, member = unit.get_member(data["campaign_id"], data["person_id"], actor=actor)
    team = {one["account_id"] for one in campaign["team"]}
    theirs = member["organizer"] if member["organizer"] in team else ""
    owner = theirs if tasks.may_lead(campaign, actor) and theirs else actor.account_id
    due = (localtime.today() + timedelta(days=data["days"])).isoformat()
    task = {"key": data["key"], "title": data["title"], "due": due, "owner": owner,
            "person_id": data["person_id"], "note": ""}  # fmt: skip
    made = tasks.add_task(data["campaign_id"], task, actor=actor)
    return {"campaign_id": data["campaign_id"], "task_id": made["_id"]}


def undo_task(result: Data, *, actor: Actor) -> None:
    """Remove the task."""
    tasks.set_state(result["campaign_id"], result["task_id"], "removed", actor=actor)


def note_issue(data: Data, *, actor: Actor) -> dict[str, Any]:
    """Note an issue that the member named in a survey: no conversation, so it counts as none."""
    said = {"key": data["key"], "kind": SURVEY, "result": ANSWERED, "issues": [data["issue"]],
            "at": data["as_of"]}  # fmt: skip
    made = contacts.log_contact(data["campaign_id"], data["person_id"], said, actor=actor)
    return {"contact_id": made["_id"]}


def undo_issue(result: Data, *, actor: Actor) -> None:
    """Take the note back."""
    contacts.undo_contact(result["contact_id"], actor=actor)
