"""Reminding those who promised to come: a text to copy, and mail where people agreed to it.

The text names the event, never other workers. Mail goes through the outbox, only to addresses
whose owners said yes to mail, and only where a mail server is set up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_date

from crm import audit, db, mail
from crm.errors import Conflict
from crm.i18n import _
from crm.people import reach
from crm.tenancy import Actor
from plugins.campaigns.service import turnout, turnoutlist
from plugins.campaigns.service.events import Event, at_the_door, get_event, is_over, span


@dataclass
class Mailed:
    """Counts: mails put into the outbox, and people left for a call and why."""

    queued: int = 0
    no_consent: int = 0
    """No address, or nobody has asked them whether mail is welcome."""


def text(event: Event) -> str:
    """What to say or send: title, day, time and place."""
    begin, _end = span(event)
    when = f"{format_date(begin.date(), 'full')}, {event['start']}"
    place = f"\n{event['place']}" if event["place"] else ""
    return str(
        _(
            "A reminder: %(title)s\n%(when)s%(place)s\nCan we still count on you?",
            title=event["title"],
            when=when,
            place=place,
        )
    )


def _address(person: dict[str, Any]) -> str:
    """The first address whose owner said yes to mail and that is not known to be bad."""
    for entry in person.get("emails") or ():
        if entry.get("consent") == "yes" and entry.get("good") is not False:
            return str(entry["address"])
    return ""


def by_mail(campaign_id: str, event_id: str, *, actor: Actor) -> Mailed:
    """Queue a reminder for everybody who promised, was not reminded and agreed to mail.

    Raises Conflict where no mail server is set up, or the event is over or called off.
    """
    campaign, event = get_event(campaign_id, event_id, actor=actor)
    if not mail.configured():
        raise Conflict(_("No mail server is set up: call, or copy the text."))
    if event["status"] != "planned" or is_over(event):
        raise Conflict(_("This event is over or called off."))
    found = Mailed()
    rows = turnoutlist.to_remind(campaign, event, actor=actor)
    ids = [row["person_id"] for row in rows]
    known = reach.find_many(ids, actor=at_the_door(event, actor))
    sent: list[tuple[dict[str, Any], str]] = []
    for row in rows:
        person = known.get(row["person_id"])
        address = _address(person) if person and not person.get("do_not_contact") else ""
        if address:
            sent.append((row, address))
        else:
            found.no_consent += 1
    for row, address in sent:
        found.queued += _queue(event, row, address, actor)
    return found


@db.atomic
def _queue(event: Event, row: dict[str, Any], address: str, actor: Actor) -> int:
    """One reminder into the outbox, noted on the row in the same transaction."""
    stored = db.collection("campaigns_turnout").get(row["_id"])
    if stored is None or stored["reminded"]:
        return 0
    turnout.save(stored, {**stored, "reminded": "mail", "reminded_at": db.now()})
    mail.queue(address, event["title"], text(event))
    audit.record(actor, "remind", "turnout", row["_id"], people=[row["person_id"]])
    return 1


def ways(rows: Sequence[dict[str, Any]], event: Event, *, actor: Actor) -> dict[str, Any]:
    """Phone numbers and consent of those to be reminded, by person."""
    known = reach.find_many(
        [row["person_id"] for row in rows],
        actor=at_the_door(event, actor),
        fields=("phones", "emails", "do_not_contact"),
    )
    found = {}
    for person_id, person in known.items():
        good = [p for p in person.get("phones") or () if p.get("good") is not False]
        texts = next((p["number"] for p in good if p.get("texts") == "yes"), "")
        first = good[0]["number"] if good else ""
        found[person_id] = {"phone": first, "texts": texts, "mail": _address(person)}
    return found
