"""What an option suggests when somebody chooses it: [{action, values}], never more than MOST.

`action` is the id of an action that a plugin declares, `values` what was said beforehand. It is
part of the version, so it is frozen with it. Only modes that store names can suggest anything.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from crm.i18n import _
from plugins.surveys.definition.checking import Problem
from plugins.surveys.definition.shapes import Question, Version, questions
from plugins.surveys.words import NAMED_MODES

TYPES = frozenset({"single", "multiple", "yes_no"})
"""The types whose answers may suggest something."""
MOST = 3


class Suggested(NamedTuple):
    """One suggestion of one option."""

    question: str
    code: str
    n: int
    action: str
    values: Mapping[str, Any]


def of_question(question: Question) -> Iterator[Suggested]:
    """All that the options of a question suggest."""
    for option in question.get("options") or ():
        for n, one in enumerate(option.get("suggests") or ()):
            yield Suggested(question["key"], option["code"], n, one["action"], one["values"])


def of_version(version: Version) -> list[Suggested]:
    """All that the options of a questionnaire suggest, in order."""
    return [one for question in questions(version) for one in of_question(question)]


def found(version: Version, answers: Mapping[str, Any]) -> list[Suggested]:
    """What these answers suggest."""
    return [one for one in of_version(version) if one.code in _given(answers.get(one.question))]


def _given(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else [answer]


def check(
    mode: str, version: Version, problem: Callable[[str, Mapping[str, Any]], str]
) -> list[Problem]:
    """What keeps a version from going live; `problem(action, values)` says why one cannot be."""
    wrong: list[Problem] = []
    for one in of_version(version):
        text = problem(one.action, one.values)
        if mode not in NAMED_MODES:
            text = str(_("Without names no answer can suggest anything: take it out."))
        if text:
            wrong.append(Problem(key=one.question, text=text))
    return wrong
