"""Letters with personal links: printed once, and anew where answers carry the name."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from crm import auth, mail, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.surveys.answering import invitations, letters, sources, tokens, wording
from plugins.surveys.answering.invitations import LETTER, MOST_LETTERS
from plugins.surveys.schemas import AnewForm, InviteForm
from plugins.surveys.service.surveys import Survey
from plugins.surveys.views.blueprint import bp, survey_of
from plugins.surveys.views.inviting import invitations_page, link_base, qr


@bp.post("/<survey_id>/invitations/letters")
@allow("surveys.open")
def invite_letters(survey_id: str) -> Response:
    """Letters with personal links, to be printed now: they are not to be had again."""
    survey, actor = survey_of(survey_id), auth.actor()
    invitations.require_inviting(survey)
    source = web.load(InviteForm)["source"]
    ids = sources.people_ids(source, actor=actor)
    found = invitations.sort_people(survey, ids, actor=actor)
    chosen = found.by_letter if mail.configured() else (*found.by_mail, *found.by_letter)
    people = {person["_id"]: person for person in chosen[:MOST_LETTERS]}
    codes: dict[str, str] = {}
    try:
        if people:
            codes = invitations.invite(survey, list(people.values()), LETTER, str, actor=actor)
    except Invalid as error:
        return invitations_page(survey, 422, errors=error.errors)
    if not codes:  # all were invited before: the form was sent again, or the page loaded anew
        return invitations_page(survey, 409, found=found, source=source, none_left=True)
    return _printed(survey, ((people[person_id], code) for person_id, code in codes.items()))


@bp.post("/<survey_id>/invitations/letters/anew")
@allow("surveys.open")
def letters_anew(survey_id: str) -> Response:
    """New letters for who has not answered, in a survey with names; the earlier codes end."""
    survey = survey_of(survey_id)
    try:
        times = web.load(AnewForm)["times"]
        made = letters.print_anew(survey, times, actor=auth.actor())
    except Invalid as error:
        return invitations_page(survey, 422, errors=error.errors)
    if not made:
        text = _("Whoever got a letter has answered, wants no contact, or is beyond your reach.")
        return invitations_page(survey, 409, errors={"source": [text]})
    return _printed(survey, made)


def _printed(survey: Survey, made: Iterable[tuple[Mapping[str, Any], str]]) -> Response:
    base = link_base(survey)
    shown = [
        {
            "text": wording.invitation(survey, person, base + code)[1],
            "code": tokens.on_paper(code),
            "qr": qr(base + code),
        }
        for person, code in made
    ]
    return web.page("surveys/letters.html", survey=survey, letters=shown)
