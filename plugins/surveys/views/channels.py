"""The survey's own address, posters with a code for a place, kiosks, and who wants contact."""

from typing import Any

from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.surveys.answering import contacts, links, wording
from plugins.surveys.schemas import LinkForm
from plugins.surveys.service.surveys import Survey
from plugins.surveys.views.blueprint import bp, survey_of
from plugins.surveys.views.inviting import public_address, qr
from plugins.surveys.words import DRAFT


def _page(survey: Survey, status: int = 200, **more: Any) -> Response:
    found = [] if survey["state"] == DRAFT else links.of_survey(survey["_id"])
    shown = [{**link, "address": public_address(link["token"])} for link in found]
    asked = contacts.of_survey(survey, actor=auth.actor())
    return web.page(
        "surveys/channels.html", status=status, survey=survey, links=shown, contacts=asked, **more
    )


@bp.get("/<survey_id>/link")
@allow("surveys.open")
def channels(survey_id: str) -> Response:
    """All addresses of the survey, and requests for contact."""
    return _page(survey_of(survey_id))


@bp.post("/<survey_id>/link")
@allow("surveys.open")
def add_link(survey_id: str) -> Response:
    """Make a poster or a kiosk for a place."""
    survey = survey_of(survey_id)
    try:
        data = web.load(LinkForm)
    except Invalid as error:
        return _page(survey, 422, errors=error.errors)
    links.add(survey, data["kind"], data["place"], actor=auth.actor())
    return web.go("surveys.channels", _("Made."), survey_id=survey_id)


@bp.post("/<survey_id>/link/<link_id>/remove")
@allow("surveys.open")
def remove_link(survey_id: str, link_id: str) -> Response:
    """End a poster or a kiosk."""
    survey_of(survey_id)
    links.remove(survey_id, link_id, actor=auth.actor())
    return web.go("surveys.channels", _("Its address answers no more."), survey_id=survey_id)


@bp.get("/<survey_id>/link/<link_id>/poster")
@allow("surveys.open")
def poster(survey_id: str, link_id: str) -> Response:
    """A poster to print: the QR code, the address and what the survey is about."""
    survey = survey_of(survey_id)
    link = links.get(survey_id, link_id)
    address = public_address(link["token"])
    return web.page(
        "surveys/poster.html",
        survey=survey,
        link=link,
        address=address,
        qr=qr(address),
        title=wording.title(survey),
        sponsor=wording.sponsor(),
    )


@bp.post("/<survey_id>/contacts/<contact_id>/settle")
@allow("surveys.open")
def settle_contact(survey_id: str, contact_id: str) -> Response:
    """Somebody who asked was contacted: remove the request."""
    contacts.settle(survey_of(survey_id), contact_id, actor=auth.actor())
    return web.go("surveys.channels", _("Settled and removed."), survey_id=survey_id)
