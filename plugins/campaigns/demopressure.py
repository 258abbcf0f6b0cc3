"""Fictional pressure on a campaign: incidents on the retaliation log, work-changes, a few tasks."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from crm import db, localtime
from crm.demo import generator, writing
from crm.tenancy import system_actor
from crm.workplaces import changes
from crm.workplaces.changeforms import WorkChangeForm
from plugins.campaigns.service import tasks
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member

INCIDENTS = (
    (-160, "interrogation", "Asked in the kitchen who goes to the meetings.", "line producer", 1),
    (-61, "threat", "Said a union would send the work to another city.", "head of studio", 0),
    (-24, "hours", "Taken off Saturdays the week after the cards went round.", "supervisor", 3),
    (-9, "recall", "Not called back for the second block; the others were.", "line producer", 2),
)
"""Days from today, kind, what, by whom, how many people it was done to."""
CHANGES = (
    (-140, "Rotomatic", "Paintless", "First pass of roto and clean-up", "Roto artist",
     ("replaces", "fewer"), ("finishing",), ("substituted",), ("notice", "displacement")),
    (-95, "Talkback", "Vox Lumen", "Scratch dialogue for previs", "Previs artist",
     ("assists",), ("voice",), ("input",), ("consent", "data")),
    (-40, "Shotfill", "Paintless", "Background plates from text", "Matte painter",
     ("replaces", "retitles"), ("image",), ("substituted", "supervises"), ("consult", "credit")),
    (-12, "Crewcast", "Slate Nine", "Who is called, by a score", "Compositor",
     ("fewer",), ("management",), ("none",), ("notice", "consult")),
)  # fmt: skip
TASKS = (
    (-2, "Bring the walk list back from the night shift", ""),
    (0, "Find a number that works", "person"),
    (4, "Ask for the room for the rally", ""),
    (6, "Sit down with her before the committee", "person"),
)


def fill(campaign: Campaign, members: Sequence[Member]) -> None:
    """Store all of it; harmless to repeat."""
    random = Random(f"pressure on {campaign['_id']}")  # noqa: S311 - fiction, no secret
    team = [m["account_id"] for m in campaign["team"]]
    _incidents(campaign, members, team[0], random)
    if campaign["workplace_id"]:
        _changes(campaign, random)
    _tasks(campaign, members, team, random)


def _day(days: int) -> str:
    return (localtime.today() + timedelta(days=days)).isoformat()


def _stamp(days: int, by: str, random: Random) -> dict[str, object]:
    moment = db.now() + timedelta(days=min(days, 0))
    return {"_id": generator.new_id(random), "created_at": moment, "created_by": by, "version": 1}


def _incidents(campaign: Campaign, members: Sequence[Member], by: str, random: Random) -> None:
    signers = [m["person_id"] for m in members if m["card"]["state"] == "signed"]
    everybody = [m["person_id"] for m in members]
    found = []
    for days, kind, what, supervisor, n in INCIDENTS:
        people = random.sample(signers or everybody, min(n, len(signers or everybody)))
        values = {"kind": kind, "day": _day(days), "what": what, "supervisor": supervisor,
                  "people": people, "witness": "", "evidence": "", "state": "open",
                  "filed_on": "", "case": ""}  # fmt: skip
        found.append({**_stamp(days, by, random), "campaign_id": campaign["_id"], **values})
    writing.insert_missing("campaigns_incidents", found)


def _changes(campaign: Campaign, random: Random) -> None:
    actor = system_actor("workplaces.log_changes")
    for days, tool, vendor, task, job, effects, kinds, relations, clauses in CHANGES:
        values = {"workplace_id": campaign["workplace_id"], "day": _day(days), "tool": tool,
                  "vendor": vendor, "kinds": list(kinds), "relations": list(relations),
                  "task": task, "job_class": job, "effects": list(effects),
                  "clauses": list(clauses)}  # fmt: skip
        found_id = generator.new_id(random)
        if db.collection("work_changes").get(found_id) is None:
            loaded = WorkChangeForm().load(values)
            changes.record_change(loaded, actor=actor, change_id=found_id)


def _tasks(
    campaign: Campaign, members: Sequence[Member], team: Sequence[str], random: Random
) -> None:
    found: list[tasks.Task] = []
    for owner in team:
        mine = [m["person_id"] for m in members if m["organizer"] == owner]
        for days, title, about in TASKS:
            person = random.choice(mine) if about and mine else ""
            if about and not person:
                continue
            values = {"person_id": person, "title": title, "note": "", "due": _day(days),
                      "owner": owner, "state": "open", "done_at": None, "done_by": ""}  # fmt: skip
            found.append({**_stamp(-5, team[0], random), "campaign_id": campaign["_id"], **values})
    writing.insert_missing("campaigns_tasks", found)
