"""The calendar feed of an account: its campaigns' events by an address that can be revoked.

A feed holds title, time and place of events, and never the name of a worker. The address's token
is stored as a hash; whoever leaves the local, or whose account is closed, has no feed any more.
"""

import secrets
from datetime import UTC, timedelta
from typing import Any

from icalendar import Calendar, Event

from crm import audit, db, localtime, tenancy
from crm.auth import token_hash
from crm.errors import NotFound
from crm.i18n import _
from crm.lists.membership import account_actor
from crm.tenancy import Actor
from plugins.campaigns.service import events
from plugins.campaigns.service.campaigns import list_campaigns

PURPOSE = "calendar"
LIFE = timedelta(days=366)
BACK, AHEAD = timedelta(days=60), timedelta(days=400)


def feed_of(account_id: str) -> dict[str, Any] | None:
    """The account's feed in the current local, or None."""
    local_id = tenancy.current().local_id
    for link in db.collection("public_links").find({"account_id": account_id}):
        if link["purpose"] == PURPOSE and link["local_id"] == local_id:
            return link
    return None


@db.atomic
def make_feed(*, actor: Actor) -> str:
    """A new feed of the actor's own events; gives the token of its address, shown once.

    An earlier address ends. It works for a year.
    """
    _drop(actor.account_id)
    token, moment = secrets.token_urlsafe(32), db.now()
    db.collection("public_links").insert(
        {
            "_id": token_hash(token),
            "local_id": tenancy.current().local_id,
            "plugin": "campaigns",
            "purpose": PURPOSE,
            "account_id": actor.account_id,
            "created_at": moment,
            "expires_at": moment + LIFE,
        }
    )
    audit.record(actor, "make", "calendar-feed", token_hash(token)[:12])
    return token


@db.atomic
def end_feed(*, actor: Actor) -> bool:
    """End the actor's feed: its address is not there any more. False where there is none."""
    ended = _drop(actor.account_id)
    if ended:
        audit.record(actor, "end", "calendar-feed", actor.account_id)
    return ended


def _drop(account_id: str) -> bool:
    found = feed_of(account_id)
    return bool(found and db.collection("public_links").delete({"_id": found["_id"]}))


def forget_account(account_id: str) -> None:
    """Somebody leaves the local: their feed ends."""
    _drop(account_id)


def ics(link: dict[str, Any]) -> bytes:
    """The feed behind a public link as iCalendar (RFC 5545). NotFound for any other link."""
    owner = account_actor(link.get("account_id", "")) if link["purpose"] == PURPOSE else None
    if owner is None or not owner.can("campaigns.view"):
        raise NotFound()
    calendar = Calendar()
    calendar.add("prodid", "-//Callboard//events//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", str(_("Union events")))
    day = localtime.today()
    first, last = (day - BACK).isoformat(), (day + AHEAD).isoformat()
    for campaign in list_campaigns(actor=owner):
        span = {"campaign_id": campaign["_id"], "day": {"$gte": first, "$lte": last}}
        for event in db.collection("campaigns_events").find(span):
            calendar.add_component(_entry(event))
    written: bytes = calendar.to_ical()
    return written


def _entry(event: events.Event) -> Event:
    """Title, time and place; the id is stable, and says nothing."""
    begin, end = events.span(event)
    entry = Event()
    entry.add("uid", f"{event['_id']}@callboard")
    entry.add("dtstamp", event["created_at"].astimezone(UTC))
    entry.add("sequence", event["version"])
    entry.add("dtstart", begin.astimezone(UTC))
    entry.add("dtend", end.astimezone(UTC))
    entry.add("summary", event["title"])
    if event["place"]:
        entry.add("location", event["place"])
    if event["status"] == "cancelled":
        entry.add("status", "CANCELLED")
    return entry
