"""Signing, withdrawing and voiding authorization cards: one person, one card at a time.

`sign` is what every way of taking a card calls (the card panel, a batch, the public page, an
import's rows by `carried`). A live card proves support; when it goes, so does the proof.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm import audit, db, localtime
from crm.days import HAPPENED
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor, current
from plugins.campaigns.service import assessments, cardrecords, counters, history, scans, unit
from plugins.campaigns.service.cardrecords import Card
from plugins.campaigns.service.unit import Member


def card_id(key: str, actor: Actor) -> str:
    """The id that makes a form sent twice one card."""
    text = f"card|{current().local_id}|{actor.account_id}|{key}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def new_card(campaign_id: str, person_id: str, by: str, **values: Any) -> Card:
    """A live card signed today on paper, `values` filled in; nothing is stored."""
    return {
        "_id": db.new_id(),
        "campaign_id": campaign_id,
        "person_id": person_id,
        "kind": "paper",
        "signed_on": localtime.today().isoformat(),
        "witness": "",
        "language": "",
        "status": "live",
        "ended_on": "",
        "reason": "",
        "scan": None,
        "evidence": None,
        "import_id": "",
        "recorded_at": db.now(),
        "recorded_by": by,
        "version": 1,
        **values,
    }


def sign(campaign_id: str, person_id: str, data: Mapping[str, Any], *, actor: Actor) -> Card:
    """Put a signed card on file for a person of the unit in reach; gives the stored card.

    `data`: signed_on (ISO day, today without it), kind ('paper' or 'electronic'), witness,
    language; `key` makes a repeated call one card. Raises Invalid for a day to come, NotFound
    for people out of reach.
    """
    signed_on = HAPPENED.require(
        data.get("signed_on") or localtime.today().isoformat(), "signed_on"
    )
    named = card_id(data["key"], actor) if data.get("key") else db.new_id()
    kept = {k: data[k] for k in ("kind", "witness", "language", "evidence") if data.get(k)}
    return _sign(campaign_id, person_id, {"_id": named, "signed_on": signed_on, **kept}, actor)


@db.atomic
def _sign(campaign_id: str, person_id: str, values: Mapping[str, Any], actor: Actor) -> Card:
    _campaign, member = unit.get_member(campaign_id, person_id, actor=actor)
    existing = db.collection("campaigns_cards").get(values["_id"])
    if existing is not None:
        return existing
    card = new_card(campaign_id, person_id, actor.account_id, **values)
    db.collection("campaigns_cards").insert(card)
    settle(member, actor.account_id)
    audit.record(actor, "sign", "card", card["_id"], people=[person_id])
    return card


def carried(member: Member, card: Card) -> tuple[Member, Any]:
    """The member with a first card, and the change of the history: for those not stored yet."""
    cards = {"card": cardrecords.summary([card])}
    day = date.fromisoformat(card["signed_on"])
    return assessments.proven({**member, **cards}, _proof(card["_id"]), day, card["recorded_by"])


def _proof(card_id: str) -> str:
    return f"card:{card_id}"


def settle(member: Member, by: str, why: str = "") -> Member:
    """Bring a member's card, proof and counters in step with the cards on file."""
    cards = cardrecords.of_person(member["person_id"], member["campaign_id"])
    before, now = member["card"], cardrecords.summary(cards)
    after: Member = {**member, "card": now}
    counted: list[counters.Totals] = []
    had, has = _live(before), _live(now)
    if had and had != has:
        after, changes = assessments.unproven(after, _proof(had), by, why)
        counted += history.write(changes)
    if has and had != has and after.get("proof") != _proof(has):
        day = date.fromisoformat(now["signed_on"])
        after, change = assessments.proven(after, _proof(has), day, by, why)
        counted += history.write([change])
    return unit.save(member, after, also=counted)


def _live(card: Mapping[str, Any]) -> str:
    return str(card.get("id", "")) if card["state"] == "signed" else ""


def get_card(found_id: str, *, actor: Actor) -> tuple[Card, Member]:
    """A card with its member in the actor's reach; NotFound otherwise."""
    card = db.collection("campaigns_cards").get(found_id)
    if card is None:
        raise NotFound()
    _campaign, member = unit.get_member(card["campaign_id"], card["person_id"], actor=actor)
    return card, member


@db.atomic
def withdraw(found_id: str, data: Mapping[str, Any], *, actor: Actor) -> Card:
    """Note that whoever signed took it back; {ended_on, reason}. All their earlier cards go too.

    The cards stay in the history. Withdrawing twice is harmless.
    """
    card, member = get_card(found_id, actor=actor)
    day = HAPPENED.require(data.get("ended_on") or localtime.today().isoformat(), "ended_on")
    if day < card["signed_on"]:
        raise Invalid({"ended_on": [_("It was signed only after that day.")]})
    mine = cardrecords.of_person(card["person_id"], card["campaign_id"])
    gone = [c for c in mine if c["status"] == "live" and c["signed_on"] <= day]
    change = {"status": "withdrawn", "ended_on": day, "reason": data.get("reason", "")}
    return _end(card, gone, change, member, actor)


@db.atomic
def void(found_id: str, reason: str = "", *, actor: Actor) -> Card:
    """Take a card entered by mistake out of the count; it stays on file as void."""
    card, member = get_card(found_id, actor=actor)
    today = localtime.today().isoformat()
    change = {"status": "void", "ended_on": today, "reason": reason}
    if card["status"] != "void":
        _wait_again(card)
    return _end(card, [card] if card["status"] != "void" else [], change, member, actor)


def _wait_again(card: Card) -> None:
    """What came by a link and was matched to the wrong person waits for a human again."""
    sent = db.collection("campaigns_signatures")
    freed = {"state": "waiting", "person_id": "", "matched_by": "", "record_id": ""}
    here = {"person_id": card["person_id"]}
    for one in sent.find(here, where={"record_id": card["_id"], "state": "matched"}):
        sent.update({"_id": one["_id"]}, {"$set": freed, "$inc": {"voided": 1}})


def _end(
    card: Card, gone: Sequence[Card], change: dict[str, Any], member: Member, actor: Actor
) -> Card:
    for one in gone:
        where = {"_id": one["_id"], "version": one["version"]}
        db.collection("campaigns_cards").update(where, {"$set": change, "$inc": {"version": 1}})
    if gone:
        settle(member, actor.account_id, change["reason"])
        people = [card["person_id"]]
        audit.record(actor, change["status"], "card", card["_id"], people=people)
    return {**card, **change}


def drop_imported(import_id: str, people: Sequence[str]) -> set[str]:
    """Remove the cards that an import brought to these people, scans included; gives whose."""
    wanted = set(people)
    found = db.collection("campaigns_cards").find({"import_id": import_id})
    mine = [card for card in found if card["person_id"] in wanted]
    for card in mine:
        db.collection("campaigns_cards").delete({"_id": card["_id"]})
    scans.drop([card["_id"] for card in mine])
    return {card["person_id"] for card in mine}
