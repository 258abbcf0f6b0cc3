"""The builder: pages and questions, added, moved and taken out, each by a button."""

from typing import Any

from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.surveys.definition.wording import describe
from plugins.surveys.schemas import AddQuestion, Move, PageTitle, VersionRef
from plugins.surveys.service import building, exchange, surveys, versions
from plugins.surveys.views.blueprint import bp, survey_of

NEEDS_MORE = frozenset({"single", "multiple", "ranking", "matrix", "scale"})
"""Types whose form opens at once when they are added: they have answers to write."""


def shown(survey_id: str, **context: Any) -> Response:
    """The builder as it is now, whole or (for htmx) its part."""
    survey = survey_of(survey_id)
    version = versions.working_version(survey)
    problems: dict[str, list[str]] = {}
    for problem in versions.problems(survey, version) if version["state"] == "draft" else ():
        problems.setdefault(problem["key"], []).append(problem["text"])
    context = {"errors": {}, "values": {}, "status": 200, **context}
    return web.page(
        "surveys/builder.html",
        "builder",
        survey=survey,
        version=version,
        problems=problems,
        describe=describe,
        losses=exchange.losses(version),
        writing=version["state"] == "draft" and auth.actor().can("surveys.edit"),
        **context,
    )


def _after(survey_id: str, key: str = "", message: Any = None) -> Response:
    if web.is_htmx():
        return web.with_toast(shown(survey_id), message)
    anchor = f"i-{key}" if key else None
    return web.go("surveys.builder", message, survey_id=survey_id, _anchor=anchor)


@bp.get("/<survey_id>/questions")
@allow("surveys.edit")
def builder(survey_id: str) -> Response:
    """All pages and questions."""
    return shown(survey_id)


@bp.post("/<survey_id>/questions/begin")
@allow("surveys.edit")
def begin_change(survey_id: str) -> Response:
    """Begin a change of the questions of an open survey."""
    versions.begin_change(survey_id, actor=auth.actor())
    return web.go("surveys.builder", _("Members see nothing of it until you publish it."),
                  survey_id=survey_id)  # fmt: skip


@bp.post("/<survey_id>/questions/publish")
@allow("surveys.edit")
def publish_change(survey_id: str) -> Response:
    """Make the change what members are asked from now on."""
    try:
        survey = versions.publish_change(survey_id, actor=auth.actor())
    except Invalid as error:
        return shown(survey_id, errors=error.errors, status=422)
    text = _("Version %(n)d is live.", n=survey["current_version"])
    return web.go("surveys.builder", text, survey_id=survey_id)


@bp.post("/<survey_id>/questions/discard")
@allow("surveys.edit")
def discard_change(survey_id: str) -> Response:
    """Throw a change away."""
    versions.drop_change(survey_id, actor=auth.actor())
    return web.go("surveys.builder", _("The change is thrown away."), survey_id=survey_id)


@bp.post("/<survey_id>/questions/undo")
@allow("surveys.edit")
def undo(survey_id: str) -> Response:
    """One step back."""
    try:
        building.undo(survey_id, web.load(VersionRef)["version"], actor=auth.actor())
    except Conflict as error:
        if "theirs" in error.extra:
            raise
        return _after(survey_id, message=error.detail)
    return _after(survey_id, message=_("Undone."))


@bp.post("/<survey_id>/pages")
@allow("surveys.edit")
def add_page(survey_id: str) -> Response:
    """A page at the end."""
    return _after(survey_id, building.add_page(survey_id, actor=auth.actor()))


@bp.post("/<survey_id>/pages/<item_key>/title")
@allow("surveys.edit")
def title_page(survey_id: str, item_key: str) -> Response:
    """Name a page."""
    title = web.load(PageTitle)["title"]
    return _after(survey_id, building.title_page(survey_id, item_key, title, actor=auth.actor()))


@bp.post("/<survey_id>/questions/add")
@allow("surveys.edit")
def add_question(survey_id: str) -> Response:
    """A question at the end of a page; one with answers to write opens."""
    surveys.get_survey(survey_id, actor=auth.actor())
    try:
        data = web.load(AddQuestion)
    except Invalid as error:
        values = web.form_values(AddQuestion)
        return shown(survey_id, errors=error.errors, values=values, status=422)
    page, kind, words = data["page"], data["type"], data["text"]
    key = building.add_question(survey_id, page, kind, words, actor=auth.actor())
    if kind in NEEDS_MORE:
        return web.go("surveys.edit_question", survey_id=survey_id, item_key=key, focus="options")
    return _after(survey_id, key, _("Added."))


@bp.post("/<survey_id>/items/<item_key>/move")
@allow("surveys.edit")
def move_item(survey_id: str, item_key: str) -> Response:
    """A question or page one place up or down."""
    step = web.load(Move)["step"]
    return _after(survey_id, building.move(survey_id, item_key, step, actor=auth.actor()))


@bp.post("/<survey_id>/items/<item_key>/copy")
@allow("surveys.edit")
def copy_item(survey_id: str, item_key: str) -> Response:
    """A question once more, right below."""
    return _after(survey_id, building.copy_question(survey_id, item_key, actor=auth.actor()))


@bp.post("/<survey_id>/items/<item_key>/drop")
@allow("surveys.edit")
def drop_item(survey_id: str, item_key: str) -> Response:
    """Take a question or page out; undo brings it back."""
    building.drop(survey_id, item_key, actor=auth.actor())
    return _after(survey_id, message=_("Taken out. Undo brings it back."))
