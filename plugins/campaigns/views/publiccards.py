"""Pages without an account, opened by a link: signing a card. Nobody learns who is on file."""

from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from crm import security, web
from crm.auth import public
from crm.errors import Invalid, NotFound, TooMany
from plugins.campaigns.cardforms import SignForm
from plugins.campaigns.service import links, submissions
from plugins.campaigns.testforms import PetitionForm
from plugins.campaigns.views.blueprint import form_key
from plugins.campaigns.views.public import public_bp

RATE = "300 per hour"
"""A whole crew may sign from one address in one meeting."""
LINK_RATE = "500 per day"
"""From wherever it comes: what a link that got into wrong hands can bring in."""
MAIL_RATE = "3 per day"
"""Confirmations to one address: a form is no means to flood a mailbox."""


def link_for(purpose: str) -> links.Link:
    """The link of the address, if it is for this kind of page; NotFound otherwise."""
    if g.link["purpose"] != purpose:
        raise NotFound()
    link: links.Link = g.link
    return link


def _throttle(link: links.Link, kind: str) -> None:
    security.throttle(RATE, f"{kind}:{security.address_key()}")
    security.throttle(LINK_RATE, f"{kind}-link:{link['_id']}")


def _may_confirm(address: str) -> bool:
    """Whether this address can get another confirmation today; the card is kept anyway."""
    try:
        security.throttle(MAIL_RATE, f"confirm:{address.casefold()}")
    except TooMany:
        return False
    return True


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
    _throttle(link, "card")
    try:
        data = web.load(SignForm)
    except Invalid as error:
        return _card_page(link, request.form, error.errors)
    confirm = bool(data["email"]) and _may_confirm(data["email"])
    sent = submissions.take(link, {**data, "confirm": confirm})
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
    _throttle(link, "petition")
    try:
        data = web.load(PetitionForm)
    except Invalid as error:
        return _petition_page(link, request.form, error.errors)
    sent = submissions.take(link, {**data, "tier": link.get("tier", 1)})
    return web.page("campaigns/public_signed.html", link=link, sent=sent)
