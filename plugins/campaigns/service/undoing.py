"""Taking back an assessment that was set by itself: one's own, while it is the last word.

The member is again what the history says they were before; nothing else of them changes.
"""

from crm import audit, db
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.campaigns.service import assessments, history, unit
from plugins.campaigns.service.unit import Member


def last_change(campaign_id: str, person_id: str, *, actor: Actor) -> str:
    """The id of the latest assessment of a member in reach; '' where there is none."""
    unit.get_member(campaign_id, person_id, actor=actor)
    found = history.of_person(person_id, campaign_id)
    return str(found[0]["_id"]) if found else ""


@db.atomic
def undo_assessment(change_id: str, *, actor: Actor) -> Member:
    """Take back one's own assessment; gives the member as they are then.

    Undoing twice is harmless. Raises NotFound for a stranger's or one that came with a contact,
    Conflict when the person was assessed again since.
    """
    change = db.collection("campaigns_assessments").get(change_id)
    if change is None or change["by"] != actor.account_id:
        raise NotFound()
    person_id = change["person_id"]
    _campaign, member = unit.get_member(change["campaign_id"], person_id, actor=actor)
    if db.collection("campaigns_contacts").get(change_id) is not None:
        raise NotFound()
    if change["undone"]:
        return member
    latest, *earlier = history.of_person(person_id, change["campaign_id"])
    if latest["_id"] != change_id or member["assessment"] != change["after"]:
        raise Conflict(_("This person was assessed again since: correct it by hand."))
    history.undo(change_id)
    audit.record(actor, "undo", "assessment", change_id, people=[person_id])
    return unit.save(member, assessments.replayed(member, earlier))
