"""Who took part in a structure test: the unit by name, one tap for each tier."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.i18n import _
from plugins.campaigns.schemas import UnitQuery
from plugins.campaigns.service import structuretests as tests
from plugins.campaigns.service import unitlist
from plugins.campaigns.testforms import TakeForm
from plugins.campaigns.views.blueprint import bp, shown


@bp.get("/tests/<test_id>/people")
@allow("campaigns.log")
def test_people(test_id: str) -> Response:
    """The unit by name, with one tap for each tier."""
    campaign, test = tests.get(test_id, actor=auth.actor())
    asked = web.load_query(UnitQuery)
    page = unitlist.page(campaign, asked, actor=auth.actor())
    kept = {k: v for k, v in asked.items() if v not in ("", None)} | {"after": page.after}
    return web.page(
        "campaigns/test_people.html",
        "rows" if asked["after"] else None,
        test=test,
        page=page,
        more=url_for("campaigns.test_people", test_id=test_id, **kept) if page.after else "",
        **shown(campaign),
    )


@bp.post("/tests/<test_id>/people/<person_id>")
@allow("campaigns.log")
def test_take(test_id: str, person_id: str) -> Response:
    """Note that somebody took part, or take it back."""
    campaign, test = tests.get(test_id, actor=auth.actor())
    data = web.load(TakeForm)
    if data["tier"]:
        day = data.get("on", "")
        member = tests.take(test_id, person_id, data["tier"], actor=auth.actor(), on=day)
    else:
        member = tests.take_back(test_id, person_id, actor=auth.actor())
    if web.is_htmx():
        context: dict[str, Any] = {"test": test, "member": member, **shown(campaign)}
        return web.page("campaigns/test_row.html", **context)
    return web.go("campaigns.test_people", _("Noted."), test_id=test_id)
