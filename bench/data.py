"""Fills a database with a size: locals, accounts, workplaces, people, campaigns, a saved list."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.sizes import CLIENTS, WALL, Size
from crm import db, tenancy
from crm.accounts import passwords
from crm.accounts import service as accounts
from crm.auth import actor_for
from crm.cli import Bar
from crm.demo import generator, writing
from crm.lists import service as lists
from crm.locals import service as local_bodies
from plugins.campaigns import demo, demoflip
from plugins.campaigns.service import campaigns

PASSWORD = "a long phrase for measuring"
PER_WALL, PER_UNIT = 250, 200
"""People one organizer answers for."""


@dataclass
class Place:
    """The local that is measured: who signs in, and what they open."""

    slug: str
    unit: str = ""
    wall: str = ""
    list_id: str = ""
    organizers: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    turf: dict[str, list[str]] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)
    leadership: list[str] = field(default_factory=list)
    queues: dict[str, str] = field(default_factory=dict)
    """The call list of each organizer who is measured."""
    event: str = ""
    test: str = ""
    sheet: str = ""


def email(account_id: str) -> str:
    """What an account of ours signs in with."""
    return f"{account_id}@example.org"


def load(size: Size, name: str) -> Place:
    """Fill the empty database of the current installation; gives the largest local."""
    bar, done = Bar(name), 0
    total = size.people + size.contacts
    hashed = passwords.hash_password(PASSWORD)
    places = []
    for number, count in enumerate(size.split()):
        places.append(_local(f"local-{number}", count, size, hashed, measured=number == 0))
        done += count + size.contacts * count // size.people
        bar(min(done, total), total)
    return places[0]


def _local(slug: str, count: int, size: Size, hashed: str, *, measured: bool) -> Place:
    plugins = [name for name in tenancy.suite().registry.plugins if name != "core"]
    local_bodies.create(slug, f"IATSE {slug} (measured)", plugins=plugins)
    on_wall = min(WALL, count // 4)
    few = max(on_wall // PER_WALL, 1)
    many = max((count - on_wall) // PER_UNIT, CLIENTS if measured else 1)
    place = Place(slug)
    place.leads = _accounts(slug, "lead", CLIENTS if measured else 1, hashed)
    place.leadership = _accounts(slug, "leadership", CLIENTS, hashed) if measured else []
    everybody = _accounts(slug, "organizer", few + many, hashed)
    place.organizers = everybody[few:]
    with tenancy.local_scope(slug):
        drafts = list(generator.people(count, generator.random_for(slug, "people")))
        place.wall = _campaign(place, "wall", drafts[:on_wall], everybody[:few], size)
        place.unit = _campaign(place, "unit", drafts[on_wall:], place.organizers, size)
        if measured:
            from bench import day

            place.list_id = _list(place)
            day.prepare(place)
            place.letters = sorted({d["last_name"][:3].lower() for d in drafts if _plain(d)})
    return place


def _plain(draft: dict[str, str]) -> bool:
    return draft["last_name"][:3].isascii() and draft["last_name"][:3].isalpha()


def _accounts(slug: str, role: str, count: int, hashed: str) -> list[str]:
    blank: dict[str, Any] = {
        "active": True,
        "suite_admin": False,
        "totp": None,
        "recovery": [],
        "theme": "",
    }
    blank |= {"language": "", "created_at": db.now(), "seen_at": None, "password": hashed}
    member = [{"local_id": slug, "roles": [role], "grants": []}]
    ids = [f"{slug}-{role}-{number}" for number in range(count)]
    db.collection("accounts").insert_many(
        {"_id": i, "email": email(i), "name": f"{role.title()} {i}", "memberships": member, **blank}
        for i in ids
    )
    return ids


def _campaign(
    place: Place, name: str, drafts: list[dict], organizers: Sequence[str], size: Size
) -> str:
    """One campaign with its people (in the scopes that go with it), contacts and counters."""
    random = generator.random_for(place.slug, name)
    data = {"name": name, "employer": "Quillfeather Pictures", "stage": "building"}
    campaign = demo.open_campaign(data, place.leads[0], organizers, random)
    for lead in place.leads[1:]:
        actor = tenancy.system_actor("campaigns.edit", "people.see_all")
        campaign = campaigns.set_team(campaign["_id"], lead, "lead", actor=actor)
    turf, whole = demo.turf(drafts, organizers), campaigns.scope_of(campaign["_id"])
    scopes = {i: [whole, campaigns.turf_of(campaign["_id"], who)] for i, who in turf.items()}
    people = writing.insert_people(drafts, actor=tenancy.system_actor(), scopes=scopes)
    plan = demo.Plan(size.contacts * len(drafts) // size.people, cards=0.5, committee=0.1)
    records = demo.build(campaign, people, organizers, plan, random)
    if place.leadership and name == "unit":
        from bench import day

        day.tell(campaign, records)
    demo.store(campaign["_id"], records)
    if name == "wall":
        demoflip.fill(campaign, records.members, place.leads[0], people)
    for person_id, who in turf.items():
        place.turf.setdefault(who, []).append(person_id)
    return str(campaign["_id"])


def _list(place: Place) -> str:
    """A shared list of everybody with one tag, as a lead makes it, refreshed once."""
    suite, lead = tenancy.suite(), accounts.get(place.leads[0])
    actor = actor_for(suite.registry, lead, local_bodies.get(place.slug))
    tree = {"op": "all", "items": [{"filter": "tag", "values": {"tag": "steward"}}]}
    columns = ["phone", "department", "shift", "tags"]
    data = {"name": "Stewards", "shared": True, "columns": columns, "tree": tree}
    list_id = lists.create(data, actor=actor)
    lists.opened(lists.get(list_id, actor=actor))
    return list_id
