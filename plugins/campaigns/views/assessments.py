"""The history of a member's assessments, and setting one with its reason."""

from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from plugins.campaigns import scale
from plugins.campaigns.service import history, unit
from plugins.campaigns.views.blueprint import bp, shown


@bp.get("/<campaign_id>/people/<person_id>/assessments")
@allow("campaigns.log")
def assessments_of(campaign_id: str, person_id: str) -> Response:
    """Every assessment of a member: what, how it was known, who gave it and why."""
    campaign, member = unit.get_member(campaign_id, person_id, actor=auth.actor())
    return web.page(
        "campaigns/assessments.html",
        "panel",
        member=member,
        entries=history.of_person(person_id, campaign_id),
        scale=scale.levels(),
        earlier_label=scale.earlier_label,
        became=scale.became,
        **shown(campaign),
    )
