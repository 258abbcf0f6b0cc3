"""Quick mark and the card batch: a code and a day set once, then name and Enter, or ticks."""

from datetime import date
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import CRMError, Invalid
from crm.i18n import _
from plugins.campaigns.markforms import MarkForm, MarkQuery, MarkWords
from plugins.campaigns.service import marks, quickmark, unitlist
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


def _page(
    campaign_id: str,
    asked: dict[str, Any],
    block: str | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    campaign, actor = campaign_of(campaign_id), auth.actor()
    offered = marks.offered(campaign, actor=actor)
    chosen = next((m for m in offered if m.id == asked["mark"]), offered[0])
    people = unitlist.page(campaign, _narrowed(asked), actor=actor)
    context = {"hits": None, "text": "", "problem": "", "say": "", **more}
    return web.page(
        "campaigns/marks.html",
        block,
        status=status,
        offered=offered,
        chosen=chosen,
        asked={**asked, "mark": chosen.id},
        latest=quickmark.latest(campaign, chosen.id, actor=actor),
        people=people,
        more=_more(campaign_id, {**asked, "mark": chosen.id}, people.after),
        options=unitlist.options(campaign_id),
        **context,
        **shown(campaign),
    )


def _narrowed(asked: dict[str, Any]) -> dict[str, Any]:
    kept = {"after": asked.get("after", ""), "department": asked.get("department")}
    return {"letter": "", "organizer": "", "due": None, **kept}


def _more(campaign_id: str, asked: dict[str, Any], after: str) -> str:
    kept = {k: v for k, v in asked.items() if v and k in {"mark", "on", "department"}}
    if not after:
        return ""
    return url_for("campaigns.mark", campaign_id=campaign_id, **{**kept, "after": after})


@bp.get("/<campaign_id>/mark")
@allow("campaigns.log")
def mark(campaign_id: str) -> Response:
    """The code and its day, the box for names and codes, and the names to tick."""
    asked = web.load_query(MarkQuery)
    return _page(campaign_id, asked, "ticks" if asked["after"] else None)


@bp.post("/<campaign_id>/mark/find")
@allow("campaigns.log")
def mark_find(campaign_id: str) -> Response:
    """Whom the letters typed so far may mean."""
    campaign = campaign_of(campaign_id)
    data = web.load(MarkWords)
    hits = quickmark.find(campaign_id, data["text"], actor=auth.actor()) if data["text"] else None
    offered = marks.offered(campaign, actor=auth.actor())
    chosen = next((m for m in offered if m.id == data["mark"]), offered[0])
    return web.page(
        "campaigns/mark_hits.html",
        hits=hits,
        text=data["text"],
        chosen=chosen,
        asked={**data, "mark": chosen.id},
        **shown(campaign),
    )


def _said(campaign_id: str, data: dict[str, Any]) -> tuple[str, list[Any]]:
    """The person that is meant beyond doubt ('' for none), and everybody it may be."""
    if data["person_id"]:
        return data["person_id"], []
    campaign, actor = campaign_of(campaign_id), auth.actor()
    hits = quickmark.find(campaign_id, data["text"], actor=actor)
    chosen = marks.find(campaign, data["mark"], actor=actor)
    one = quickmark.meant(hits, data["text"])
    return (one["person_id"] if one and not chosen.has(one) else ""), hits


@bp.post("/<campaign_id>/mark")
@allow("campaigns.log")
def mark_put(campaign_id: str) -> Response:
    """One name and Enter, one scan, one tick."""
    campaign_of(campaign_id)
    try:
        data = web.load(MarkForm)
    except Invalid as error:
        return _again(campaign_id, error)
    asked = {"mark": data["mark"], "on": data["on"]}
    if not (data["person_id"] or data["text"]):  # Enter on the empty box: nobody is meant
        return web.nothing() if web.is_htmx() else _back(campaign_id, asked)
    person_id, hits = _said(campaign_id, data)
    if not person_id:
        problem = "" if hits else _("Nobody in reach is called so, and it is no code of a sheet.")
        block = None if not web.is_htmx() else "marking"
        more = {"hits": hits, "text": data["text"], "problem": problem}
        return _page(campaign_id, asked, block, 422 if problem else 200, **more)
    try:
        put = {**data, "person_id": person_id}
        quickmark.put(campaign_id, put, actor=auth.actor())
    except Invalid as error:
        return _again(campaign_id, error)
    if web.is_htmx():
        return _page(campaign_id, asked, "marking")
    return _back(campaign_id, asked)


def _back(campaign_id: str, asked: dict[str, Any]) -> Response:
    kept = {k: v for k, v in asked.items() if v}
    return web.go("campaigns.mark", campaign_id=campaign_id, **kept)


def _day_or_none(typed: str) -> str:
    """What was typed where it is a day, else '': the page writes it out as one."""
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        return ""


def _again(campaign_id: str, error: CRMError) -> Response:
    """The same page with what was typed, and what is wrong with it."""
    texts = [str(text) for found in getattr(error, "errors", {}).values() for text in found]
    form = request.form
    asked = {"mark": form.get("mark", "card"), "on": _day_or_none(form.get("on", ""))}
    more = {"text": form.get("text", ""), "problem": " ".join(texts)}
    return _page(campaign_id, asked, "marking" if web.is_htmx() else None, 422, **more)


@bp.post("/<campaign_id>/marks/<mark_id>/undo")
@allow("campaigns.log")
def mark_undo(campaign_id: str, mark_id: str) -> Response:
    """Take one's own mark back."""
    member = quickmark.undo(campaign_id, mark_id, actor=auth.actor())
    text = _("%(name)s: taken back.", name=member["name"])
    if web.is_htmx():
        return web.with_toast(_page(campaign_id, _posted(), "marking"), text)
    return web.go("campaigns.mark", text, campaign_id=campaign_id)


def _posted() -> dict[str, Any]:
    asked = {"mark": request.args.get("mark", "card"), "on": request.args.get("on", "")}
    return web.load(MarkQuery, {k: v for k, v in asked.items() if v})
