"""Structure tests: the list, one test with its holes, who took part, the petition's link."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.campaigns.schemas import UnitQuery
from plugins.campaigns.service import campaigns, leaders, links, unit, unitlist
from plugins.campaigns.service import structuretests as tests
from plugins.campaigns.testforms import PetitionLinkForm, TakeForm, TestEdit, TestForm
from plugins.campaigns.views.blueprint import bp, campaign_of, shown
from plugins.campaigns.views.sharing import link_page


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


@bp.get("/tests/<test_id>/people")
@allow("campaigns.log")
def test_people(test_id: str) -> Response:
    """The unit by name, with one tap for each tier."""
    campaign, test = tests.get(test_id, actor=auth.actor())
    asked = web.load_query(UnitQuery)
    page = unitlist.page(campaign, asked, actor=auth.actor())
    kept = {k: v for k, v in asked.items() if v not in ("", None)} | {"after": page.after}
    return web.page(
        "campaigns/test_people.html",
        "rows" if asked["after"] else None,
        test=test,
        page=page,
        more=url_for("campaigns.test_people", test_id=test_id, **kept) if page.after else "",
        **shown(campaign),
    )


@bp.post("/tests/<test_id>/people/<person_id>")
@allow("campaigns.log")
def test_take(test_id: str, person_id: str) -> Response:
    """Note that somebody took part, or take it back."""
    campaign, test = tests.get(test_id, actor=auth.actor())
    data = web.load(TakeForm)
    if data["tier"]:
        day = data.get("on", "")
        member = tests.take(test_id, person_id, data["tier"], actor=auth.actor(), on=day)
    else:
        member = tests.take_back(test_id, person_id, actor=auth.actor())
    if web.is_htmx():
        context: dict[str, Any] = {"test": test, "member": member, **shown(campaign)}
        return web.page("campaigns/test_row.html", **context)
    return web.go("campaigns.test_people", _("Noted."), test_id=test_id)


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


@bp.get("/<campaign_id>/leaders")
@allow("campaigns.view")
def leader_page(campaign_id: str) -> Response:
    """Leaders and what each covers, the map, and the committee with its holes."""
    from plugins.campaigns.service import numbers

    campaign = campaign_of(campaign_id)
    found = leaders.of_campaign(campaign, actor=auth.actor())
    return web.page(
        "campaigns/leaders.html",
        leaders=found,
        last=next(iter(tests.of_campaign(campaign_id)), None),
        committee=leaders.committee(campaign, numbers.figures(campaign).base),
        drawing=leaders.drawing(campaign, found, actor=auth.actor()),
        **shown(campaign),
    )


def member_choices(campaign: campaigns.Campaign, member: unit.Member) -> list[tuple[str, str]]:
    """Whom this member may be said to follow."""
    return leaders.choices(campaign, member, actor=auth.actor())
