"""What an answer suggests, said in the builder: choose an action, then what it asks for."""

from typing import Any

from flask import request
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from crm import actions, auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from crm.schemas import Form
from plugins.surveys.service import suggesting
from plugins.surveys.views.blueprint import bp


class TakeOut(Form):
    """Which suggestion of an answer is to go."""

    n = fields.Integer(required=True, validate=validate.Range(min=0, max=9))


def _page(survey_id: str, item_key: str, code: str, **more: Any) -> Response:
    actor = auth.actor()
    survey, version, question, option = suggesting.get_option(
        survey_id, item_key, code, actor=actor
    )
    context: dict[str, Any] = {"action": None, "values": {}, "errors": {}, "status": 200, **more}
    action = context["action"]
    return web.page(
        "surveys/suggests.html",
        survey=survey,
        version=version,
        question=question,
        option=option,
        offered=actions.about_one(actor=actor),
        asks=actions.asks(action) if action else [],
        find=actions.find,
        described=actions.described,
        **context,
    )


@bp.get("/<survey_id>/questions/<item_key>/suggests/<code>")
@allow("surveys.edit")
def suggests(survey_id: str, item_key: str, code: str) -> Response:
    """What an answer suggests, and the form of one more."""
    chosen = actions.find(request.args.get("action", "")[:60], actor=auth.actor())
    return _page(survey_id, item_key, code, action=chosen)


@bp.post("/<survey_id>/questions/<item_key>/suggests/<code>")
@allow("surveys.edit")
def add_suggestion(survey_id: str, item_key: str, code: str) -> Response:
    """Have the answer suggest something."""
    suggesting.get_option(survey_id, item_key, code, actor=auth.actor())
    values = {k: v for k, v in request.form.items() if k not in {"csrf_token", "next", "action"}}
    action_id = request.form.get("action", "")[:60]
    try:
        suggesting.add(survey_id, item_key, code, action_id, values, actor=auth.actor())
    except Invalid as error:
        action = actions.find(action_id, actor=auth.actor())
        return _page(survey_id, item_key, code, action=action, values=values,
                     errors=error.errors, status=422)  # fmt: skip
    return web.go("surveys.suggests", _("Added. Nothing is done until somebody confirms it."),
                  survey_id=survey_id, item_key=item_key, code=code)  # fmt: skip


@bp.post("/<survey_id>/questions/<item_key>/suggests/<code>/remove")
@allow("surveys.edit")
def remove_suggestion(survey_id: str, item_key: str, code: str) -> Response:
    """Take a suggestion out of the questions."""
    n = web.load(TakeOut)["n"]
    suggesting.remove(survey_id, item_key, code, n, actor=auth.actor())
    return web.go("surveys.suggests", _("Taken out. Undo in the builder brings it back."),
                  survey_id=survey_id, item_key=item_key, code=code)  # fmt: skip
