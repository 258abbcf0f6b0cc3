"""What a lead gives out: links to sign a card by, the evidence file; and whose a submission is."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from crm import auth, tenancy, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.campaigns import qr, words
from plugins.campaigns.cardforms import CardLinkForm, EvidenceForm, MatchForm
from plugins.campaigns.service import campaigns, evidence, links, submissions
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


def _statement(campaign: campaigns.Campaign) -> str:
    """A first wording of a card; counsel should see it before it is used."""
    employer = campaign["employer"] or _("my employer")
    local = tenancy.current().local["name"]
    return str(
        _(
            "I authorize %(local)s to represent me for the purpose of collective bargaining with "
            "%(employer)s.",
            local=local,
            employer=employer,
        )
    )


def _link_form(campaign_id: str, values: Any = None, errors: Any = None) -> Response:
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    first = {"statement": _statement(campaign), "language": "English", "days": "30"}
    return web.page(
        "campaigns/card_link.html",
        status=422 if errors else 200,
        values=values or first,
        errors=errors or {},
        found=links.of_campaign(campaign_id, links.CARD),
        **shown(campaign),
    )


@bp.get("/<campaign_id>/cards/links")
@allow("campaigns.edit")
def card_links(campaign_id: str) -> Response:
    """The links that open the page for signing a card, and the form for one more."""
    return _link_form(campaign_id)


@bp.post("/<campaign_id>/cards/links")
@allow("campaigns.edit")
def card_link_make(campaign_id: str) -> Response:
    """Make a link; its address and code are shown once."""
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    try:
        data = web.load(CardLinkForm)
    except Invalid as error:
        return _link_form(campaign_id, request.form, error.errors)
    said = {"text": data["statement"], "language": data["language"]}
    about = {**said, "employer": campaign["employer"]}
    made = links.make(campaign_id, links.CARD, data["days"], about, actor=auth.actor())
    address = url_for("campaigns_public.card", token=made[0], _external=True)
    back = url_for("campaigns.card_links", campaign_id=campaign_id)
    return link_page(campaign, address, made[1], _("Sign a card"), back)


def link_page(
    campaign: campaigns.Campaign, address: str, link: links.Link, title: Any, back: str
) -> Response:
    """The address of a new link and its code, to be copied or printed now."""
    return web.page(
        "campaigns/link.html",
        address=address,
        code=qr.svg(address),
        link=link,
        title=title,
        back=back,
        **shown(campaign),
    )


@bp.post("/<campaign_id>/cards/links/<number>/end")
@allow("campaigns.edit")
def card_link_end(campaign_id: str, number: str) -> Response:
    """End a link: its page is gone at once."""
    campaigns.require_lead(campaign_of(campaign_id), auth.actor())
    links.end(campaign_id, links.CARD, number, actor=auth.actor())
    return web.go("campaigns.card_links", _("The link is ended."), campaign_id=campaign_id)


def _evidence_form(campaign_id: str, errors: Any = None) -> Response:
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    return web.page(
        "campaigns/evidence.html",
        status=422 if errors else 200,
        n=len(evidence.counting(campaign, evidence.today())),
        errors=errors or {},
        values=request.form,
        **shown(campaign),
    )


@bp.get("/<campaign_id>/cards/evidence")
@allow("campaigns.evidence", step_up=True)
def evidence_form(campaign_id: str) -> Response:
    """What the evidence file holds, and the reason for it."""
    return _evidence_form(campaign_id)


@bp.post("/<campaign_id>/cards/evidence")
@allow("campaigns.evidence", step_up=True)
def evidence_file(campaign_id: str) -> Response:
    """The evidence file for a filing."""
    try:
        reason = web.load(EvidenceForm)["reason"]
        data = evidence.export(campaign_of(campaign_id), reason, actor=auth.actor())
    except Invalid as error:
        return _evidence_form(campaign_id, error.errors)
    answer = Response(data, mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="electronic-cards.zip"'
    return answer


@bp.get("/<campaign_id>/submissions")
@allow("campaigns.log")
def submissions_list(campaign_id: str) -> Response:
    """What came by public links and waits for somebody to say whose it is."""
    found = submissions.waiting(campaign_id, actor=auth.actor())
    rows = [(sent, submissions.candidates(sent)) for sent in found]
    reasons = dict(words.MATCH_REASONS)
    campaign = campaign_of(campaign_id)
    return web.page("campaigns/submissions.html", rows=rows, reasons=reasons, **shown(campaign))


@bp.post("/submissions/<sent_id>/match")
@allow("campaigns.log")
def submission_match(sent_id: str) -> Response:
    """Say whose a submission is."""
    try:
        person_id = web.load(MatchForm)["person_id"]
    except Invalid:
        sent = submissions.get(sent_id, actor=auth.actor())
        where = {"campaign_id": sent["campaign_id"]}
        return web.go("campaigns.submissions_list", _("Choose a person first."), **where)
    sent = submissions.match(sent_id, person_id, actor=auth.actor())
    where = {"campaign_id": sent["campaign_id"]}
    return web.go("campaigns.submissions_list", _("Matched."), **where)


@bp.post("/submissions/<sent_id>/aside")
@allow("campaigns.log")
def submission_aside(sent_id: str) -> Response:
    """Put a submission aside."""
    sent = submissions.set_aside(sent_id, actor=auth.actor())
    where = {"campaign_id": sent["campaign_id"]}
    return web.go("campaigns.submissions_list", _("Put aside."), **where)
