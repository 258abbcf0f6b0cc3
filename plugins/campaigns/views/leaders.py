"""Leaders and what each covers, the map, and the committee with its holes."""

from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from plugins.campaigns.service import leaders, numbers
from plugins.campaigns.service import structuretests as tests
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


@bp.get("/<campaign_id>/leaders")
@allow("campaigns.view")
def leader_page(campaign_id: str) -> Response:
    """Leaders and what each covers, the map, and the committee with its holes."""
    campaign = campaign_of(campaign_id)
    found = leaders.of_campaign(campaign, actor=auth.actor())
    return web.page(
        "campaigns/leaders.html",
        leaders=found,
        last=tests.last_begun(campaign_id),
        committee=leaders.committee(campaign, numbers.figures(campaign).base),
        drawing=leaders.drawing(campaign, found, actor=auth.actor()),
        **shown(campaign),
    )
