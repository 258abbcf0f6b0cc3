"""The blueprint of the campaigns pages and what several of them need."""

import secrets
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from crm import auth, localtime, web
from crm.accounts import service as accounts
from plugins.campaigns import scale, settings, words
from plugins.campaigns.service import assessments, campaigns
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.unit import Member

bp = Blueprint("campaigns", __name__, template_folder="../templates")


def form_key() -> str:
    """A fresh key for a form, so that sending it twice makes one record."""
    return secrets.token_hex(12)


def this_day() -> str:
    """The day it is where the local is, ISO."""
    return localtime.today().isoformat()


@bp.context_processor
def context() -> dict[str, Any]:
    """What the templates of campaigns use everywhere."""
    return {
        "form_key": form_key,
        "this_day": this_day,
        "level_label": settings.label,
        "digit": scale.digit,
        "level_now": scale.became,
        "support_name": scale.support_name,
        "age_limit": lambda: settings.current()["age_limit_days"],
        "is_old": assessments.is_old,
        "today": localtime.today,
        "day_of": localtime.day_of,
        "words": words,
        "word": words.word,
        "twice": lambda values: [(value, value) for value in values],
    }


def campaign_of(campaign_id: str) -> Campaign:
    """The campaign of the address, as far as the actor may know of it."""
    return campaigns.get_campaign(campaign_id, actor=auth.actor())


def shown(campaign: Campaign) -> dict[str, Any]:
    """What every page of one campaign needs: it, the actor's rights in it, names of the team."""
    actor = auth.actor()
    return {
        "campaign": campaign,
        "leads": campaigns.may_lead(campaign, actor),
        "sees_names": campaigns.sees_names(campaign, actor),
        "account_names": accounts.names(),
    }


def opens(campaign: Campaign) -> bool:
    """Whether numbers lead to lists for the reader: to everybody, or to the own people."""
    actor = auth.actor()
    turf = campaigns.turf_of(campaign["_id"], actor.account_id)
    return campaigns.sees_names(campaign, actor) or turf in actor.grants


def row_answer(member: Member, toast: Any = None, *, undo: str = "") -> Response:
    """The member's row again, swapped in wherever it is on the page, with a toast."""
    if not web.is_htmx():
        values = {"campaign_id": member["campaign_id"]}
        return web.go("campaigns.unit_list", toast, **values)
    html = render_template(
        "campaigns/row_swap.html",
        member=member,
        pick=_picks(member["campaign_id"]),
        account_names=accounts.names(),
    )
    answer = Response(html, mimetype="text/html")
    return web.with_toast(answer, toast, undo=undo, trigger="close-panel")


def _picks(campaign_id: str) -> bool:
    """Whether rows of the page the request comes from have a check box: a lead's unit list."""
    if "/unit" not in request.headers.get("HX-Current-URL", ""):
        return False
    actor = auth.actor()
    return campaigns.may_lead(campaigns.get_campaign(campaign_id, actor=actor), actor)
