"""What changed since somebody last looked at a campaign's dashboard.

Each account keeps the numbers of its last look. A look within some hours of the one before is the
same look: who reloads the page still sees what changed since the day before. Counts only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crm import db
from crm.tenancy import Actor
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.numbers import Figures, figures

SAME_LOOK = timedelta(hours=4)
COUNTED = ("listed", "assessed", "support", "valid", "committee", "contacted")


def counts(found: Figures) -> dict[str, int]:
    """The numbers that are kept and compared."""
    return {
        "listed": found.total.n,
        "assessed": found.total.assessed,
        "support": found.total.support,
        "valid": found.cards.valid,
        "committee": found.total.counts["committee"],
        "contacted": found.total.counts["contacted"],
    }


@dataclass(frozen=True)
class Since:
    """When somebody last looked, and how each number differs from then."""

    at: datetime
    changes: dict[str, int]

    @property
    def anything(self) -> bool:
        """Whether any number is another one."""
        return any(self.changes.values())


def _id(campaign_id: str, actor: Actor) -> str:
    return db.local_key("look", campaign_id, actor.account_id)


def since(campaign: Campaign, found: Figures, *, actor: Actor) -> Since | None:
    """What changed since the actor's last look; None at the first one."""
    look = db.collection("campaigns_looks").get(_id(campaign["_id"], actor))
    before = _before(look)
    if before is None:
        return None
    now = counts(found)
    return Since(before["at"], {k: now[k] - before["counts"].get(k, now[k]) for k in COUNTED})


def _before(look: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The look that the page compares with: the last one of an earlier visit."""
    if look is None:
        return None
    fresh = look["last"]["at"] > db.now() - SAME_LOOK
    found: Mapping[str, Any] | None = look["earlier"] if fresh else look["last"]
    return found


def note(campaign: Campaign, *, actor: Actor) -> None:
    """The actor has looked just now."""
    looks, look_id = db.collection("campaigns_looks"), _id(campaign["_id"], actor)
    earlier = _before(looks.get(look_id))
    last = {"at": db.now(), "counts": counts(figures(campaign))}
    found = {"account_id": actor.account_id, "earlier": earlier, "last": last}
    looks.update({"_id": look_id}, {"$set": found}, upsert=True)


def forget(account_id: str) -> None:
    """An account has left: nothing of its looks is kept."""
    db.collection("campaigns_looks").delete_many({"account_id": account_id})
