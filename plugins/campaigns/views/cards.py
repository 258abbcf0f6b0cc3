"""Cards: a person's cards, signing, withdrawing, scans; the campaign's cards and thresholds."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.campaigns.cardforms import CardEndForm, CardForm, CardsQuery
from plugins.campaigns.service import (
    cardlist,
    cardrecords,
    cards,
    links,
    numbers,
    placesizes,
    scans,
    unit,
)
from plugins.campaigns.service.thresholds import places
from plugins.campaigns.views.blueprint import bp, campaign_of, row_answer, shown

SCAN_BYTES = scans.LARGEST


@bp.get("/<campaign_id>/cards")
@allow("campaigns.view")
def cards_page(campaign_id: str) -> Response:
    """Cards against the thresholds of each jurisdiction, then the cards themselves."""
    return _cards(campaign_id, web.load_query(CardsQuery))


def cards_again(campaign_id: str, errors: Any) -> Response:
    """The page with what was wrong in the form of a jurisdiction's size."""
    return _cards(campaign_id, CardsQuery().load({}), errors)


def _cards(campaign_id: str, asked: dict[str, Any], errors: Any = None) -> Response:
    campaign = campaign_of(campaign_id)
    found = places(campaign)
    figures = numbers.figures(campaign)
    page = cardlist.page(campaign, asked["show"], asked["after"], actor=auth.actor())
    kept = {"campaign_id": campaign_id, "show": asked["show"], "after": page.after}
    return web.page(
        "campaigns/cards.html",
        "rows" if asked["after"] else None,
        status=422 if errors else 200,
        page=page,
        asked=asked,
        errors=errors or {},
        tried=request.form,
        more=url_for("campaigns.cards_page", **kept) if page.after else "",
        places=found,
        added_up=placesizes.added_up(campaign, found),
        figures=figures,
        links=links.of_campaign(campaign_id, links.CARD),
        **shown(campaign),
    )


def _panel(campaign_id: str, person_id: str, values: Any = None, errors: Any = None) -> Response:
    campaign, member = unit.get_member(campaign_id, person_id, actor=auth.actor())
    found = cardrecords.of_person(person_id, campaign_id)
    return web.page(
        "campaigns/card.html",
        "panel",
        status=422 if errors else 200,
        member=member,
        cards=[(card, cardrecords.standing(card, member)) for card in found],
        values=values or {},
        errors=errors or {},
        **shown(campaign),
    )


@bp.get("/<campaign_id>/people/<person_id>/cards")
@allow("campaigns.log")
def card_panel(campaign_id: str, person_id: str) -> Response:
    """A person's cards, all of them, and the form for one more."""
    return _panel(campaign_id, person_id)


@bp.post("/<campaign_id>/people/<person_id>/cards")
@allow("campaigns.log")
def card_sign(campaign_id: str, person_id: str) -> Response:
    """Put a signed card on file."""
    try:
        card = cards.sign(campaign_id, person_id, web.load(CardForm), actor=auth.actor())
    except Invalid as error:
        return _panel(campaign_id, person_id, request.form, error.errors)
    return _back(card, _("The card is on file."))


def _back(card: cardrecords.Card, text: Any) -> Response:
    where = (card["campaign_id"], card["person_id"])
    _campaign, member = unit.get_member(*where, actor=auth.actor())
    if web.is_htmx():
        return row_answer(member, text)
    return web.go("campaigns.card_panel", text, campaign_id=where[0], person_id=where[1])


@bp.post("/cards/<card_id>/end")
@allow("campaigns.log")
def card_end(card_id: str) -> Response:
    """A card withdrawn by whoever signed it, or taken out as entered by mistake; it is kept."""
    card, member = cards.get_card(card_id, actor=auth.actor())
    try:
        data = web.load(CardEndForm)
        if data["how"] == "void":
            cards.void(card_id, data["reason"], actor=auth.actor())
        else:
            cards.withdraw(card_id, data, actor=auth.actor())
    except Invalid as error:
        return _panel(card["campaign_id"], member["person_id"], request.form, error.errors)
    return _back(card, _("Noted; the card stays in the history."))


@bp.post("/cards/<card_id>/scan")
@allow("campaigns.log")
def card_scan(card_id: str) -> Response:
    """Keep the scan of a paper card."""
    card, member = cards.get_card(card_id, actor=auth.actor())
    try:
        sent = request.files.get("scan")
        data = sent.stream.read(SCAN_BYTES + 1) if sent else b""
        scans.attach(card, data, actor=auth.actor())
    except Invalid as error:
        return _panel(card["campaign_id"], member["person_id"], {}, error.errors)
    return _back(card, _("The scan is kept."))


@bp.get("/cards/<card_id>/scan")
@allow("campaigns.log")
def card_scan_file(card_id: str) -> Response:
    """The scan as a download; it is never shown in the page."""
    card, _member = cards.get_card(card_id, actor=auth.actor())
    data = scans.read(card, actor=auth.actor())
    answer = Response(data, mimetype="application/octet-stream")
    name = f"card-{card['_id']}.{card['scan']['kind']}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
