"""Fictional campaigns: units, contacts over weeks, assessments, cards, a committee.

Documents are built with the plugin's own pure functions and back-dated, stored in bulk, and the
counters set from them by a recount. Also used for measuring speed (`bench`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from crm import db, localtime
from crm.demo import generator, writing
from crm.demo.wordlists import NOTES
from crm.people import service as people
from crm.plugin import Demo
from crm.tenancy import system_actor
from plugins.campaigns import (
    demoborder,
    demoevents,
    demoflip,
    demolooks,
    demopressure,
    demoproof,
    settings,
)
from plugins.campaigns.demostory import SHOP, YOUNG, Plan
from plugins.campaigns.schemas import CampaignForm
from plugins.campaigns.service import campaigns, cards, contacts, recount, unit
from plugins.campaigns.service import turf as turfs
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.contacts import Contact
from plugins.campaigns.service.unit import Member
from plugins.campaigns.words import UNANSWERED

Person = Mapping[str, Any]
RESULTS = ("talked", "no-answer", "left-message", "call-back", "refused", "wrong-number")
RESULT_WEIGHTS = (48, 26, 14, 6, 4, 2)
KINDS = ("one-on-one", "phone", "door", "text", "meeting")
LATE = timedelta(days=5)
"""Follow-ups that are overdue for longer have been cleared."""
STEPS = 4
WITNESSES = ("D. Marsh", "P. Okafor", "L. Tran", "")
UNIT = (
    "All regular full-time and part-time artists, technical directors, coordinators and editors "
    "of the studio and the annex, whatever their show; no supervisors as the Act defines them."
)
KEY_DATES = (
    (-70, "First card signed"),
    (9, "Rally at the fountain"),
    (16, "Crunch of show 2 ends"),
)
TURF = 35
"""People in one turf of the demo."""
LEVELS = (1, 2, 3, 4, 5)


@dataclass
class Records:
    """What a campaign consists of besides itself."""

    members: list[Member]
    contacts: list[Contact]
    changes: list[dict[str, Any]]
    cards: list[dict[str, Any]] = field(default_factory=list)


def load(demo: Demo) -> None:
    """The demo's campaigns: one close to filing, one that has just begun, one across a border."""
    for number, (data, plan) in enumerate(_campaigns()):
        tell = partial(_tell, demo.progress, number * STEPS)
        _campaign(demo, data, plan, tell)
    _across_the_border(demo)
    _tell(demo.progress, 2 * STEPS, STEPS)


def _campaigns() -> tuple[tuple[Mapping[str, Any], Plan], ...]:
    shop = {
        "name": "Paper lantern",
        "employer": "Marmalade Sky Effects",
        "stage": "cards",
        "filing_date": _day(30),
        "vote_date": _day(30 + 42),
        "size": 612,
        "size_source": "employer",
        "size_date": _day(-9),
        "unit_definition": UNIT,
    }
    young = {"name": "Night shift", "employer": "Quillfeather Pictures", "size": 110}
    return ((shop, SHOP), ({**young, "stage": "building"}, YOUNG))


def _tell(progress: Callable[[int, int], None], before: int, steps: int) -> None:
    progress(before + steps, 3 * STEPS)


def _day(offset: int) -> str:
    return (localtime.today() + timedelta(days=offset)).isoformat()


def _campaign(demo: Demo, data: Mapping[str, Any], plan: Plan, tell: Callable[[int], None]) -> None:
    """One campaign over everybody at its employer, its team and turf."""
    organizers = [demo.accounts["organizer"], demo.accounts["organizer-2"]]
    found, everybody, records = _begun(demo, data, plan, organizers, demo.random)
    demoproof.add(found, records.members, records.changes, localtime.today())
    tell(1)
    _give_turf(found, records, organizers)
    tell(2)
    demoevents.fill(found, records.members)
    if found["filing_date"]:
        demopressure.fill(found, records.members)
    else:
        demoflip.fill(found, records.members, demo.accounts["lead"], everybody)
    store(found["_id"], records)
    demolooks.fill(found, records, [demo.accounts["lead"], demo.accounts["leadership"]])
    tell(STEPS)


def _across_the_border(demo: Demo) -> None:
    organizers, random = [demo.accounts["organizer-2"]], generator.random_for("across", "border")
    data, plan = demoborder.BORDER, demoborder.PLAN
    found, _people, records = _begun(demo, data, plan, organizers, random)
    _give_turf(found, records, organizers)
    store(found["_id"], records)
    demoborder.fill(found, records.members, demo.accounts["lead"])


