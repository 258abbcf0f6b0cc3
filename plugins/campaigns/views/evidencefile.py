"""The evidence file of electronic cards: what it holds, the reason, the download."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, localtime, web
from crm.auth import allow
from crm.errors import Invalid
from plugins.campaigns.cardforms import EvidenceForm
from plugins.campaigns.service import campaigns, evidence
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


def _evidence_form(campaign_id: str, errors: Any = None) -> Response:
    campaign = campaign_of(campaign_id)
    campaigns.require_lead(campaign, auth.actor())
    return web.page(
        "campaigns/evidence.html",
        status=422 if errors else 200,
        n=len(evidence.counting(campaign, localtime.today())),
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
