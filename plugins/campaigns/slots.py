"""What campaigns put on the core's pages: Today, the person, the dashboard, the timeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template

from crm import localtime
from crm.accounts import service as accounts
from crm.tenancy import Actor
from plugins.campaigns import scale, settings, words
from plugins.campaigns.service import (
    assessments,
    campaigns,
    contacts,
    events,
    numbers,
    turnoutlist,
    turnoutnumbers,
    unit,
)
from plugins.campaigns.service import today as todays
from plugins.campaigns.views.blueprint import form_key


def _render(template: str, **context: Any) -> str:
    return render_template(
        f"campaigns/{template}",
        form_key=form_key,
        level_label=settings.label,
        digit=scale.digit,
        support_name=scale.support_name,
        is_old=assessments.is_old,
        words=words,
        word=words.word,
        account_names=accounts.names(),
        **context,
    )


def today(*, actor: Actor) -> str:
    """Due follow-ups, own people by need, what others did on them."""
    found = todays.today(actor=actor)
    return "" if found.is_empty else _render("today.html", today=found)


def person(*, actor: Actor, person: Mapping[str, Any]) -> str:
    """The person's place in each campaign in reach, and campaigns they could be added to."""
    known = {c["_id"]: c for c in campaigns.list_campaigns(actor=actor)}
    members = [
        m
        for m in unit.of_person(person["_id"])
        if m["campaign_id"] in known and unit.may_see(known[m["campaign_id"]], m, actor)
    ]
    inside = {m["campaign_id"] for m in members}
    addable = [c for c in known.values() if c["_id"] not in inside and _may_add(c, actor)]
    return _render("person.html", members=members, campaigns=known, addable=addable, person=person)


def _may_add(campaign: Mapping[str, Any], actor: Actor) -> bool:
    role = campaigns.role_of(campaign, actor)
    return actor.can("campaigns.log") and (actor.sees_all or role in {"lead", "organizer"})


def workplace(*, actor: Actor, workplace: Mapping[str, Any]) -> str:
    """The campaigns at an employer or worksite, and the way to a new one."""
    found = campaigns.at_workplace(workplace["_id"], actor=actor)
    return _render("workplace.html", found=found, workplace=workplace)


def saved_list(*, actor: Actor, entry: Mapping[str, Any]) -> str:
    """The ways from a saved list to calling and to paper, in each campaign one works in."""
    found = [c for c in campaigns.list_campaigns(actor=actor) if _may_add(c, actor)]
    return _render("list_ways.html", found=found, whom=f"list:{entry['_id']}") if found else ""


def tiles(*, actor: Actor) -> str:
    """Every campaign with its numbers, for the dashboard."""
    found = [numbers.figures(c) for c in campaigns.list_campaigns(actor=actor)]
    return _render("tiles.html", rows=found) if found else ""


def timeline(
    person_id: str, *, actor: Actor, before: datetime | None = None, limit: int = 20
) -> Sequence[Mapping[str, Any]]:
    """The contacts with a person in campaigns in reach, as entries of their history."""
    known = {c["_id"]: c for c in campaigns.list_campaigns(actor=actor, closed=True)}
    seen = [
        m["campaign_id"]
        for m in unit.of_person(person_id)
        if m["campaign_id"] in known and unit.may_see(known[m["campaign_id"]], m, actor)
    ]
    found = contacts.of_person(person_id, seen, before=before, limit=limit)
    return [_entry(contact, actor) for contact in found]


def soon(*, actor: Actor) -> str:
    """The events of the next two weeks, each with the way to its list and its door."""
    found = events.soon(actor=actor, today=localtime.today())
    numbers = turnoutnumbers.of_events(found)
    return _render("soon.html", soon=found, numbers=numbers) if found else ""


def turnout_line(
    person_id: str, *, actor: Actor, before: datetime | None = None, limit: int = 20
) -> Sequence[Mapping[str, Any]]:
    """The events a person came to, or promised to come to, as entries of their history."""
    return turnoutlist.of_person(person_id, actor=actor, before=before, limit=limit)


def _entry(contact: contacts.Contact, actor: Actor) -> dict[str, Any]:
    parts = [
        word for word in (contact["ask"], words.word(words.ANSWERS, contact["answer"])) if word
    ]
    detail = [": ".join(parts), ", ".join(contact["issues"]), contact["note"]]
    if contact["assessment"]:
        detail.insert(
            0, f"{scale.digit(contact['assessment'])} {settings.label(contact['assessment'])}"
        )
    mine = contact["by"] == actor.account_id
    return {
        "at": contact["at"],
        "title": " · ".join(
            (
                words.word(words.KEPT_KINDS, contact["kind"]),
                words.word(words.KEPT_RESULTS, contact["result"]),
            )
        ),
        "detail": "\n".join(line for line in detail if line),
        "by": contact["by"],
        "url": ("campaigns.note_form", {"contact_id": contact["_id"]}) if mine else None,
    }
