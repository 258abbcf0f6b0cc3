"""Who sees a whole page: rows of comparisons, chosen as those of a question are."""

import json
from collections.abc import Mapping
from typing import Any

from flask import request
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.schemas import Form, choice
from plugins.surveys import conditionform, questionform
from plugins.surveys.definition.wording import describe
from plugins.surveys.questionform import ConditionRow
from plugins.surveys.service import building
from plugins.surveys.views.blueprint import bp, survey_of


class PageCondition(Form):
    """Who sees a page; `seen` is the condition as it was read, as JSON."""

    do = choice(["save", "look", "more-condition"], load_default="save")
    seen = fields.String(required=True, validate=validate.Length(max=20_000))
    join = choice(["all", "any"], load_default="all")
    conditions = fields.List(fields.Nested(ConditionRow), load_default=list,
                             validate=validate.Length(max=20))  # fmt: skip
    keep_condition = fields.Boolean(load_default=False)


def _draft_page(survey_id: str, key: str) -> tuple[Any, Any, Any, int]:
    """(survey, draft, page, number of the page); NotFound for no page of the draft."""
    survey = survey_of(survey_id)
    draft = building.draft_of(survey)
    for number, page in enumerate(draft["pages"], start=1):
        if page["key"] == key:
            return survey, draft, page, number
    raise NotFound()


def _page(
    survey_id: str, item_key: str, values: Mapping[str, Any] | None = None, **more: Any
) -> Response:
    survey, draft, page, number = _draft_page(survey_id, item_key)
    main, stored = draft["languages"][0], page.get("show_if")
    shown = {**conditionform.shown_condition(stored), "seen": json.dumps(stored)}
    context: dict[str, Any] = {"errors": {}, "status": 200, "focus": "", **more}
    return web.page(
        "surveys/page_condition.html",
        survey=survey,
        page=page,
        number=number,
        values={**shown, **({"conditions": [], **values} if values else {})},
        offered=conditionform.offered(draft, item_key, main),
        described=describe(stored, draft, main),
        **context,
    )


@bp.get("/<survey_id>/pages/<item_key>/condition")
@allow("surveys.edit")
def page_condition(survey_id: str, item_key: str) -> Response:
    """The form of who sees a page."""
    return _page(survey_id, item_key, focus=request.args.get("focus", "")[:20])


@bp.post("/<survey_id>/pages/<item_key>/condition")
@allow("surveys.edit")
def save_page_condition(survey_id: str, item_key: str) -> Response:
    """Store who sees a page; "look" only shows the answers of what was chosen."""
    _survey, draft, page, _number = _draft_page(survey_id, item_key)
    raw = questionform.entered(request.form)
    if raw.get("do") == "look":
        return _page(survey_id, item_key, raw)
    try:
        data = web.load(PageCondition, raw)
        wrong = {} if data["keep_condition"] else conditionform.unfinished(data, draft)
        if wrong:
            raise Invalid(wrong)
        show_if = conditionform.condition_from(data, page.get("show_if"))
        seen = _read(data["seen"])
        building.condition_page(survey_id, item_key, seen, show_if, actor=auth.actor())
    except Invalid as error:
        errors = questionform.messages(error.errors)
        return _page(survey_id, item_key, raw, errors=errors, status=422)
    if data["do"] == "more-condition":
        return web.go("surveys.page_condition", survey_id=survey_id, item_key=item_key,
                      focus="conditions")  # fmt: skip
    return web.go("surveys.builder", _("Saved."), survey_id=survey_id, _anchor=f"i-{item_key}")


def _read(seen: str) -> Any:
    try:
        return json.loads(seen)
    except ValueError as error:
        raise Invalid(_("Load the page again.")) from error
