"""Public links of a campaign: a card to sign, a petition. The address holds a token, no name.

The token is random (256 bits) and only its hash is stored: a link is shown once, when it is made.
"""

import secrets
from datetime import timedelta
from typing import Any

from crm import audit, db, tenancy
from crm.auth import token_hash
from crm.errors import NotFound
from crm.tenancy import Actor

Link = dict[str, Any]
CARD, PETITION = "campaigns.card", "campaigns.petition"


@db.atomic
def make(
    campaign_id: str, purpose: str, days: int, about: dict[str, Any], *, actor: Actor
) -> tuple[str, Link]:
    """A link for `days` days; gives its token (to be shown now or never) and the link.

    `about` is what its page needs (the text agreed to, a test's id). The caller has checked that
    the actor leads the campaign.
    """
    token, moment = secrets.token_urlsafe(32), db.now()
    link = {
        "_id": token_hash(token),
        "local_id": tenancy.current().local_id,
        "plugin": "campaigns",
        "purpose": purpose,
        "campaign_id": campaign_id,
        "number": db.new_id(),
        "by": actor.account_id,
        "created_at": moment,
        "expires_at": moment + timedelta(days=days),
        **about,
    }
    db.collection("public_links").insert(link)
    audit.record(actor, "link", "campaign", campaign_id, fields=[purpose])
    return token, link


def of_campaign(campaign_id: str, purpose: str) -> list[Link]:
    """The links of a campaign that still open, newest first."""
    query = {"local_id": tenancy.current().local_id, "purpose": purpose}
    found = db.collection("public_links").find(query, where={"campaign_id": campaign_id})
    alive = [link for link in found if link["expires_at"] > db.now()]
    return sorted(alive, key=lambda link: link["created_at"], reverse=True)


@db.atomic
def end(campaign_id: str, purpose: str, number: str, *, actor: Actor) -> None:
    """End a link of the campaign; NotFound for any other."""
    for link in of_campaign(campaign_id, purpose):
        if link["number"] == number:
            db.collection("public_links").delete({"_id": link["_id"]})
            audit.record(actor, "unlink", "campaign", campaign_id, fields=[purpose])
            return
    raise NotFound()
