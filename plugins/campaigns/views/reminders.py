"""Reminding those who promised to come: the list to call, the text, and mail."""

from werkzeug.wrappers import Response

from crm import auth, mail, web
from crm.auth import allow
from crm.i18n import _
from plugins.campaigns.service import reminding, turnoutlist
from plugins.campaigns.views.blueprint import bp
from plugins.campaigns.views.eventpages import event_of


@bp.get("/<campaign_id>/events/<event_id>/reminders")
@allow("campaigns.log")
def reminders(campaign_id: str, event_id: str) -> Response:
    """Whom to remind: a list to call, a text to copy, and mail where people agreed to it."""
    campaign, page = event_of(campaign_id, event_id)
    rows = turnoutlist.to_remind(campaign, page["event"], actor=auth.actor())
    ways = reminding.ways(rows, page["event"], actor=auth.actor())
    return web.page(
        "campaigns/reminders.html",
        rows=rows,
        ways=ways,
        mailable=sum(bool(way["mail"]) for way in ways.values()),
        mail_ready=mail.configured(),
        text=reminding.text(page["event"]),
        **page,
    )


@bp.post("/<campaign_id>/events/<event_id>/reminders/mail")
@allow("campaigns.log")
def reminders_mail(campaign_id: str, event_id: str) -> Response:
    """Mail a reminder to those who agreed to mail."""
    found = reminding.by_mail(campaign_id, event_id, actor=auth.actor())
    text = _(
        "%(n)d mails are on their way. %(left)d people have not agreed to mail: call them.",
        n=found.queued,
        left=found.no_consent,
    )
    values = {"campaign_id": campaign_id, "event_id": event_id}
    return web.go("campaigns.reminders", text, **values)
