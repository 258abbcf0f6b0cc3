"""The evidence file for a filing: electronic cards with what the labor board's guidance asks for.

Source: National Labor Relations Board, General Counsel memorandum GC 15-08 of 1 September 2015
(revised 26 October 2015): for each signature the name, e-mail or other contact, telephone, the
language agreed to, the date it was submitted and the employer; a declaration on the method and
its controls; and the confirmation sent back to the signer. No watermark or canary goes in here.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from crm import audit, db, localtime, tenancy
from crm.errors import Invalid
from crm.exports.writing import write_csv
from crm.i18n import _
from crm.queryshape import chunks
from crm.tenancy import Actor
from plugins.campaigns.service import thresholds, unit
from plugins.campaigns.service.campaigns import Campaign, require_lead
from plugins.campaigns.service.cardrecords import Card

COLUMNS = (
    "name", "email", "other", "phone", "employer", "language", "submitted_at", "method", "link",
    "confirmed_at", "sha256",
)  # fmt: skip
HEADERS = (
    "Signer's name", "E-mail", "Other contact", "Telephone", "Employer", "Language",
    "Submitted (UTC)", "Method", "Link", "Confirmation sent (UTC)", "SHA-256 of the signature",
)  # fmt: skip
DECLARATION = """DRAFT OF A DECLARATION - complete, check with counsel, and sign

I, ______________________, declare for {local}:

1. The electronic signatures listed in cards.csv were made on a web form: the signer typed name,
   telephone and e-mail or another contact, read the statement in texts.txt that is named in the
   row, ticked that it is agreed to, and sent the form. Time and date were set by the server.
2. Controls: each form was reached by a random link given out by {local}. What was sent cannot be
   edited afterwards. The last column of cards.csv is a SHA-256 hash over name, contacts,
   employer, statement, method and time of each signature.
3. A confirmation with all of this was sent to the signer's own e-mail address at the time in the
   column "Confirmation sent"; where the column is empty, none has been sent by this system.
   Confirmed: {confirmed} of {total}. Answers received: ______________________
4. What the signers saw and signed is what is listed here.

Date: ______________  Signature: ______________
"""


def counting(campaign: Campaign, today: date) -> list[Card]:
    """The electronic cards that count and are valid on the planned filing date, by name."""
    first = thresholds.cutoff(campaign, today)
    last = thresholds.day_that_counts(campaign, today).isoformat()
    found = db.collection("campaigns_cards").find(
        {"campaign_id": campaign["_id"], "signed_on": {"$gte": first, "$lte": last}},
        where={"kind": "electronic", "status": "live", "evidence": {"$ne": None}},
    )
    holds = _that_count({c["person_id"] for c in found}, campaign["_id"])
    return sorted((c for c in found if c["_id"] in holds), key=lambda c: c["evidence"]["name"])


def _that_count(people: Iterable[str], campaign_id: str) -> set[str]:
    """The ids of the cards by which these people count: of those who are still in the unit."""
    members = db.collection("campaigns_members")
    return {
        member["card"]["id"]
        for batch in chunks(unit.member_id(campaign_id, person) for person in people)
        for member in members.find({"_id": {"$in": batch}})
        if member["card"]["state"] == "signed"
    }


def export(campaign: Campaign, reason: str, *, actor: Actor) -> bytes:
    """A ZIP of the cards, the statements agreed to, a draft declaration and hashes of each file.

    Raises Forbidden for those who do not lead the campaign, Invalid where there is no card.
    """
    require_lead(campaign, actor)
    cards = counting(campaign, localtime.today())
    if not cards:
        text = _("No electronic card is valid on the planned filing date: nothing to export.")
        raise Invalid({"reason": [text]})
    people = [card["person_id"] for card in cards]
    where = ("export", "campaign", campaign["_id"])
    audit.record(actor, *where, fields=list(COLUMNS), reason=reason, people=people)
    return _packed(_files(cards))


def _files(cards: Sequence[Card]) -> dict[str, bytes]:
    texts = list(dict.fromkeys(card["evidence"]["text"] for card in cards))
    out = io.BytesIO()
    rows = [_row(card, texts) for card in cards]
    write_csv(out, [*HEADERS, "Statement (number in texts.txt)"], rows)
    confirmed = sum(1 for card in cards if card["evidence"]["confirmed_at"])
    local = tenancy.current().local["name"]
    said = DECLARATION.format(local=local, confirmed=confirmed, total=len(cards))
    numbered = "\n\n".join(f"{n}.\n{text}" for n, text in enumerate(texts, 1))
    return {
        "cards.csv": out.getvalue(),
        "texts.txt": numbered.encode(),
        "declaration-draft.txt": said.encode(),
    }


def _row(card: Mapping[str, Any], texts: Sequence[str]) -> list[Any]:
    evidence = card["evidence"]
    return [*(evidence.get(name, "") for name in COLUMNS), str(texts.index(evidence["text"]) + 1)]


def _packed(files: Mapping[str, bytes]) -> bytes:
    manifest = {
        "made_at": db.now().isoformat(),
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
        packed.writestr("manifest.json", json.dumps(manifest, indent=1))
    return out.getvalue()


def read_rows(data: bytes) -> list[dict[str, str]]:
    """The rows of cards.csv inside an evidence file: for checking one."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        text = packed.read("cards.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
