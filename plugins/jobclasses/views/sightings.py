"""Sightings: what is new this month, logging one, clusters, and a lead for a campaign."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, localtime, web
from crm.accounts import service as accounts
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.registry import current as registry
from plugins.jobclasses.service import classes, clusters, notes, posting, sightings
from plugins.jobclasses.sighting_schemas import (
    AssignForm,
    LeadForm,
    MonthQuery,
    ReadForm,
    SightingForm,
)
from plugins.jobclasses.views import evidence
from plugins.jobclasses.views.blueprint import bp

LEAD = "campaigns.start_lead"


def _lead() -> Any:
    return registry().find("actions", LEAD, auth.actor())


@bp.get("/sightings")
@allow("jobclasses.view")
def sightings_month() -> Response:
    """What was sighted in a month, by employer and craft; clusters that may be classes."""
    month = web.load_query(MonthQuery)["month"] or localtime.today().isoformat()[:7]
    found = sightings.of_month(month)
    return web.page(
        "jobclasses/sightings.html",
        month=month,
        months=_months(month),
        found=found,
        fresh={one["_id"] for one in found if sightings.is_new(one)},
        employers=sightings.by_employer(found),
        by_craft=sightings.by_craft(found),
        clusters=clusters.open_ones(),
        enough=clusters.ENOUGH,
        known=classes.every(),
        lead=_lead(),
        kinds=sightings.KINDS,
    )


def _months(month: str) -> tuple[str, str]:
    """The month before and the one after; '' for one to come."""
    year, number = int(month[:4]), int(month[5:])
    before = f"{year - (number == 1)}-{12 if number == 1 else number - 1:02}"
    after = f"{year + (number == 12)}-{1 if number == 12 else number + 1:02}"
    return before, after if after <= localtime.today().isoformat()[:7] else ""


def _form(values: Mapping[str, Any], errors: Mapping[str, Any]) -> Response:
    return web.page(
        "jobclasses/sighting.html",
        status=422 if errors else 200,
        values=values,
        errors=errors,
        kinds=sightings.KINDS,
        today=localtime.today().isoformat(),
    )


@bp.get("/sightings/new")
@allow("jobclasses.propose")
def sighting_new() -> Response:
    """The form of a sighting."""
    return _form({"key": secrets.token_hex(10), "seen_on": localtime.today().isoformat()}, {})


@bp.post("/sightings/read")
@allow("jobclasses.propose")
def sighting_read() -> Response:
    """The form again, filled from a pasted text or a text file."""
    try:
        data = web.load(ReadForm)
        upload = request.files.get("file")
        if upload is not None and upload.filename:
            data["text"] = _text_of(upload.read(200_001))
        if not data["text"].strip():
            raise Invalid({"text": [_("Paste a text or choose a file first.")]})
    except Invalid as error:
        return _form({**request.form.to_dict(), "key": secrets.token_hex(10)}, error.errors)
    today = localtime.today().isoformat()
    read = {"seen_on": today, "kind": data["kind"], **posting.read(data["text"])}
    return _form({**read, "text": data["text"], "key": secrets.token_hex(10)}, {})


def _text_of(content: bytes) -> str:
    if len(content) > 200_000:
        raise Invalid({"text": [_("The file is too long for a posting.")]})
    if b"\x00" in content[:2000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid({"text": [_("This is no text file; copy its text instead.")]})
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        try:
            return content.decode(encoding)[:20_000]
        except UnicodeError:
            continue
    raise Invalid({"text": [_("This is no text file; copy its text instead.")]})


@bp.post("/sightings/new")
@allow("jobclasses.propose")
def sighting_log() -> Response:
    """Note a sighting."""
    try:
        data = web.load(SightingForm)
        anyway = data.pop("anyway")
        stored = sightings.log(data, actor=auth.actor(), anyway=anyway)
    except Invalid as error:
        return _form(request.form, error.errors)
    return web.go("jobclasses.sighting", _("Noted."), sighting_id=stored["_id"])


@bp.get("/sightings/<sighting_id>")
@allow("jobclasses.view")
def sighting(sighting_id: str) -> Response:
    """One sighting, what it was matched to, its evidence, and what may be done with it."""
    return _sighting(sighting_id)


def _sighting(sighting_id: str, errors: Any = None) -> Response:
    found = sightings.get(sighting_id)
    cluster = clusters.get(found["cluster_id"]) if found["cluster_id"] else None
    return web.page(
        "jobclasses/onesighting.html",
        status=422 if errors else 200,
        found=found,
        cluster=cluster,
        known=classes.every(),
        live=sorted(classes.live().values(), key=lambda job: str(job["title"]).casefold()),
        kinds=dict(sightings.KINDS),
        lead=_lead(),
        notes=notes.of(f"sighting:{sighting_id}"),
        account_names=accounts.names(),
        errors=errors or {},
        values=request.form if errors else {},
    )


@bp.post("/sightings/<sighting_id>/notes")
@allow("jobclasses.propose")
def sighting_note(sighting_id: str) -> Response:
    """Attach evidence to a sighting, or comment."""
    sightings.get(sighting_id)
    try:
        evidence.add(f"sighting:{sighting_id}")
    except Invalid as error:
        return _sighting(sighting_id, error.errors)
    return web.go("jobclasses.sighting", _("Noted."), sighting_id=sighting_id)


@bp.post("/sightings/<sighting_id>/class")
@allow("jobclasses.match")
def sighting_assign(sighting_id: str) -> Response:
    """Say which class a sighting is of."""
    key = web.load(AssignForm)["class_key"]
    sightings.assign(sighting_id, key, actor=auth.actor())
    return web.go("jobclasses.sighting", _("Noted."), sighting_id=sighting_id)


@bp.post("/sightings/<sighting_id>/remove")
@allow("jobclasses.match")
def sighting_remove(sighting_id: str) -> Response:
    """Take a sighting back."""
    sightings.remove(sighting_id, actor=auth.actor())
    return web.go("jobclasses.sightings_month", _("The sighting is removed."))


@bp.post("/sightings/<sighting_id>/lead")
@allow("jobclasses.match")
def sighting_lead(sighting_id: str) -> Response:
    """Start a lead of a campaign at the employer of a sighting."""
    found = sightings.get(sighting_id)
    action = _lead()
    if action is None:
        raise NotFound()
    web.load(LeadForm)
    note = _("%(title)s sighted on %(day)s", title=found["title"], day=found["seen_on"])
    data = action.schema().load({"employer": found["employer"], "note": str(note)})
    made = action.run(data, actor=auth.actor())
    endpoint, values = made["url"]
    return web.go(endpoint, _("A lead is started."), **values)
