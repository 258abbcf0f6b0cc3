"""What the builder does to the structure, stored, with one step back.

Steps that name what they touch (move, add, remove) apply to the draft as it is now. The text of a
question is in `questions`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from crm import db
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.definition import building, editing
from plugins.surveys.definition.checking import MOST
from plugins.surveys.definition.shapes import Question
from plugins.surveys.service import surveys, versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.service.versions import Version

Change = Callable[[Version, Mapping[str, Any]], tuple[Any, str]]
"""(draft, register) -> (pages, key of what it made or touched)."""
TRIES = 4


def draft_of(survey: Survey) -> Version:
    """The draft being written; Conflict where a change must be begun first."""
    if not survey["draft_version"]:
        raise Conflict(_("These questions are live. Begin a change to write on them."))
    return versions.get_version(survey["_id"], survey["draft_version"])


def apply(survey_id: str, change: Change, actor: Actor) -> str:
    """Apply to the draft as it is now, and again where somebody was faster."""
    for left in reversed(range(TRIES)):
        try:
            return _once(survey_id, change, actor)
        except Conflict:
            if not left:
                raise
    return ""


@db.atomic
def _once(survey_id: str, change: Change, actor: Actor) -> str:
    survey = surveys.get_survey(survey_id, actor=actor)
    draft = draft_of(survey)
    try:
        pages, key = change(draft, survey["register"])
    except KeyError:
        raise NotFound() from None
    if len(pages) > MOST["pages"] or len(editing.taken(pages)) > MOST["questions"]:
        raise Invalid(_("At most %(p)d pages and %(q)d questions.", p=60, q=300))
    versions.save_draft_version(survey_id, draft["version"], pages, actor=actor)
    keep = {"$set": {"previous": draft["pages"]}}
    db.collection("surveys_versions").update({"_id": draft["_id"]}, keep)
    return key


def add_page(survey_id: str, *, actor: Actor) -> str:
    """A page at the end; gives its key."""
    return apply(survey_id, lambda d, used: editing.add_page(d["pages"], used), actor)


def title_page(survey_id: str, key: str, title: str, *, actor: Actor) -> str:
    """Name a page in the main language."""

    def change(draft: Version, _used: Any) -> tuple[Any, str]:
        page = draft["pages"][editing.place_of(draft["pages"], key)[0]]
        said = building.say_in(page.get("title"), draft["languages"][0], title)
        return editing.set_page(draft["pages"], key, {"title": said}), key

    return apply(survey_id, change, actor)


def condition_page(survey_id: str, key: str, seen: Any, show_if: Any, *, actor: Actor) -> str:
    """Say who sees a whole page (None: everybody); Conflict where it is not as it was `seen`."""

    def change(draft: Version, _used: Any) -> tuple[Any, str]:
        page, at = editing.place_of(draft["pages"], key)
        if at >= 0:
            raise KeyError(key)
        if draft["pages"][page].get("show_if") != seen:
            raise Conflict(_("Somebody else changed who sees this page just now; look again."))
        made = editing.fresh(draft["pages"])
        made[page].pop("show_if", None)
        made[page] |= {"show_if": show_if} if show_if else {}
        return made, key

    return apply(survey_id, change, actor)


def add_question(survey_id: str, page_key: str, kind: str, words: str, *, actor: Actor) -> str:
    """A question at the end of a page; gives its key."""

    def change(draft: Version, used: Any) -> tuple[Any, str]:
        made = building.blank(kind, words, draft["languages"][0])
        return editing.add_question(draft["pages"], page_key, made, used)

    return apply(survey_id, change, actor)


def insert_question(survey_id: str, page_key: str, question: Question, *, actor: Actor) -> str:
    """A whole question (from the library) at the end of a page, its conditions left out."""
    plain = {k: v for k, v in question.items() if k != "show_if"}
    return apply(
        survey_id,
        lambda d, used: editing.add_question(d["pages"], page_key, plain, used),
        actor,
    )


def copy_question(survey_id: str, key: str, *, actor: Actor) -> str:
    """A copy right below; gives its key."""
    return apply(survey_id, lambda d, used: editing.copy_question(d["pages"], key, used), actor)


def move(survey_id: str, key: str, step: int, *, actor: Actor) -> str:
    """A question or page one place up (-1) or down (1)."""
    return apply(survey_id, lambda d, _u: (editing.move(d["pages"], key, step), key), actor)


def drop(survey_id: str, key: str, *, actor: Actor) -> str:
    """Take a question (or a page, leaving its questions) out; conditions on it go with it."""

    def change(draft: Version, _used: Any) -> tuple[Any, str]:
        pages = draft["pages"]
        for watcher in editing.watchers(pages, key):
            pages = _without_condition(pages, watcher)
        return editing.drop(pages, key), key

    return apply(survey_id, change, actor)


def _without_condition(pages: Any, key: str) -> Any:
    page, at = editing.place_of(pages, key)
    made = editing.fresh(pages)
    entry = made[page] if at < 0 else made[page]["items"][at]
    entry.pop("show_if", None)
    return made


@db.atomic
def undo(survey_id: str, version: int, *, actor: Actor) -> None:
    """One step back, and on a second time forward again; Conflict where others wrote since."""
    draft = draft_of(surveys.get_survey(survey_id, actor=actor))
    if draft["version"] != version or not draft.get("previous"):
        raise Conflict(_("Somebody has written on this since; nothing was undone."))
    versions.save_draft_version(survey_id, version, draft["previous"], actor=actor)
    keep = {"$set": {"previous": draft["pages"]}}
    db.collection("surveys_versions").update({"_id": draft["_id"]}, keep)
