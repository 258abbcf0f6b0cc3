"""The form of one question."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import actions, auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.surveys import conditionform, questionform
from plugins.surveys.definition import suggests
from plugins.surveys.definition.building import BOUNDS, WITH_OPTIONS
from plugins.surveys.definition.shapes import WITH_OTHER
from plugins.surveys.definition.wording import describe
from plugins.surveys.questionform import QuestionForm
from plugins.surveys.service import questions
from plugins.surveys.views.blueprint import bp
from plugins.surveys.words import NAMED_MODES


def _page(
    survey_id: str, item_key: str, values: Mapping[str, Any] | None = None, **more: Any
) -> Response:
    survey, version, question = questions.get_question(survey_id, item_key, actor=auth.actor())
    main = version["languages"][0]
    values = dict(values or questionform.shown(question, version))
    kind = values.get("type") or question["type"]
    context: dict[str, Any] = {"errors": {}, "theirs": None, "status": 200, "focus": "", **more}
    return web.page(
        "surveys/edit_question.html",
        survey=survey,
        version=version,
        question=question,
        values={"options": [], "rows": [], "conditions": [], "join": "all", **values},
        kind=kind,
        bounds=BOUNDS.get(kind, ()),
        with_options=kind in WITH_OPTIONS,
        with_other=kind in WITH_OTHER,
        offered=conditionform.offered(version, item_key, main),
        described=describe(question.get("show_if"), version, main),
        seen=more.pop("seen", "") or questions.seen(question),
        fixed_type=item_key in survey["register"],
        suggesting=_suggesting(survey, question) if kind == question["type"] else {},
        **context,
    )


def _suggesting(survey: Mapping[str, Any], question: Mapping[str, Any]) -> dict[str, str]:
    """By code of a stored option: what it suggests, in words; {} where none may."""
    if question["type"] not in suggests.TYPES:
        return {}
    found = {option["code"]: "" for option in question.get("options") or ()}
    for one in suggests.of_question(question):
        what = actions.described(actions.find(one.action), one.values)
        found[one.code] = "; ".join(filter(None, (found[one.code], str(what))))
    named = survey["mode"] in NAMED_MODES
    return {
        code: str(_("suggests: %(what)s", what=what)) if what else ""
        for code, what in found.items()
        if what or named
    }


@bp.get("/<survey_id>/questions/<item_key>")
@allow("surveys.edit")
def edit_question(survey_id: str, item_key: str) -> Response:
    """The form of a question."""
    return _page(survey_id, item_key, focus=request.args.get("focus", "")[:20])


@bp.post("/<survey_id>/questions/<item_key>")
@allow("surveys.edit")
def save_question(survey_id: str, item_key: str) -> Response:
    """Store a question; a button of its lists stores it and stays."""
    _survey, version, question = questions.get_question(survey_id, item_key, actor=auth.actor())
    raw = questionform.entered(request.form)
    if raw.get("do") == "look":
        return _page(survey_id, item_key, raw)
    try:
        data = web.load(QuestionForm, raw)
        wrong = conditionform.unfinished(data, version) if not data["keep_condition"] else {}
        if wrong:
            raise Invalid(wrong)
        data = questionform.step(data, data["do"])
        data["show_if"] = conditionform.condition_from(data, question.get("show_if"))
        questions.save_question(survey_id, item_key, data["seen"], data, actor=auth.actor())
    except Invalid as error:
        errors = questionform.messages(error.errors)
        return _page(survey_id, item_key, raw, errors=errors, status=422)
    except Conflict as error:
        if "theirs" not in error.extra or error.extra["theirs"].get("key") != item_key:
            raise
        note = _("Somebody else changed this question; theirs is beside, yours is in the form.")
        theirs = questionform.shown(error.extra["theirs"], version)
        return _page(
            survey_id, item_key, raw, errors={"_schema": [note]}, theirs=theirs, status=409
        )
    return _next(survey_id, item_key, data["do"])


def _next(survey_id: str, item_key: str, do: str) -> Response:
    if do == "save":
        return web.go("surveys.builder", _("Saved."), survey_id=survey_id, _anchor=f"i-{item_key}")
    focus = {"option": "options", "row": "rows", "condition": "conditions"}
    part = do.split("-", maxsplit=2)[1]
    return web.go("surveys.edit_question", survey_id=survey_id, item_key=item_key,
                  focus=focus[part], more="yes" if do.startswith("more") else None)  # fmt: skip