def _begun(
    demo: Demo, data: Mapping[str, Any], plan: Plan, organizers: Sequence[str], random: Random
) -> tuple[Campaign, list[Person], Records]:
    """The campaign, everybody at its employer, and what was done there; only it is stored."""
    found = open_campaign(data, demo.accounts["lead"], organizers, random)
    everybody = [p for p in demo.people if p["employments"][0]["employer"] == data["employer"]]
    return found, everybody, build(found, everybody, organizers, plan, random)


def _give_turf(campaign: Campaign, records: Records, organizers: Sequence[str]) -> None:
    whole = campaigns.scope_of(campaign["_id"])
    for organizer in organizers:
        mine = [m["person_id"] for m in records.members if m["organizer"] == organizer]
        people.give_scope(mine, whole, campaigns.turf_of(campaign["_id"], organizer))


def open_campaign(
    data: Mapping[str, Any], lead: str, organizers: Sequence[str], random: Random
) -> Campaign:
    """A campaign with its team, made or (where loading was interrupted) found."""
    actor = system_actor("campaigns.edit", "people.see_all")
    campaign_id = generator.new_id(random)
    found = db.collection("campaigns_campaigns").get(campaign_id)
    if found is None:
        form = CampaignForm().load({"jurisdiction": "US-NLRA", **data})
        found = campaigns.open_campaign(form, actor=actor, campaign_id=campaign_id)
        found = _with_dates(found) if data.get("filing_date") else found
    for account_id, role in ((lead, "lead"), *((who, "organizer") for who in organizers)):
        if all(m["account_id"] != account_id for m in found["team"]):
            found = campaigns.set_team(campaign_id, account_id, role, actor=actor)
    return found


def _with_dates(campaign: Campaign) -> Campaign:
    """Key dates of the campaign's own."""
    dates = [
        {"id": f"{campaign['_id']}{n}", "name": name, "on": _day(days)}
        for n, (days, name) in enumerate(KEY_DATES)
    ]
    change = {"$set": {"key_dates": dates}}
    db.collection("campaigns_campaigns").update({"_id": campaign["_id"]}, change)
    return {**campaign, "key_dates": dates}


