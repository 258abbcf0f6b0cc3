"""Invitations of a survey: whom, how, and reminders (letters are in `letters`)."""

import io
from typing import Any

import segno
from flask import request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from crm import auth, jobs, mail, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from crm.tenancy import suite
from plugins.surveys.answering import (
    invitations,
    letters,
    links,
    reminding,
    rosters,
    sources,
)
from plugins.surveys.answering.invitations import MOST_LETTERS
from plugins.surveys.schemas import InviteForm
from plugins.surveys.service import foreseen
from plugins.surveys.service.surveys import Survey
from plugins.surveys.views.blueprint import bp, survey_of
from plugins.surveys.words import IDENTIFIED


def link_base(survey: Survey) -> str:
    """The address of a personal link without its code."""
    return public_address(links.main(survey["_id"])["token"]) + "i/"


def public_address(token: str) -> str:
    """The whole address of a survey's public pages."""
    path = url_for("surveys_public.start", token=token)
    return (suite().config.base_url or request.host_url.rstrip("/")) + path


def qr(address: str) -> Markup:
    """A QR code of an address as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=4, omitsize=True, svgclass="qr"
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - made here, of an address


def invitations_page(survey: Survey, status: int = 200, **more: Any) -> Response:
    """The page of who was invited; `more` is what a step of inviting found."""
    return web.page(
        "surveys/invitations.html",
        status=status,
        survey=survey,
        sources=sources.choices(actor=auth.actor()),
        roster=rosters.get(survey["_id"]),
        waiting=reminding.to_remind(survey) if survey["state"] == "open" else 0,
        mail=mail.configured(),
        most_letters=MOST_LETTERS,
        printed=letters.printed(survey),
        **more,
    )


@bp.get("/<survey_id>/invitations")
@allow("surveys.open")
def invite_page(survey_id: str) -> Response:
    """Who was invited, and inviting more."""
    return invitations_page(survey_of(survey_id), job=_running(survey_id))


def _running(survey_id: str) -> dict[str, Any] | None:
    job_id = request.args.get("job", "")
    return jobs.get(job_id) if job_id else None


@bp.post("/<survey_id>/invitations")
@allow("surveys.open")
def invite_preview(survey_id: str) -> Response:
    """How many of a list or campaign can be invited, and how; nothing is sent yet."""
    survey, actor = survey_of(survey_id), auth.actor()
    invitations.require_inviting(survey)
    try:
        source = web.load(InviteForm)["source"]
    except Invalid as error:
        return invitations_page(survey, 422, errors=error.errors)
    ids = sources.people_ids(source, actor=actor)
    found = invitations.sort_people(survey, ids, actor=actor)
    fixed = rosters.get(survey_id)["n"] or not survey["breakdowns"] or survey["mode"] == IDENTIFIED
    shown = None if fixed else foreseen.first(survey, found, by_mail=mail.configured())
    return invitations_page(survey, found=found, source=source, foreseen=shown)


@bp.post("/<survey_id>/invitations/send")
@allow("surveys.open")
def invite_send(survey_id: str) -> Response:
    """Queue the messages of everybody who has an address and was not invited yet."""
    survey, actor = survey_of(survey_id), auth.actor()
    invitations.require_inviting(survey)
    if not mail.configured():
        return invitations_page(
            survey, 422, errors={"source": [_("No mail server is set up: print letters.")]}
        )
    source = web.load(InviteForm)["source"]
    ids = sources.people_ids(source, actor=actor)
    try:
        rosters.place(survey, invitations.sort_people(survey, ids, actor=actor).by_mail)
    except Invalid as error:
        return invitations_page(survey, 422, errors=error.errors)
    args = {"survey_id": survey_id, "source": source, "base": link_base(survey)}
    job_id = jobs.enqueue("surveys.invite_members", args, by=actor.account_id, key=survey_id)
    return web.go("surveys.invite_page", survey_id=survey_id, job=job_id)


@bp.post("/<survey_id>/invitations/remind")
@allow("surveys.open")
def invite_remind(survey_id: str) -> Response:
    """Remind everybody who is not marked as having answered."""
    survey = survey_of(survey_id)
    if not mail.configured():
        return invitations_page(survey, 422, errors={"source": [_("No mail server is set up.")]})
    base = link_base(survey)
    count = reminding.remind(survey, lambda code: base + code, actor=auth.actor())
    message = _("%(n)d reminders are on their way.", n=count)
    return web.go("surveys.invite_page", message, survey_id=survey_id)
