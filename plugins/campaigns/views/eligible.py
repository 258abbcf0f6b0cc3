"""The page of who is eligible by days and hours worked, and why."""

from functools import partial
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.campaigns.eligibility import telling
from plugins.campaigns.eligibility.forms import WAYS, OnQuery, RuleForm, TakeForm
from plugins.campaigns.eligibility.rules import ASKED, RULES, branches_of
from plugins.campaigns.service import campaigns, eligible
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


def _values(campaign: Campaign) -> dict[str, Any]:
    """The stored rule as the values of its form."""
    stored = campaign.get("eligibility") or {}
    values: dict[str, Any] = {"rule": stored.get("rule", "")}
    for n, branch in enumerate(stored.get("branches", ()), 1):
        values |= {f"{name}_{n}": value for name, value in branch.items()}
    return values


def _page(campaign: Campaign, asked: dict[str, Any], errors: Any = None, status: int = 200) -> Any:
    on = eligible.day_of(campaign, asked["on"])
    page = eligible.page(campaign, on, asked["show"], asked["after"], actor=auth.actor())
    more = {"campaign_id": campaign["_id"], "on": on, "show": asked["show"], "after": page.after}
    return web.page(
        "campaigns/eligible.html",
        "rows" if asked["after"] else None,
        status=status,
        on=on,
        branches=branches_of(campaign.get("eligibility")),
        tally=partial(eligible.tally, campaign, on),
        asked=asked,
        rows=page.rows,
        more=url_for("campaigns.eligible_page", **more) if page.after else "",
        rules=[(rule, label) for rule, (label, _ways) in RULES.items()],
        ways=range(1, WAYS + 1),
        asks=ASKED,
        tell=telling,
        values=request.form if errors else _values(campaign),
        errors=errors or {},
        **shown(campaign),
    )


@bp.get("/<campaign_id>/eligible")
@allow("campaigns.view")
def eligible_page(campaign_id: str) -> Response:
    """Who is in, who is out, and why, on a day."""
    return _page(campaign_of(campaign_id), web.load_query(OnQuery))


@bp.post("/<campaign_id>/eligible/rule")
@allow("campaigns.edit")
def eligible_rule(campaign_id: str) -> Response:
    """Choose the rule."""
    try:
        eligible.choose(campaign_id, web.load(RuleForm), actor=auth.actor())
    except Invalid as error:
        return _again(campaign_id, error.errors)
    except Conflict:
        return _again(campaign_id, _moved_on())
    return web.go("campaigns.eligible_page", _("The rule is set."), campaign_id=campaign_id)


def _moved_on() -> dict[str, Any]:
    return {"_schema": [_("Somebody changed this campaign meanwhile: look again, then save.")]}


def _again(campaign_id: str, errors: Any) -> Response:
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    answer: Response = _page(campaign, OnQuery().load({}), errors, 422)
    return answer


@bp.post("/<campaign_id>/eligible/size")
@allow("campaigns.edit")
def eligible_size(campaign_id: str) -> Response:
    """Make the number of eligible people the unit's size."""
    try:
        data = web.load(TakeForm)
        n = eligible.take_as_size(campaign_id, data["version"], data["on"], actor=auth.actor())
    except Invalid as error:
        return _again(
            campaign_id, {"_schema": [str(m) for ms in error.errors.values() for m in ms]}
        )
    except Conflict:
        return _again(campaign_id, _moved_on())
    text = _("The unit size is %(n)d, by days and hours.", n=n)
    return web.go("campaigns.overview", text, campaign_id=campaign_id)
