"""Pages without an account, opened by a link: signing a card. Nobody learns who is on file."""

from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from crm import security, web
from crm.auth import public
from crm.errors import Invalid, NotFound
from plugins.campaigns.cardforms import SignForm
from plugins.campaigns.service import links, submissions
from plugins.campaigns.testforms import PetitionForm
from plugins.campaigns.views.blueprint import form_key
from plugins.campaigns.views.public import public_bp

RATE = "300 per hour"
"""A whole crew may sign from one address in one meeting."""


def link_for(purpose: str) -> links.Link:
    """The link of the address, if it is for this kind of page; NotFound otherwise."""
    if g.link["purpose"] != purpose:
        raise NotFound()
    link: links.Link = g.link
    return link


def _card_page(link: links.Link, values: Any, errors: Any = None) -> Response:
    return web.page(
        "campaigns/public_card.html",
        status=422 if errors else 200,
        link=link,
        values=values,
        errors=errors or {},
        key=values.get("key") or form_key(),
    )


@public_bp.get("/card")
@public
def card() -> Response:
    """The card: the statement, and what is needed to sign it."""
    link = link_for(links.CARD)
    return _card_page(link, {"employer": link.get("employer", "")})


@public_bp.post("/card")
@public
def card_sign() -> Response:
    """Sign it; the answer shows what was signed."""
    link = link_for(links.CARD)
    security.throttle(RATE, f"card:{security.address_key()}")
    try:
        data = web.load(SignForm)
    except Invalid as error:
        return _card_page(link, request.form, error.errors)
    sent = submissions.take(link, data)
    return web.page("campaigns/public_signed.html", link=link, sent=sent)


def _petition_page(link: links.Link, values: Any, errors: Any = None) -> Response:
    return web.page(
        "campaigns/public_petition.html",
        status=422 if errors else 200,
        link=link,
        values=values,
        errors=errors or {},
        key=values.get("key") or form_key(),
    )


@public_bp.get("/petition")
@public
def petition() -> Response:
    """The petition: what is asked, and the form to sign it."""
    return _petition_page(link_for(links.PETITION), {})


@public_bp.post("/petition")
@public
def petition_sign() -> Response:
    """Sign it, without an account."""
    link = link_for(links.PETITION)
    security.throttle(RATE, f"petition:{security.address_key()}")
    try:
        data = web.load(PetitionForm)
    except Invalid as error:
        return _petition_page(link, request.form, error.errors)
    sent = submissions.take(link, {**data, "tier": link.get("tier", 1)})
    return web.page("campaigns/public_signed.html", link=link, sent=sent)
