"""Links that open the page for signing a card: making one, its address and code, ending it."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from crm import auth, tenancy, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.campaigns import qr
from plugins.campaigns.cardforms import CardLinkForm
from plugins.campaigns.service import campaigns, links
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


def _statement(campaign: campaigns.Campaign) -> str:
    """A first wording of a card; counsel should see it before it is used."""
    employer = campaign["employer"] or _("my employer")
    local = tenancy.current().local["name"]
    return str(
        _(
            "I authorize %(local)s to represent me for the purpose of collective bargaining with "
            "%(employer)s.",
            local=local,
            employer=employer,
        )
    )


def _link_form(campaign_id: str, values: Any = None, errors: Any = None) -> Response:
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    first = {"statement": _statement(campaign), "language": "English", "days": "30"}
    return web.page(
        "campaigns/card_link.html",
        status=422 if errors else 200,
        values=values or first,
        errors=errors or {},
        found=links.of_campaign(campaign_id, links.CARD),
        **shown(campaign),
    )


@bp.get("/<campaign_id>/cards/links")
@allow("campaigns.edit")
def card_links(campaign_id: str) -> Response:
    """The links that open the page for signing a card, and the form for one more."""
    return _link_form(campaign_id)


@bp.post("/<campaign_id>/cards/links")
@allow("campaigns.edit")
def card_link_make(campaign_id: str) -> Response:
    """Make a link; its address and code are shown once."""
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    try:
        data = web.load(CardLinkForm)
    except Invalid as error:
        return _link_form(campaign_id, request.form, error.errors)
    said = {"text": data["statement"], "language": data["language"]}
    about = {**said, "employer": campaign["employer"]}
    made = links.make(campaign_id, links.CARD, data["days"], about, actor=auth.actor())
    address = url_for("campaigns_public.card", token=made[0], _external=True)
    back = url_for("campaigns.card_links", campaign_id=campaign_id)
    return link_page(campaign, address, made[1], _("Sign a card"), back)


def link_page(
    campaign: campaigns.Campaign, address: str, link: links.Link, title: Any, back: str
) -> Response:
    """The address of a new link and its code, to be copied or printed now."""
    return web.page(
        "campaigns/link.html",
        address=address,
        code=qr.svg(address),
        link=link,
        title=title,
        back=back,
        **shown(campaign),
    )


@bp.post("/<campaign_id>/cards/links/<number>/end")
@allow("campaigns.edit")
def card_link_end(campaign_id: str, number: str) -> Response:
    """End a link: its page is gone at once."""
    campaigns.require_lead(campaign_of(campaign_id), auth.actor())
    links.end(campaign_id, links.CARD, number, actor=auth.actor())
    return web.go("campaigns.card_links", _("The link is ended."), campaign_id=campaign_id)
