"""Structure tests: a public ask with a headcount goal that proves support and finds the holes.

A test has tiers of commitment, the strongest first; the first `proving` of them are done in
public and prove support. Who took part is kept on the member (`tests`: test id -> tier, when, by
whom), so that the counters by cell and by leader follow wherever the person moves.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm import audit, db, localtime
from crm.days import HAPPENED
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import assessments, cells, counters, history, keyed, unit
from plugins.campaigns.service.campaigns import Campaign, get_campaign, require_lead
from plugins.campaigns.service.counters import SEP
from plugins.campaigns.service.unit import Member

Test = dict[str, Any]
FIELDS = ("name", "ask", "goal", "opens", "closes", "tiers", "proving")


def _checked(data: Mapping[str, Any]) -> Test:
    fields = {name: data[name] for name in FIELDS}
    if fields["closes"] < fields["opens"]:
        raise Invalid({"closes": [_("It cannot end before it begins.")]})
    if fields["proving"] > len(fields["tiers"]):
        raise Invalid({"proving": [_("There are not so many tiers.")]})
    return fields


@db.atomic
def make(campaign_id: str, data: Mapping[str, Any], *, actor: Actor) -> Test:
    """A new test from data shaped by TestForm; only who leads the campaign makes one.

    With a `key` in the data, the same one gives the test that is there already.
    """
    require_lead(get_campaign(campaign_id, actor=actor), actor)
    test_id = keyed.id_of("test", data.get("key", ""), actor)
    there = keyed.there("campaigns_tests", test_id, campaign_id)
    if there is not None:
        return there
    test = {"_id": test_id, "campaign_id": campaign_id, **_checked(data), "version": 1}
    test |= {"created_at": db.now(), "created_by": actor.account_id}
    db.collection("campaigns_tests").insert(test)
    audit.record(actor, "create", "test", test_id, fields=list(FIELDS))
    return test


@db.atomic
def change(test_id: str, version: int, data: Mapping[str, Any], *, actor: Actor) -> Test:
    """Change a test read at `version`; a tier that somebody stands at cannot go."""
    campaign, test = get(test_id, actor=actor)
    require_lead(campaign, actor)
    fields = _checked(data)
    reached = max((t for t, n in result(test).tiers.items() if n), default=0)
    if len(fields["tiers"]) < reached:
        raise Invalid({"tiers": [_("People stand at a tier that would go.")]})
    same = {"_id": test_id, "version": version}
    change = {"$set": fields, "$inc": {"version": 1}}
    if not db.collection("campaigns_tests").update(same, change):
        raise Conflict(theirs=test)
    changed = [name for name in FIELDS if test[name] != fields[name]]
    audit.record(actor, "update", "test", test_id, fields=changed)
    return {**test, **fields, "version": version + 1}


def get(test_id: str, *, actor: Actor) -> tuple[Campaign, Test]:
    """A test and its campaign, as far as the actor may know of it; NotFound otherwise."""
    test = db.collection("campaigns_tests").get(test_id)
    if test is None:
        raise NotFound()
    return get_campaign(test["campaign_id"], actor=actor), test


def of_campaign(campaign_id: str) -> list[Test]:
    """The tests of a campaign, the latest first."""
    return db.collection("campaigns_tests").find(
        {"campaign_id": campaign_id}, sort=[("opens", -1), ("_id", -1)]
    )


def last_begun(campaign_id: str) -> Test | None:
    """The latest test of a campaign that has begun; None before the first."""
    today = localtime.today().isoformat()
    return next((test for test in of_campaign(campaign_id) if test["opens"] <= today), None)


@db.atomic
def take(test_id: str, person_id: str, tier: int, *, actor: Actor, on: str = "") -> Member:
    """Note that a person in reach took part, at a tier (1 is the strongest), on a day (today).

    Taking part again moves them to the other tier. Raises Invalid for a tier or day there is not.
    """
    _campaign, test = get(test_id, actor=actor)
    day = date.fromisoformat(on) if on else localtime.today()
    if not 1 <= tier <= len(test["tiers"]):
        raise Invalid({"tier": [_("This test has no such tier.")]})
    HAPPENED.require(day.isoformat(), "on")
    _campaign, member = unit.get_member(test["campaign_id"], person_id, actor=actor)
    note = {"tier": tier, "on": day.isoformat(), "by": actor.account_id}
    tests = {**member.get("tests", {}), test_id: note}
    saved = _proved({**member, "tests": tests}, member, test, tier, day, actor)
    audit.record(actor, "take", "test", test_id, people=[person_id])
    return saved


def _proved(
    after: Member, before: Member, test: Test, tier: int, day: date, actor: Actor
) -> Member:
    proof, counted = f"test:{test['_id']}", []
    held = before.get("proof") == proof
    if tier <= test["proving"] and not held:
        after, change = assessments.proven(after, proof, day, actor.account_id, test["name"])
        counted += history.write([change])
    elif tier > test["proving"]:
        after, changes = assessments.unproven(after, proof, actor.account_id, test["name"])
        counted += history.write(changes)
    return unit.save(before, after, also=counted)


@db.atomic
def take_back(test_id: str, person_id: str, *, actor: Actor) -> Member:
    """Take somebody's part back: it was a mistake. Without one nothing happens."""
    _campaign, test = get(test_id, actor=actor)
    _campaign, member = unit.get_member(test["campaign_id"], person_id, actor=actor)
    tests = {k: v for k, v in member.get("tests", {}).items() if k != test_id}
    if tests == member.get("tests", {}):
        return member
    after: Member = {**member, "tests": tests}
    after, changes = assessments.unproven(after, f"test:{test_id}", actor.account_id)
    saved = unit.save(member, after, also=history.write(changes))
    audit.record(actor, "take-back", "test", test_id, people=[person_id])
    return saved


