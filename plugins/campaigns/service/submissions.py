"""What people send by a public link, and to whom it belongs.

Nobody is told whether a name is on file. A submission is matched by itself only where exactly one
person of the unit has the same name and the same phone or e-mail; all others wait for a human.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from crm import audit, db, localtime, mail
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.people import reach
from crm.people.resemblance import name_keys
from crm.tenancy import Actor, system_actor
from crm.values import fold, split_name
from plugins.campaigns.service import cards, links, structuretests, unit
from plugins.campaigns.service.campaigns import get_campaign, sees_names
from plugins.campaigns.service.unit import Member, member_id

Submission = dict[str, Any]
SHOWN = 50
"""So many are on the page at once."""
METHOD = "web form: name typed and statement of agreement ticked"
"""How the signature was made, in the words of the evidence file."""


def take(link: Mapping[str, Any], data: Mapping[str, Any]) -> Submission:
    """Keep what somebody sent by a link, and match it where that is certain.

    `data`: key, name, phone, email, other, employer; `tier` for a petition; `confirm` False sends
    no confirmation. Sent twice it is one.
    """
    text = f"{link['_id']}|{data['key']}"
    given_id = hashlib.sha256(text.encode()).hexdigest()[:24]
    stored = db.collection("campaigns_signatures").get(given_id)
    if stored is None:
        stored = _store(link, data, given_id)
    return stored


@db.atomic
def _store(link: Mapping[str, Any], data: Mapping[str, Any], given_id: str) -> Submission:
    sent: Submission = {
        "_id": given_id,
        "campaign_id": link["campaign_id"],
        "purpose": link["purpose"],
        "ref": link.get("ref", ""),
        "link": link["number"],
        "text": link.get("text", ""),
        "language": link.get("language", ""),
        "method": METHOD,
        "name": data["name"],
        "phone": data.get("phone", ""),
        "email": data.get("email", ""),
        "other": data.get("other", ""),
        "employer": data.get("employer", ""),
        "tier": data.get("tier", 0),
        "at": db.now(),
        "confirmed_at": None,
        "state": "waiting",
        "person_id": "",
        "matched_by": "",
        "record_id": "",
    }
    if link["purpose"] == links.CARD and sent["email"] and data.get("confirm", True):
        sent["confirmed_at"] = _confirm(sent)
    db.collection("campaigns_signatures").insert(sent)
    certain = [m for m in candidates(sent) if m["sure"]]
    if len(certain) == 1:
        actor = system_actor("people.see_all")
        sent = _match(sent, certain[0]["member"]["person_id"], "system", actor)
    return sent


def _confirm(sent: Submission) -> Any:
    """Send back what was signed (the board's guidance asks for it); None where no mail is set up.

    Source: General Counsel memorandum GC 15-08 of 1 September 2015, on the confirmation
    transmission.
    """
    body = _(
        "You signed this on %(day)s.\n\n%(text)s\n\nName: %(name)s\nPhone: %(phone)s\n"
        "E-mail: %(email)s\nEmployer: %(employer)s\n\nIf this was not you, answer this message.",
        day=localtime.day_of(sent["at"]).isoformat(),
        **{k: sent[k] for k in ("text", "name", "phone", "email", "employer")},
    )
    queued = mail.queue(sent["email"], str(_("What you signed")), str(body))
    return db.now() if queued else None


def candidates(sent: Mapping[str, Any], limit: int = 10) -> list[dict[str, Any]]:
    """People of the unit it may be from: {member, reasons, sure}, the likeliest first."""
    people = db.collection("people")
    reasons: dict[str, set[str]] = {}
    keys = (("phone_keys", sent["phone"], "phone"), ("email_keys", sent["email"], "email"))
    for key, value, reason in keys:
        if value:
            for person in people.find({key: value}, limit=50, fields=("_id",)):
                reasons.setdefault(person["_id"], set()).add(reason)
    for name in _names(sent["name"]):
        for person in people.find({"name_key": name}, limit=50, fields=("_id",)):
            reasons.setdefault(person["_id"], set()).add("name")
    found: list[dict[str, Any]] = []
    for person_id, why in reasons.items():
        member = db.collection("campaigns_members").get(member_id(sent["campaign_id"], person_id))
        if member is not None:
            sure = same_name(member, sent["name"]) and bool(why & {"phone", "email"})
            found.append({"member": member, "reasons": sorted(why), "sure": sure})
    return sorted(found, key=lambda c: (-len(c["reasons"]), c["member"]["sort_key"]))[:limit]


def _names(name: str) -> list[str]:
    """The name as people's records are found by it."""
    first, last = split_name(name)
    return name_keys({"first_name": first, "last_name": last})


def waiting(campaign_id: str, *, actor: Actor, state: str = "waiting") -> list[Submission]:
    """Submissions that wait for a human (or are set 'aside'), oldest first.

    For those who see the whole unit. One more than SHOWN means that there are more.
    """
    campaign = get_campaign(campaign_id, actor=actor)
    if not sees_names(campaign, actor):
        raise NotFound()
    return db.collection("campaigns_signatures").find(
        {"campaign_id": campaign_id, "state": state}, sort=[("at", 1)], limit=SHOWN + 1
    )


def get(sent_id: str, *, actor: Actor) -> Submission:
    """A submission of a campaign whose whole unit the actor sees; NotFound otherwise."""
    sent = db.collection("campaigns_signatures").get(sent_id)
    if sent is None or not sees_names(get_campaign(sent["campaign_id"], actor=actor), actor):
        raise NotFound()
    return sent


@db.atomic
def match(sent_id: str, person_id: str, *, actor: Actor) -> Submission:
    """Say whose a waiting submission is; somebody in reach who is not in the unit joins it."""
    sent = get(sent_id, actor=actor)
    reach.find(person_id, actor=actor)
    if sent["state"] == "matched":
        raise Conflict(_("Somebody else has matched this one already."))
    unit.add_person(sent["campaign_id"], person_id, actor=actor)
    return _match(sent, person_id, actor.account_id, actor)


def _match(sent: Submission, person_id: str, by: str, actor: Actor) -> Submission:
    record_id = ""
    if sent["purpose"] == links.CARD:
        data = {
            "key": _card_key(sent),
            "kind": "electronic",
            "signed_on": localtime.day_of(sent["at"]).isoformat(),
            "language": sent["language"],
            "evidence": evidence(sent),
        }
        record_id = cards.sign(sent["campaign_id"], person_id, data, actor=actor)["_id"]
    else:
        day = localtime.day_of(sent["at"]).isoformat()
        structuretests.take(sent["ref"], person_id, sent["tier"], actor=actor, on=day)
        record_id = sent["ref"]
    change = {"state": "matched", "person_id": person_id, "matched_by": by, "record_id": record_id}
    same = {"_id": sent["_id"], "state": sent["state"]}
    if not db.collection("campaigns_signatures").update(same, {"$set": change}):
        raise Conflict(_("Somebody else has matched this one already."))
    audit.record(actor, "match", "signature", sent["_id"], people=[person_id])
    return {**sent, **change}


def _card_key(sent: Mapping[str, Any]) -> str:
    """What makes a match sent twice one card; another one for each card that was void."""
    again = sent.get("voided", 0)
    return f"link{sent['_id']}:{again}" if again else f"link{sent['_id']}"


def evidence(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What the board's guidance asks of an electronic signature, with a hash over all of it."""
    names = ("name", "phone", "email", "other", "employer", "text", "language", "method")
    kept = {name: sent[name] for name in names}
    kept |= {"submitted_at": sent["at"].isoformat(), "link": sent["link"]}
    line = "\n".join(f"{k}: {kept[k]}" for k in sorted(kept))
    return {
        **kept,
        "sha256": hashlib.sha256(line.encode()).hexdigest(),
        "confirmed_at": sent["confirmed_at"].isoformat() if sent["confirmed_at"] else "",
    }


@db.atomic
def set_aside(sent_id: str, *, actor: Actor) -> Submission:
    """Put a submission aside: nobody of the unit, or sent in jest. It can be matched later."""
    sent = get(sent_id, actor=actor)
    same = {"_id": sent["_id"], "state": "waiting"}
    change = {"$set": {"state": "aside", "matched_by": actor.account_id}}
    if db.collection("campaigns_signatures").update(same, change):
        audit.record(actor, "set-aside", "signature", sent["_id"])
    return sent


def same_name(member: Member, name: str) -> bool:
    """Whether a name as typed is that of a member, whatever its case and accents."""
    return fold(name) == fold(member["name"])
