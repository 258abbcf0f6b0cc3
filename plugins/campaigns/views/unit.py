"""The unit list: filters, pages, adding and assigning people, a member's card and roles."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.campaigns import settings
from plugins.campaigns.schemas import AddForm, AssignForm, MemberForm, UnitQuery
from plugins.campaigns.service import leaders, turf, unit, unitlist
from plugins.campaigns.views.blueprint import bp, campaign_of, row_answer, shown


@bp.get("/<campaign_id>/unit")
@allow("campaigns.view")
def unit_list(campaign_id: str) -> Response:
    """The unit, by name, narrowed as asked; a page at a time without a cap."""
    campaign = campaign_of(campaign_id)
    asked = web.load_query(UnitQuery)
    page = unitlist.page(campaign, asked, actor=auth.actor())
    return web.page(
        "campaigns/unit.html",
        "rows" if asked["after"] else None,
        page=page,
        asked=asked,
        options=unitlist.options(campaign_id),
        turfs=turf.visible(campaign, actor=auth.actor()),
        scale=settings.scale(),
        more=_more(campaign_id, asked, page.after),
        **shown(campaign),
    )


def _more(campaign_id: str, asked: dict[str, Any], after: str) -> str:
    kept = {k: v for k, v in asked.items() if v not in ("", None)}
    if not after:
        return ""
    return url_for("campaigns.unit_list", campaign_id=campaign_id, **{**kept, "after": after})


@bp.post("/<campaign_id>/add")
@allow("campaigns.log")
def add(campaign_id: str) -> Response:
    """Put a person into the unit."""
    data = web.load(AddForm)
    member = unit.add_person(campaign_id, data["person_id"], actor=auth.actor())
    text = _("%(name)s is in the unit.", name=member["name"])
    return web.go("people.person", text, person_id=data["person_id"])


@bp.post("/<campaign_id>/people/<person_id>/remove")
@allow("campaigns.edit")
def remove(campaign_id: str, person_id: str) -> Response:
    """Take a person out of the unit."""
    unit.remove_person(campaign_id, person_id, actor=auth.actor())
    return web.go("campaigns.unit_list", _("Taken out of the unit."), campaign_id=campaign_id)


@bp.post("/<campaign_id>/assign")
@allow("campaigns.edit")
def assign(campaign_id: str) -> Response:
    """Put the chosen members into a turf, or give them to an organizer one by one."""
    try:
        data = web.load(AssignForm)
    except Invalid as error:
        text = "; ".join(str(m) for found in error.errors.values() for m in found)
        return web.go("campaigns.unit_list", text, campaign_id=campaign_id)
    kind, _colon, account_id = data["turf"].partition("who:")
    organizer = data["organizer"] or account_id
    if organizer or not data["turf"]:
        moved = unit.assign(campaign_id, data["members"], organizer, actor=auth.actor())
    else:
        moved = turf.move(campaign_id, data["members"], kind, actor=auth.actor())
    text = _("%(n)d people assigned.", n=moved)
    return web.go("campaigns.unit_list", text, campaign_id=campaign_id)


def _following(campaign: Any, member: Any) -> list[tuple[str, Any]]:
    """Leaders to choose from; one out of reach who is followed already is kept, not named."""
    found: list[tuple[str, Any]] = [*leaders.choices(campaign, member, actor=auth.actor())]
    now = member.get("follows", "")
    if now and now not in dict(found):
        found.append((now, _("somebody out of your reach")))
    return found


def _member_page(
    campaign_id: str, person_id: str, errors: object = None, note: object = None
) -> Response:
    campaign, member = unit.get_member(campaign_id, person_id, actor=auth.actor())
    values = {**member}
    if errors or note:
        values |= {**request.form.to_dict(), "version": member["version"]}
    return web.page(
        "campaigns/member.html",
        "panel",
        status=422 if errors else (409 if note else 200),
        member=member,
        values=values,
        errors=errors or {},
        note=note,
        following=_following(campaign, member),
        **shown(campaign),
    )


@bp.get("/<campaign_id>/people/<person_id>/member")
@allow("campaigns.log")
def member_form(campaign_id: str, person_id: str) -> Response:
    """The panel for leader, committee and follow-up."""
    return _member_page(campaign_id, person_id)


@bp.post("/<campaign_id>/people/<person_id>/member")
@allow("campaigns.log")
def member_save(campaign_id: str, person_id: str) -> Response:
    """Change leader, committee and follow-up."""
    try:
        data = web.load(MemberForm)
        member = unit.update_member(campaign_id, person_id, data, actor=auth.actor())
    except Invalid as error:
        return _member_page(campaign_id, person_id, errors=error.errors)
    except Conflict:
        note = _("Somebody else changed this meanwhile. Yours is below; save again to keep it.")
        return _member_page(campaign_id, person_id, note=note)
    return row_answer(member, _("Saved."))
