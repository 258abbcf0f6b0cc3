"""The public page of a structure test: making its link, and ending it."""

from flask import url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.campaigns.service import campaigns, links
from plugins.campaigns.service import structuretests as tests
from plugins.campaigns.testforms import PetitionLinkForm
from plugins.campaigns.views.blueprint import bp
from plugins.campaigns.views.sharing import link_page


@bp.post("/tests/<test_id>/link")
@allow("campaigns.edit")
def petition_link(test_id: str) -> Response:
    """Make the public page of a test; its address and code are shown once."""
    campaign, test = tests.get(test_id, actor=auth.actor())
    campaigns.require_lead(campaign, auth.actor())
    try:
        days = web.load(PetitionLinkForm)["days"]
    except Invalid:
        text = _("Say for how many days, 1 to 365.")
        return web.go("campaigns.test_show", text, test_id=test_id)
    about = {"ref": test_id, "text": test["ask"], "tier": 1}
    made = links.make(campaign["_id"], links.PETITION, days, about, actor=auth.actor())
    address = url_for("campaigns_public.petition", token=made[0], _external=True)
    back = url_for("campaigns.test_show", test_id=test_id)
    return link_page(campaign, address, made[1], _("Sign the petition"), back)


@bp.post("/tests/<test_id>/link/<number>/end")
@allow("campaigns.edit")
def petition_link_end(test_id: str, number: str) -> Response:
    """End a link: its page is gone at once."""
    campaign, _test = tests.get(test_id, actor=auth.actor())
    campaigns.require_lead(campaign, auth.actor())
    links.end(campaign["_id"], links.PETITION, number, actor=auth.actor())
    return web.go("campaigns.test_show", _("The link is ended."), test_id=test_id)
