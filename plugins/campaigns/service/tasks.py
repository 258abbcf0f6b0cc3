"""Tasks: what an organizer is to do by a day, about a person or about the campaign.

A lead sees all tasks of the campaign; others those they own or gave. A task about a person is
only given to somebody who may see that person.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crm import audit, days, db, localtime, paging
from crm.accounts import service as accounts
from crm.errors import Conflict, Forbidden, Invalid, NotFound
from crm.i18n import _
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.campaigns.service import keyed, unit
from plugins.campaigns.service.campaigns import (
    Campaign,
    get_campaign,
    list_campaigns,
    may_lead,
    require_lead,
)

Task = dict[str, Any]
SIZE = 100
WEEK = timedelta(days=7)


def task_id(key: str, actor: Actor) -> str:
    """The id that makes a form sent twice one task."""
    return keyed.id_of("task", key, actor, length=24)


def may_see(campaign: Campaign, task: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the task is the actor's to see."""
    return may_lead(campaign, actor) or actor.account_id in (task["owner"], task["created_by"])


def get_task(campaign_id: str, found_id: str, *, actor: Actor) -> tuple[Campaign, Task]:
    """A task of a campaign the actor may know of, and may see; NotFound otherwise."""
    campaign = get_campaign(campaign_id, actor=actor)
    task = db.collection("campaigns_tasks").get(found_id)
    if task is None or task["campaign_id"] != campaign_id or not may_see(campaign, task, actor):
        raise NotFound()
    return campaign, task


def _check_owner(
    campaign: Campaign, owner: str, member: Mapping[str, Any] | None, actor: Actor
) -> None:
    """Raise Invalid unless `owner` may be given this task by `actor`."""
    roles = {m["account_id"]: m["role"] for m in campaign["team"]}
    if owner != actor.account_id and not may_lead(campaign, actor):
        raise Invalid({"owner": [_("Only the campaign's lead gives tasks to others.")]})
    if owner not in roles:
        if owner == actor.account_id and actor.sees_all:
            return
        raise Invalid({"owner": [_("Choose somebody of the campaign's team.")]})
    blind = roles[owner] == "organizer" and member is not None and member["organizer"] != owner
    if blind and not _sees_all(owner, actor):
        text = _("They do not see this person: assign the person to them first.")
        raise Invalid({"owner": [text]})


def _sees_all(owner: str, actor: Actor) -> bool:
    return owner == actor.account_id and actor.sees_all


