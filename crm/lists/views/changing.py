"""Bulk actions on the chosen people of a page, or on a whole list."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import web
from crm.auth import actor, allow
from crm.errors import Invalid
from crm.i18n import _, _n
from crm.lists import bulk, controls, service
from crm.lists.schemas import BulkForm, PageQuery
from crm.lists.views.blueprint import bp

OWN = {"csrf_token", "people", "action", "scope"}
"""Names of the form that belong to every action; the others are what actions ask for."""


def _posted() -> tuple[bulk.Offer, dict[str, Any], dict[str, Any]]:
    form = request.form.to_dict(flat=False)
    offered = {one.name for offer in bulk.offers(actor=actor()) for one in offer.controls}
    if strange := form.keys() - offered - OWN:
        raise Invalid({name: [_("There is no such field.")] for name in sorted(strange)})
    who: dict[str, Any] = {"people": [i for i in form.get("people", []) if i]}
    who |= {key: form[key][0] for key in ("action", "scope") if key in form}
    data = web.load(BulkForm, who)
    chosen = bulk.offer(data["action"], actor=actor())
    names = {control.name for control in chosen.controls}
    values = {k: v if len(v) > 1 else v[0] for k, v in form.items() if k in names}
    typed = controls.typed(chosen.schema, values)
    if chosen.change is not None:
        return chosen, data, web.load(chosen.schema, typed)
    web.load(chosen.schema, {**typed, "people": data["people"] or ["-"]})
    return chosen, data, typed


@bp.post("/<list_id>/change")
@allow("lists.view")
def run(list_id: str) -> Response:
    """Run an action on the chosen people at once, or on the whole list as a job."""
    entry = service.get(list_id, actor=actor())
    try:
        chosen, data, values = _posted()
        if data["scope"] == "list":
            job = bulk.enqueue(list_id, chosen, values, actor=actor())
            return web.go("jobs.show", job_id=job)
        changed, note = bulk.run(chosen, data["people"], values, actor=actor())
    except Invalid as error:
        texts = [str(text) for found in error.errors.values() for text in found]
        return web.go("lists.show", " ".join(texts), list_id=list_id, **_place())
    service.mark_stale(entry["_id"])
    text = _n("%(num)d person changed.", "%(num)d people changed.", changed)
    return web.go("lists.show", text, list_id=list_id, undo=note or None, **_place())


def _place() -> dict[str, Any]:
    return {"page": web.load_query(PageQuery)["page"] or None}


@bp.post("/<list_id>/undo/<note_id>")
@allow("lists.view")
def undo(list_id: str, note_id: str) -> Response:
    """Take the last bulk change back."""
    service.get(list_id, actor=actor())
    count = bulk.undo(note_id, actor=actor())
    service.mark_stale(list_id)
    text = _n("%(num)d person is as before.", "%(num)d people are as before.", count)
    return web.go("lists.show", text, list_id=list_id)
