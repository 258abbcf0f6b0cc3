"""After sending: thanks, taking everything back, and a form apart for whoever wants contact."""

from flask import g, request
from werkzeug.wrappers import Response

from crm import web
from crm.auth import public
from crm.errors import Invalid
from plugins.surveys.answering import contacts, responses
from plugins.surveys.schemas import ContactForm
from plugins.surveys.views.public.blueprint import (
    bp,
    cookie_name,
    current_survey,
    open_survey,
    page,
    respondent,
    set_cookie,
    to,
)


@bp.get("/done")
@public
def done() -> Response:
    """Thanks; and what one can still do."""
    who = respondent()
    if not responses.is_sent(responses.find(who)):
        return to("question_page", number=1)
    return page("done.html", may_withdraw=g.link.get("kind") != "kiosk")


@bp.post("/withdraw")
@public
def withdraw() -> Response:
    """Take back everything this person has answered."""
    responses.withdraw(respondent())
    return set_cookie(to("withdrawn"), cookie_name(), "")


@bp.get("/withdrawn")
@public
def withdrawn() -> Response:
    """Everything is taken back."""
    return page("withdrawn.html")


@bp.get("/contact")
@public
def contact() -> Response:
    """A form of its own for whoever wants to be contacted."""
    open_survey()
    return page("contact.html", values={}, errors={})


@bp.post("/contact")
@public
def ask_contact() -> Response:
    """Keep the request; nothing of it is kept with any answers."""
    survey = open_survey()
    try:
        contacts.ask(survey, web.load(ContactForm))
    except Invalid as error:
        return page("contact.html", 422, values=request.form, errors=error.errors)
    return to("contact_kept")


@bp.get("/contact/kept")
@public
def contact_kept() -> Response:
    """The request is noted."""
    current_survey()
    return page("contact_kept.html")