def add_task(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> Task:
    """Give a task from data shaped by TaskForm; the same `key` gives the task there already."""
    found_id = task_id(data["key"], actor)
    there = db.collection("campaigns_tasks").get(found_id)
    if there is not None and there["campaign_id"] == campaign_id:
        return get_task(campaign_id, found_id, actor=actor)[1]
    try:
        return _add(campaign_id, found_id, data, actor)
    except Conflict:
        return get_task(campaign_id, found_id, actor=actor)[1]


@db.atomic
def _add(campaign_id: str, found_id: str, data: Mapping[str, Any], actor: Actor) -> Task:
    campaign = get_campaign(campaign_id, actor=actor)
    member = None
    if data["person_id"]:
        _campaign, member = unit.get_member(campaign_id, data["person_id"], actor=actor)
    _check_owner(campaign, data["owner"], member, actor)
    task = {
        "_id": found_id,
        "campaign_id": campaign_id,
        **{name: data[name] for name in ("person_id", "title", "note", "due", "owner")},
        "state": "open",
        "done_at": None,
        "done_by": "",
        "created_at": db.now(),
        "created_by": actor.account_id,
        "version": 1,
    }
    db.collection("campaigns_tasks").insert(task)
    people = [data["person_id"]] if data["person_id"] else []
    audit.record(actor, "create", "task", found_id, people=people)
    return task


def change_task(
    campaign_id: str, found_id: str, version: int, data: Mapping[str, Any], *, actor: Actor
) -> Task:
    """Change a task read at `version`; Conflict with `theirs` when it has moved on."""
    campaign, task = get_task(campaign_id, found_id, actor=actor)
    if task["version"] != version:
        raise Conflict(theirs=task)
    if data["owner"] != task["owner"]:
        _check_owner(campaign, data["owner"], _member_of(task), actor)
    days.kept_or(days.TO_DO, data["due"], task["due"], "due")
    fields = {name: data[name] for name in ("title", "note", "due", "owner")}
    return _store(task, fields, "update", actor)


def _member_of(task: Mapping[str, Any]) -> dict[str, Any] | None:
    person = task["person_id"]
    return unit.members_of(task["campaign_id"], [person]).get(person) if person else None


def set_state(campaign_id: str, found_id: str, state: str, *, actor: Actor) -> Task:
    """Make a task done, removed, or open again; harmless to repeat."""
    _campaign, task = get_task(campaign_id, found_id, actor=actor)
    if task["state"] == state:
        return task
    done = state == "done"
    fields = {
        "state": state,
        "done_at": db.now() if done else None,
        "done_by": actor.account_id if done else "",
    }
    return _store(task, fields, state, actor)


@db.atomic
def _store(task: Task, fields: Mapping[str, Any], action: str, actor: Actor) -> Task:
    changes = {**fields, "version": task["version"] + 1}
    same = {"_id": task["_id"], "version": task["version"]}
    if not db.collection("campaigns_tasks").update(same, {"$set": changes}):
        raise Conflict(theirs=db.collection("campaigns_tasks").get(task["_id"]))
    people = [task["person_id"]] if task["person_id"] else []
    changed = [k for k, v in changes.items() if task.get(k) != v]
    audit.record(actor, action, "task", task["_id"], fields=changed, people=people)
    return {**task, **changes}


def with_people(tasks: Sequence[Task], campaigns: Mapping[str, Campaign], actor: Actor) -> Any:
    """The tasks, each with its `member` where the actor may see that person (else None)."""
    shown = []
    by_campaign: dict[str, list[str]] = {}
    for task in tasks:
        if task["person_id"]:
            by_campaign.setdefault(task["campaign_id"], []).append(task["person_id"])
    known = {c: unit.members_of(c, people) for c, people in by_campaign.items()}
    for task in tasks:
        campaign = campaigns[task["campaign_id"]]
        member = known.get(task["campaign_id"], {}).get(task["person_id"])
        seen = member is not None and unit.may_see(campaign, member, actor)
        shown.append({**task, "member": member if seen else None, "campaign": campaign})
    return shown


def page(campaign: Campaign, asked: Mapping[str, Any], *, actor: Actor) -> tuple[list[Task], str]:
    """One page of the campaign's tasks by due day, narrowed, and the next page's cursor."""
    where: dict[str, Any] = {}
    if asked.get("owner"):
        where["owner"] = "" if asked["owner"] == "nobody" else asked["owner"]
    if not may_lead(campaign, actor):
        mine = actor.account_id
        where["$or"] = [{"owner": mine}, {"created_by": mine}]
    if asked.get("when") == "overdue":
        where["due"] = {"$lt": localtime.today().isoformat()}
    size = asked.get("limit", SIZE)
    rows = paging.window(
        "campaigns_tasks",
        {"campaign_id": campaign["_id"], "state": asked.get("state") or "open"},
        "due",
        after=paging.read_cursor("campaigns_tasks", asked.get("after", ""), "due"),
        size=size,
        where=where or None,
    )
    after = paging.cursor_of(rows[-1], "due") if len(rows) == size else ""
    return with_people(rows, {campaign["_id"]: campaign}, actor), after


def of_me(*, actor: Actor, today: date) -> list[Task]:
    """The actor's open tasks that are overdue or due within a week, soonest first."""
    until = (today + WEEK).isoformat()
    mine = {"owner": actor.account_id, "state": "open", "due": {"$lte": until}}
    found = db.collection("campaigns_tasks").find(mine, sort=[("due", 1)], limit=SIZE)
    known = {c["_id"]: c for c in list_campaigns(actor=actor)} if found else {}
    shown: list[Task] = with_people([t for t in found if t["campaign_id"] in known], known, actor)
    return shown


def about(person_id: str, *, actor: Actor) -> list[Task]:
    """The open tasks about a person that the actor may see."""
    known = {c["_id"]: c for c in list_campaigns(actor=actor)}
    found = db.collection("campaigns_tasks").find(
        {"person_id": person_id}, where={"state": "open"}, sort=[("due", 1)]
    )
    return [
        {**t, "campaign": known[t["campaign_id"]]}
        for t in found
        if t["campaign_id"] in known and may_see(known[t["campaign_id"]], t, actor)
    ]


def reassign(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> dict[str, int]:
    """Give tasks to another as ReassignForm says; gives counts: tasks, people, unseen.

    `unseen` are tasks about people whom the new owner does not see. Forbidden for all but the
    campaign's lead; Invalid for somebody who is not on its team.
    """
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    if data["owner"] not in {m["account_id"] for m in campaign["team"]}:
        raise Invalid({"owner": [_("Choose somebody of the campaign's team.")]})
    people = 0
    if data["follow_ups"] and data["everything_of"]:
        people = _give_people(campaign, data["everything_of"], data["owner"], actor)
    tasks = _chosen(campaign_id, data)
    for batch in chunks(tasks):
        _give([t for t in batch if t["owner"] != data["owner"]], data["owner"], actor)
    return {"tasks": len(tasks), "people": people, "unseen": _unseen(campaign, tasks, data)}


def _give_people(campaign: Campaign, giver: str, heir: str, actor: Actor) -> int:
    """The members of one organizer, with their follow-ups, go to another."""
    role = next(m["role"] for m in campaign["team"] if m["account_id"] == heir)
    if role == "reader":
        raise Forbidden(_("Who only reads names answers for nobody."))
    mine = {"campaign_id": campaign["_id"], "organizer": giver}
    ids = [m["person_id"] for m in db.collection("campaigns_members").find(mine)]
    return unit.assign(campaign["_id"], ids, heir, actor=actor) if ids else 0


def _chosen(campaign_id: str, data: Mapping[str, Any]) -> list[Task]:
    stored = db.collection("campaigns_tasks")
    found: dict[str, Task] = {}
    for batch in chunks(data["tasks"]):
        found.update((t["_id"], t) for t in stored.find({"_id": {"$in": batch}}))
    if data["everything_of"]:
        giver = "" if data["everything_of"] == "nobody" else data["everything_of"]
        mine = stored.find({"owner": giver, "state": "open"})
        found.update((t["_id"], t) for t in mine)
    return [t for t in found.values() if t["campaign_id"] == campaign_id and t["state"] == "open"]


@db.atomic
def _give(tasks: Sequence[Task], owner: str, actor: Actor) -> None:
    change = {"$set": {"owner": owner}, "$inc": {"version": 1}}
    for task in tasks:
        db.collection("campaigns_tasks").update({"_id": task["_id"]}, change)
        people = [task["person_id"]] if task["person_id"] else []
        audit.record(actor, "assign", "task", task["_id"], fields=["owner"], people=people)


def _unseen(campaign: Campaign, tasks: Sequence[Task], data: Mapping[str, Any]) -> int:
    role = next(m["role"] for m in campaign["team"] if m["account_id"] == data["owner"])
    if role != "organizer":
        return 0
    about_people = [t["person_id"] for t in tasks if t["person_id"]]
    members = unit.members_of(campaign["_id"], about_people)
    seen = {p for p, m in members.items() if m["organizer"] == data["owner"]}
    return sum(person not in seen for person in about_people)


def on_departed(account_id: str, heir_id: str) -> int:
    """Every open task of a leaver goes to the heir ('' to nobody); gives how many."""
    mine = db.collection("campaigns_tasks").find({"owner": account_id, "state": "open"})
    for task in mine:
        change = {"$set": {"owner": heir_id}, "$inc": {"version": 1}}
        db.collection("campaigns_tasks").update({"_id": task["_id"]}, change)
    return len(mine)


def people_with(ids: Sequence[str]) -> set[str]:
    """Those of these people about whom somebody has a task."""
    found = set()
    for batch in chunks(ids):
        tasks = db.collection("campaigns_tasks").find({"person_id": {"$in": batch}})
        found |= {task["person_id"] for task in tasks}
    return found


def team_choices(campaign: Campaign, actor: Actor) -> list[tuple[str, str]]:
    """Whom the actor may give tasks to: the team for a lead, else themselves."""
    names = accounts.names()
    ids = [m["account_id"] for m in campaign["team"]] if may_lead(campaign, actor) else []
    if actor.account_id not in ids:
        ids.insert(0, actor.account_id)
    return [(i, names.get(i, "")) for i in ids]
