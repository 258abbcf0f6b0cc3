"""Recount: what the counters should be, from the records; comparing and repairing."""

from collections import Counter
from collections.abc import Iterator

from crm import db
from plugins.campaigns.service import counters, turnout
from plugins.campaigns.service.counters import Totals


def _records(campaign_id: str) -> Iterator[Totals]:
    here = {"campaign_id": campaign_id}
    for member in db.collection("campaigns_members").find(here):
        yield counters.of_member(member)
    for contact in db.collection("campaigns_contacts").find(here):
        yield counters.of_contact(contact)
    for change in db.collection("campaigns_assessments").find(here):
        yield counters.of_change(change)
    for row in db.collection("campaigns_turnout").find(here):
        yield turnout.of_row(row)


def counted(campaign_id: str) -> Totals:
    """The counters of a campaign as its records give them, zeros left out."""
    totals = counters.add(_records(campaign_id))
    plain = {k: Counter({n: v for n, v in c.items() if v}) for k, c in totals.items()}
    return {k: c for k, c in plain.items() if c}


@db.atomic
def differences(campaign_id: str, *, repair: bool = False) -> list[str]:
    """One line per counter that is off; with `repair` they are set right."""
    kept, right = counters.stored(campaign_id), counted(campaign_id)
    off = {k: right.get(k, Counter()) for k in {*kept, *right} if kept.get(k) != right.get(k)}
    if repair:
        counters.apply(counters.difference([kept], [right]))
    return [
        f"{kind} {key.replace(counters.SEP, ' / ')}: "
        f"stored {dict(kept.get((cid, kind, key), {}))}, counted {dict(values)}"
        for (cid, kind, key), values in sorted(off.items())
    ]


def all_campaigns(repair: bool) -> list[str]:
    """Recount every campaign of the current local; a line per difference."""
    lines = []
    for status in ("open", "closed"):
        for campaign in db.collection("campaigns_campaigns").find({"status": status}):
            found = differences(campaign["_id"], repair=repair)
            lines += [f"{campaign['name']}: {line}" for line in found]
    return lines
