"""Written answers: read in no order, from enough people on, with themes that people assign.

Texts are apart from all other answers (`answering.comments`). In surveys without names they are
shown when the survey has closed and at least `thresholds.comments` people wrote something; style
and facts can identify, so one reviewer may leave a text out first.
"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm import audit, db
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.answering import comments
from plugins.surveys.definition.shapes import OTHER, WRITTEN, other_key, questions, say
from plugins.surveys.results.wordlist import often
from plugins.surveys.service import surveys, versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import CLOSED, IDENTIFIED

LONGEST_THEME, MOST_THEMES = 60, 8


@dataclass(frozen=True)
class Texts:
    """The texts of one question; `few` where there are too few (or it is too early) to show."""

    question: str
    texts: Sequence[Mapping[str, Any]]
    themes: Sequence[tuple[str, int]]
    words: Sequence[tuple[str, int]]
    left_out: int
    few: bool


def asked(survey: Survey, language: str) -> list[tuple[str, str]]:
    """(key, words) of the questions that have written answers."""
    found: dict[str, str] = {}
    for version in versions.all_versions(survey["_id"]):
        for question in questions(version):
            text = say(question["text"], language, list(version["languages"]))
            if question["type"] in WRITTEN:
                found[question["key"]] = text
            if question.get(OTHER):
                found[other_key(question["key"])] = str(_("%(question)s: other", question=text))
    return list(found.items())


def of_question(survey: Survey, key: str, theme: str = "") -> Texts:
    """The texts of one question, shuffled; those of one theme where that is asked for."""
    stored = comments.of_question(survey["_id"], key)
    shown = [text for text in stored if not text.get("status")]
    named = survey["mode"] == IDENTIFIED
    early = survey["state"] != CLOSED and not named
    if early or (not named and len(shown) < survey["thresholds"]["comments"]):
        return Texts(key, (), (), (), 0, few=True)
    secrets.SystemRandom().shuffle(shown)
    themes = Counter(name for text in shown for name in text["themes"])
    words = often([text["text"] for text in shown], survey["thresholds"]["k"])
    some = [text for text in shown if not theme or theme in text["themes"]]
    return Texts(key, some, themes.most_common(), words, len(stored) - len(shown), few=False)


def _text(survey: Survey, text_id: str) -> Mapping[str, Any]:
    """One written text of this survey that may be shown now; NotFound otherwise."""
    mine = {"_id": text_id, "survey_id": survey["_id"], "state": comments.STATE}
    found = db.collection(comments.NAME).get(mine)
    if found is None or of_question(survey, found["question"]).few:
        raise NotFound()
    return found


@db.atomic
def set_themes(survey_id: str, text_id: str, themes: Sequence[str], *, actor: Actor) -> list[str]:
    """Assign themes to a text, instead of those it has; gives them as kept."""
    survey = surveys.get_survey(survey_id, actor=actor)
    found = _text(survey, text_id)
    wanted = list(dict.fromkeys(t.strip()[:LONGEST_THEME] for t in themes if t.strip()))
    kept = wanted[:MOST_THEMES]
    same = {"_id": found["_id"], "themes": found["themes"]}
    if not db.collection(comments.NAME).update(same, {"$set": {"themes": kept}}):
        raise Conflict(_("Somebody else sorted this answer just now."))
    audit.record(actor, "theme", "survey", survey_id, fields=["themes"])
    return kept


@db.atomic
def leave_out(survey_id: str, text_id: str, *, actor: Actor) -> None:
    """Show a text to nobody any more: it names or gives away somebody."""
    survey = surveys.get_survey(survey_id, actor=actor)
    found = _text(survey, text_id)
    change = {"$set": {"status": "left-out"}}
    db.collection(comments.NAME).update({"_id": found["_id"]}, change)
    audit.record(actor, "leave-out-text", "survey", survey_id)
