"""Leaders, whom people follow, and a structure test of the demo local."""

from datetime import date, timedelta
from random import Random
from typing import Any

from crm import localtime
from crm.demo import writing
from plugins.campaigns import scale
from plugins.campaigns.service import assessments
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member

TESTS = (
    (70, 0.2, "Photo wall", "Put your face on our wall: we work here and we want a say."),
    (16, 0.43, "Open letter", "We ask for notice before any tool does part of our work."),
)
"""Days ago, goal as a part of the unit, name, ask: each bigger than the one before."""
TIERS = ("Signed in public", "Said yes")


def add(
    campaign: Campaign, members: list[Member], changes: list[dict[str, Any]], today: date
) -> None:
    """Give members leaders to follow and let supporters take part in tests; nothing is counted.

    Leaders are followed in their own department, and most of those who follow stand near them.
    """
    random = Random(campaign["_id"])  # noqa: S311 - a story, no secret
    leaders = [m for m in members if m["leader"]]
    places = {_place(m) for m in leaders}
    for number, member in enumerate(members):
        near = [m for m in leaders if _place(m) == _place(member) and m is not member]
        if near and _place(member) in places and random.random() < 0.55:
            members[number] = {**member, "follows": random.choice(near)["person_id"]}
    for days, part, name, ask in TESTS:
        goal = round(part * len(members), -1)
        test = _test(campaign, today - timedelta(days=days), goal, name, ask)
        writing.insert_missing("campaigns_tests", [test])
        _take_part(test, members, changes, random)


def _place(member: Member) -> str:
    return str(member["facets"].get("department") or "")


def _test(campaign: Campaign, day: date, goal: float, name: str, ask: str) -> dict[str, Any]:
    return {
        "_id": f"{campaign['_id']}{day:%m%d}",
        "campaign_id": campaign["_id"],
        "name": name,
        "ask": ask,
        "goal": int(goal),
        "opens": (day - timedelta(days=6)).isoformat(),
        "closes": day.isoformat(),
        "tiers": list(TIERS),
        "proving": 1,
        "version": 1,
        "created_at": localtime.noon(day - timedelta(days=9)),
        "created_by": campaign["created_by"],
    }


def _take_part(
    test: dict[str, Any], members: list[Member], changes: list[dict[str, Any]], random: Random
) -> None:
    support, day = scale.supporting(), date.fromisoformat(test["closes"])
    for number, member in enumerate(members):
        supporter = member["assessment"] in support
        if random.random() > (0.6 if supporter else 0.03):
            continue
        tier = 1 if supporter and random.random() < 0.8 else 2
        note = {"tier": tier, "on": test["closes"], "by": member["organizer"]}
        after = {**member, "tests": {**member["tests"], test["_id"]: note}}
        if tier <= test["proving"]:
            proof = f"test:{test['_id']}"
            after, change = assessments.proven(after, proof, day, member["organizer"], test["name"])
            named = {"_id": f"{test['_id']}{member['person_id']}", "at": localtime.noon(day)}
            changes.append({**change, **named})
        members[number] = after