def turf(everybody: Sequence[Person], organizers: Sequence[str]) -> dict[str, str]:
    """Who answers for each person: each organizer for people who stand together in the list."""
    size = max(-(-len(everybody) // max(len(organizers), 1)), 1)
    return {p["_id"]: organizers[n // size] for n, p in enumerate(everybody)}


def build(
    campaign: Campaign,
    everybody: Sequence[Person],
    organizers: Sequence[str],
    plan: Plan,
    random: Random,
) -> Records:
    """Everything a campaign's unit would hold after `plan`; nothing is stored."""
    morning = localtime.begin(localtime.today())
    begin = morning - timedelta(weeks=plan.weeks)
    by_person = turf(everybody, organizers)
    times: dict[str, list[datetime]] = {person["_id"]: [] for person in everybody}
    whom = [person["_id"] for person in everybody if random.random() < _chance(person, plan)]
    for _number in range(plan.contacts if whom else 0):
        moment = begin + timedelta(minutes=plan.minute(random))
        times[random.choice(whom)].append(moment)
    records = Records([], [], [])
    for person in everybody:
        fields = {"organizer": by_person[person["_id"]], "added_at": begin}
        member = unit.new_member(campaign["_id"], person, **fields)
        for moment in sorted(times[person["_id"]]):
            member = _contacted(records, member, moment, plan, random)
        records.members.append(_signed(records, member, localtime.day_of(morning), plan, random))
    return records


def _chance(person: Person, plan: Plan) -> float:
    facets = person.get("facets") or person["employments"][0]
    return plan.chance(facets.get("department", ""), facets.get("shift", ""))


def _contacted(
    records: Records, member: Member, moment: datetime, plan: Plan, random: Random
) -> Member:
    """The member after one contact at `moment`; the contact and its change go to `records`."""
    contact = _contact(member, moment, plan, random)
    after = contacts.applied(member, contact)
    records.contacts.append(contact)
    if contact["assessment"] is not None:
        change = contacts.of_contact(member, after, contact)
        records.changes.append({**change, "at": moment})
    return after


def _contact(member: Member, moment: datetime, plan: Plan, random: Random) -> Contact:
    result = random.choices(RESULTS, RESULT_WEIGHTS)[0]
    talked = result == "talked"
    week = plan.weeks - 1 - (db.now() - moment).days // 7
    level = _level(member, plan, week, random) if talked and random.random() < 0.75 else None
    options = settings.current()
    return {
        "_id": generator.new_id(random),
        "campaign_id": member["campaign_id"],
        "person_id": member["person_id"],
        "kind": random.choice(KINDS) if talked else "phone",
        "result": result,
        "assessment": level,
        "provenance": random.choice(("opinion", "stated", "stated")),
        "issues": random.sample(options["issues"], random.randint(1, 2)) if talked else [],
        "ask": random.choice(options["asks"]) if talked and random.random() < 0.5 else "",
        "answer": random.choice(("yes", "maybe", "no")) if talked and random.random() < 0.4 else "",
        "follow_up": _follow_up(result, member, localtime.day_of(moment), random),
        "note": random.choice(NOTES) if talked and random.random() < 0.5 else "",
        "at": moment,
        "by": member["organizer"],
        "before": {name: member.get(name) for name in contacts.TOUCHED},
        "undone": False,
        "version": 1,
    }


def _level(member: Member, plan: Plan, week: int, random: Random) -> int:
    """A first assessment as the plan weighs them; later ones stay or move as the week went."""
    if not member["assessment"]:
        return random.choices(LEVELS, plan.first_levels(member["facets"]["department"]))[0]
    moved = member["assessment"] + random.choice(plan.moods.get(week, plan.steady))
    return min(max(moved, 1), 5)


def _follow_up(result: str, member: Member, day: date, random: Random) -> str:
    if result in UNANSWERED:
        return settings.next_try(member["attempts"] + 1, day, settings.current()["again_after"])
    if random.random() < 0.4:
        return (day + timedelta(days=random.randint(2, 28))).isoformat()
    return ""


def _signed(records: Records, member: Member, today: date, plan: Plan, random: Random) -> Member:
    """Cards and the committee come from those who are for it; old follow-ups are cleared."""
    after = {**member, "leader": random.random() < 0.06}
    if member["follow_up"] < (today - LATE).isoformat():
        after["follow_up"] = ""
    if member["assessment"] in {1, 2} and random.random() < plan.cards:
        after = _carded(records, after, today, plan, random)
    if member["assessment"] == 1 and member["facets"]["department"] not in plan.bare:
        after["committee"] = random.random() < plan.committee * 4
    return after


def _carded(records: Records, member: Member, today: date, plan: Plan, random: Random) -> Member:
    """A card signed some time ago, one in ten on a phone, and the proof that it is."""
    day = today - timedelta(days=plan.signed_days_ago(random))
    values: dict[str, Any] = {
        "_id": generator.new_id(random),
        "signed_on": day.isoformat(),
        "witness": random.choice(WITNESSES),
        "language": random.choice(("English", "English", "English", "Spanish")),
        "recorded_at": localtime.noon(day),
    }
    who = (member["campaign_id"], member["person_id"], member["organizer"])
    card = cards.new_card(*who, **values)
    after, change = cards.carried(member, card)
    records.cards.append(card)
    records.changes.append({**change, "_id": f"{card['_id']}p", "at": localtime.noon(day)})
    return after


def _turfs(campaign_id: str, members: Sequence[Member]) -> list[dict[str, Any]]:
    """Turf of about TURF people for each organizer, whole departments together; members get it."""
    made = []
    for place, organizer in enumerate(sorted({m["organizer"] for m in members} - {""})):
        mine = [m for m in members if m["organizer"] == organizer]
        mine.sort(key=lambda m: (m["facets"]["department"], m["facets"]["shift"], m["person_id"]))
        for number, start in enumerate(range(0, len(mine), TURF)):
            part = mine[start : start + TURF]
            first, last = part[0]["facets"]["department"], part[-1]["facets"]["department"]
            name = first if first == last else f"{first} to {last}"
            fixed = f"{campaign_id}-{place}-{number}"
            made.append(turfs.new_turf(campaign_id, name or "Turf", organizer, _id=fixed))
            for member in part:
                member["turf_id"] = fixed
    return made


def store(campaign_id: str, records: Records) -> None:
    """Write what is missing, in bulk, and set the counters from it."""
    writing.insert_missing("campaigns_turfs", _turfs(campaign_id, records.members))
    writing.insert_missing("campaigns_members", records.members)
    writing.insert_missing("campaigns_contacts", records.contacts)
    writing.insert_missing("campaigns_assessments", records.changes)
    writing.insert_missing("campaigns_cards", records.cards)
    recount.differences(campaign_id, repair=True)
