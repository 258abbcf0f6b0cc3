"""Stating the unit's size in one jurisdiction, on the page of cards and thresholds."""

from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.campaigns.schemas import PlaceSizeForm
from plugins.campaigns.service import campaigns, placesizes
from plugins.campaigns.views.blueprint import bp, campaign_of
from plugins.campaigns.views.cards import cards_again


@bp.post("/<campaign_id>/sizes")
@allow("campaigns.edit")
def place_size(campaign_id: str) -> Response:
    """State the size of one jurisdiction; a wrong entry is told beside its form."""
    campaigns.require_lead(campaign_of(campaign_id), auth.actor())
    try:
        placesizes.state(campaign_id, web.load(PlaceSizeForm), actor=auth.actor())
    except Invalid as error:
        return cards_again(campaign_id, error.errors)
    except Conflict:
        text = _("Somebody changed this campaign meanwhile: look again, then save.")
        return cards_again(campaign_id, {"_schema": [text]})
    return web.go("campaigns.cards_page", _("Saved."), campaign_id=campaign_id)
