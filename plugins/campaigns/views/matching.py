"""What came by public links and waits for somebody to say whose it is."""

from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.campaigns import words
from plugins.campaigns.cardforms import MatchForm
from plugins.campaigns.service import submissions
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


@bp.get("/<campaign_id>/submissions")
@allow("campaigns.log")
def submissions_list(campaign_id: str) -> Response:
    """What came by public links and waits for somebody to say whose it is."""
    lists = {
        state: submissions.waiting(campaign_id, actor=auth.actor(), state=state)
        for state in ("waiting", "aside")
    }
    return web.page(
        "campaigns/submissions.html",
        rows={
            state: [(sent, submissions.candidates(sent)) for sent in found[: submissions.SHOWN]]
            for state, found in lists.items()
        },
        more={state: len(found) > submissions.SHOWN for state, found in lists.items()},
        most=submissions.SHOWN,
        reasons=dict(words.MATCH_REASONS),
        **shown(campaign_of(campaign_id)),
    )


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
