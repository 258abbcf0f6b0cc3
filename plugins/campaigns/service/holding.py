"""Holding on to the person on the screen, and letting go of her when the caller leaves."""

from crm.errors import Conflict
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import locks, unit
from plugins.campaigns.service.calling import both, item_of
from plugins.campaigns.service.queues import OPEN


def hold(campaign_id: str, queue_id: str, person_id: str, version: int, *, actor: Actor) -> str:
    """Take the lock of the person on the screen again (a page opened anew); gives its token.

    `version` is the item's when it was shown. Raises Conflict when another caller has her by now,
    or when something came of the call meanwhile (a quick key may overtake this request).
    """
    both(campaign_id, queue_id, actor=actor)
    unit.get_member(campaign_id, person_id, actor=actor)
    token = locks.take(person_id, queue_id, actor=actor)
    if not token:
        raise Conflict(_("Another caller has this person now. Go on to the next."))
    item = item_of(queue_id, person_id)
    if item is None or item["state"] != OPEN or item["version"] != version:
        locks.release(person_id, actor=actor, token=token)
        raise Conflict(_("This person is done on this list. Go on to the next."))
    return token


def leave(campaign_id: str, queue_id: str, token: str, *, actor: Actor) -> None:
    """Let go of whom the actor holds (by this token, where given)."""
    both(campaign_id, queue_id, actor=actor)
    lock = locks.held(queue_id, actor=actor)
    if not token:
        locks.release_all(actor=actor)
    elif lock is not None and lock["token"] == token:
        locks.release(lock["person_id"], actor=actor, token=token)