@dataclass
class Part:
    """One group of the unit: how many are in it, and how many took part, by tier."""

    row: str
    column: str
    people: int
    tiers: Counter[int]

    @property
    def n(self) -> int:
        """Who took part."""
        return sum(self.tiers.values())


@dataclass
class Result:
    """A test against its goal; `parts` are the cells of the chart, those without anybody too."""

    test: Test
    n: int
    tiers: Counter[int]
    parts: list[Part]

    @property
    def holes(self) -> list[Part]:
        """Cells with people of whom nobody took part."""
        return [part for part in self.parts if part.people and not part.n]

    def by_row(self) -> list[Part]:
        """The cells added up by department."""
        rows: dict[str, Part] = {}
        for part in self.parts:
            row = rows.setdefault(part.row, Part(part.row, "", 0, Counter()))
            row.people += part.people
            row.tiers.update(part.tiers)
        return list(rows.values())


def _tiers(doc: Mapping[str, Any]) -> Counter[int]:
    return Counter({t: doc[f"t{t}"] for t in counters.TIERS if doc.get(f"t{t}")})


def result(test: Test) -> Result:
    """Who took part, by cell of the chart; from counters, nobody is read."""
    prefix = f"{test['_id']}{SEP}"
    span = {"$gte": prefix, "$lt": prefix + "\uffff"}
    campaign_id = test["campaign_id"]
    took = {
        d["key"].removeprefix(prefix): _tiers(d) for d in counters.read(campaign_id, "test", span)
    }
    parts = [
        Part(c.row, c.column, c.n, took.get(f"{c.row}{SEP}{c.column}", Counter()))
        for c in cells.cells(campaign_id)
    ]
    tiers = sum((part.tiers for part in parts), Counter())
    return Result(test, sum(tiers.values()), tiers, parts)


def by_leader(test: Test) -> dict[str, Counter[int]]:
    """Who took part, by the leader they follow (a person's id)."""
    prefix = f"{test['_id']}{SEP}"
    span = {"$gte": prefix, "$lt": prefix + "\uffff"}
    found = counters.read(test["campaign_id"], "testlead", span)
    return {doc["key"].removeprefix(prefix): _tiers(doc) for doc in found}


def compared(test: Test, limit: int = 4) -> list[Result]:
    """This test and the ones before it, the earliest first."""
    tests = of_campaign(test["campaign_id"])
    earlier = [t for t in tests if (t["opens"], t["_id"]) < (test["opens"], test["_id"])]
    return [result(t) for t in reversed([test, *earlier[: limit - 1]])]
