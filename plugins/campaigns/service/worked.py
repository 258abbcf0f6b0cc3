"""What each person of a unit worked for its employer: from day records and from their jobs.

A day record (`campaigns_stints`: campaign_id, person_id, production, day, hours or None,
head, import_id, at, by) comes from one sheet; a day on several sheets counts once, and one of a
crew list without a day ('') counts for nothing. A
job on the person's page counts where it names this employer, or none; where day records say as
much about the same production, they count instead.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crm import db
from crm.queryshape import chunks
from crm.values import fold
from plugins.campaigns.eligibility.work import Work
from plugins.campaigns.service.campaigns import Campaign

Stint = dict[str, Any]


def stints(campaign_id: str, first: str = "", last: str = "9999") -> list[Stint]:
    """The day records of a campaign between two days, the earliest first."""
    span = {"campaign_id": campaign_id, "day": {"$gte": first, "$lte": last}}
    return db.collection("campaigns_stints").find(span, sort=[("day", 1), ("_id", 1)])


def stints_of(campaign_id: str, person_ids: Iterable[str], first: str, last: str) -> list[Stint]:
    """The day records of some people between two days."""
    where = {"campaign_id": campaign_id, "day": {"$gte": first, "$lte": last}}
    stored, found = db.collection("campaigns_stints"), list[Stint]()
    for batch in chunks(person_ids):
        found += stored.find({"person_id": {"$in": batch}}, where=where)
    return found


def days_of(records: Iterable[Stint]) -> list[Stint]:
    """One record per person, production and day: of several, the one with the most hours."""
    best: dict[tuple[str, str, str], Stint] = {}
    for record in records:
        key = (record["person_id"], fold(record["production"]), record["day"])
        if key not in best or (record["hours"] or 0) > (best[key]["hours"] or 0):
            best[key] = record
    return list(best.values())


def by_person(
    campaign: Campaign, person_ids: Iterable[str], records: Iterable[Stint]
) -> dict[str, list[Work]]:
    """The work of each of these people; [] for whom nothing is known."""
    mine: dict[str, list[Stint]] = defaultdict(list)
    for record in days_of(r for r in records if r["day"]):
        mine[record["person_id"]].append(record)
    found: dict[str, list[Work]] = {}
    for batch in chunks(person_ids):
        people = db.collection("people").find({"_id": {"$in": batch}}, fields=["employments"])
        jobs = {p["_id"]: _jobs(campaign, p.get("employments") or ()) for p in people}
        found |= {i: _joined(mine[i], jobs.get(i, [])) for i in batch}
    return found


def _jobs(campaign: Campaign, employments: Iterable[Mapping[str, Any]]) -> list[Work]:
    """The jobs that can be at this employer."""
    employer = fold(campaign["employer"])
    sites = {fold(place["name"]) for place in campaign["worksites"]}
    found = []
    for job in employments:
        named, site = fold(job.get("employer") or ""), fold(job.get("worksite") or "")
        if not employer or not named or named == employer or site in sites:
            start, end = _day(job.get("start")), _day(job.get("end"))
            work = Work(site, start, end, job.get("days"), job.get("hours"))
            found.append(work)
    return found


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _joined(records: list[Stint], jobs: list[Work]) -> list[Work]:
    """Day records and jobs without counting the same production twice: what says more counts."""
    by_production: dict[str, list[Work]] = defaultdict(list)
    seen: set[str] = set()
    for record in sorted(records, key=lambda r: (r["day"], r["_id"])):
        day = date.fromisoformat(record["day"])
        days = 0 if record["day"] in seen else 1  # two productions on a day are still one day
        seen.add(record["day"])
        work = Work(fold(record["production"]), day, day, days, record["hours"])
        by_production[work.production].append(work)
    left = [job for job in jobs if not _told(job, by_production)]
    replaced = {job.production for job in left}
    kept = [w for name, works in by_production.items() if name not in replaced for w in works]
    return kept + left


def _told(job: Work, known: Mapping[str, list[Work]]) -> bool:
    """Whether the day records say at least as much as this job, or the job says nothing."""
    works = known.get(job.production)
    if works is None:
        return bool(known) and not job.production and job.days is None and job.hours is None
    hours, days = sum(w.hours or 0 for w in works), sum(w.days or 0 for w in works)
    return (job.hours or 0) <= hours and (job.days or 0) <= days
