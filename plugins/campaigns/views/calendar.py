"""The calendar feed: its address for an account, and the feed itself behind that address."""

from flask import g, make_response, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow, public
from crm.i18n import _
from plugins.campaigns.service import calendar
from plugins.campaigns.views.blueprint import bp
from plugins.campaigns.views.public import public_bp


def _page(address: str = "") -> Response:
    feed = calendar.feed_of(auth.actor().account_id)
    return web.page("campaigns/feed.html", feed=feed, address=address)


@bp.get("/calendar")
@allow("campaigns.view")
def feed() -> Response:
    """Whether there is a feed of one's events, and what it shows."""
    return _page()


@bp.post("/calendar")
@allow("campaigns.view")
def feed_make() -> Response:
    """A new address for one's feed, shown this once; the one before ends."""
    token = calendar.make_feed(actor=auth.actor())
    return _page(url_for("campaigns_public.calendar_feed", token=token, _external=True))


@bp.post("/calendar/end")
@allow("campaigns.view")
def feed_end() -> Response:
    """End one's feed."""
    ended = calendar.end_feed(actor=auth.actor())
    text = _("The address does not work any more.") if ended else _("There was no address.")
    return web.go("campaigns.feed", text)


@public_bp.get("/calendar.ics")
@public
def calendar_feed() -> Response:
    """Title, time and place of the events; no names of workers."""
    answer = make_response(calendar.ics(g.link))
    answer.mimetype = "text/calendar"
    return answer
