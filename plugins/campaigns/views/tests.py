"""Structure tests: the list, one test with its holes, who took part, the petition's link."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.campaigns.service import campaigns, leaders, links
from plugins.campaigns.service import structuretests as tests
from plugins.campaigns.testforms import TestEdit, TestForm
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


@bp.get("/<campaign_id>/tests")
@allow("campaigns.view")
def test_list(campaign_id: str) -> Response:
    """The structure tests of a campaign against their goals."""
    campaign = campaign_of(campaign_id)
    found = [tests.result(test) for test in tests.of_campaign(campaign_id)]
    return web.page("campaigns/tests.html", found=found, **shown(campaign))


def _form(campaign: campaigns.Campaign, values: Any, errors: Any = None, **more: Any) -> Response:
    campaigns.require_lead(campaign, auth.actor())
    about = {"values": values, "errors": errors or {}, "test": None, "theirs": None}
    context: dict[str, Any] = {**about, **more, **shown(campaign)}
    return web.page("campaigns/test_form.html", None, 422 if errors else 200, **context)


@bp.get("/<campaign_id>/tests/new")
@allow("campaigns.edit")
def test_new(campaign_id: str) -> Response:
    """The form of a new test."""
    first = {"tiers": [str(_("Signed in public")), str(_("Said yes"))], "proving": 1}
    return _form(campaign_of(campaign_id), first)


@bp.post("/<campaign_id>/tests/new")
@allow("campaigns.edit")
def test_make(campaign_id: str) -> Response:
    """Set a test."""
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    try:
        test = tests.make(campaign_id, web.load(TestForm), actor=auth.actor())
    except Invalid as error:
        return _form(campaign, request.form, error.errors)
    return web.go("campaigns.test_show", _("The test is set."), test_id=test["_id"])


@bp.get("/tests/<test_id>")
@allow("campaigns.view")
def test_show(test_id: str) -> Response:
    """One test: against its goal, by department, by leader, and with the ones before."""
    campaign, test = tests.get(test_id, actor=auth.actor())
    took = tests.by_leader(test)
    found = leaders.of_campaign(campaign, actor=auth.actor())
    open_links = links.of_campaign(campaign["_id"], links.PETITION)
    return web.page(
        "campaigns/test.html",
        test=test,
        result=tests.result(test),
        compared=tests.compared(test),
        leaders=[(c, sum(took.get(c.leader_id, {}).values())) for c in found if c.member],
        links=[link for link in open_links if link["ref"] == test_id],
        **shown(campaign),
    )


@bp.get("/tests/<test_id>/edit")
@allow("campaigns.edit")
def test_edit(test_id: str) -> Response:
    """The form of a test."""
    campaign, test = tests.get(test_id, actor=auth.actor())
    return _form(campaign, test, test=test)


@bp.post("/tests/<test_id>/edit")
@allow("campaigns.edit")
def test_save(test_id: str) -> Response:
    """Change a test; whoever comes second sees both versions."""
    campaign, test = tests.get(test_id, actor=auth.actor())
    campaigns.require_lead(campaign, auth.actor())
    try:
        data = web.load(TestEdit)
        tests.change(test_id, data.pop("version"), data, actor=auth.actor())
    except Invalid as error:
        return _form(campaign, request.form, error.errors, test=test)
    except Conflict as error:
        theirs = error.extra.get("theirs") or test
        values = {**request.form.to_dict(), "version": theirs["version"]}
        note = {"_schema": [_("Somebody else changed this test; theirs is beside.")]}
        return _form(campaign, values, note, test=test, theirs=theirs)
    return web.go("campaigns.test_show", _("Saved."), test_id=test_id)
