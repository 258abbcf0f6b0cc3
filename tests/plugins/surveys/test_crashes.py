"""A crash at each write of answering: nothing lost that was sent, nothing doubled."""

from typing import Any

import pytest

from crm import db
from plugins.surveys.answering import batching, respondents, responses
from tests import figures
from tests.plugins.surveys.answering import invite, make, members
from tests.plugins.surveys.samples import question

pytestmark = pytest.mark.faults


class Crash(BaseException):
    """The process ends here."""


@pytest.fixture
def crash_at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`crash_at(n)` ends the process before its n-th write (0: never)."""
    write = db.Collection._write
    left = [0]

    def counted(self: db.Collection) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Crash
        return write(self)

    monkeypatch.setattr(db.Collection, "_write", counted)

    def arm(n: int) -> None:
        left[0] = n

    return arm


PAGE = [question("days", "number"), question("why", "long_text"), question("what", "short_text")]


@pytest.mark.parametrize("mode", ["anonymous", "identified"])
def test_whoever_tries_again_after_any_crash_has_answered_once(lead, mode, crash_at):
    survey = make(lead, mode, PAGE)
    people = members(lead, 12)
    codes = list(invite(survey, people, lead).values())
    answers = {"days": 3, "why": "Because", "what": "That"}
    for n, code in enumerate(codes, start=1):
        who = respondents.by_code(survey, code)
        version = responses.version_for(who, None)
        crash_at(n)
        try:
            responses.save(who, version, answers, 0)
            responses.send(who, version, answers)
        except Crash:
            crash_at(0)
            figures.record("crashes while a member answers")
            if not responses.is_sent(responses.find(who)):
                responses.save(who, version, answers, 0)
                responses.send(who, version, answers)
        crash_at(0)
    name = responses.collection_of(mode)
    sent = db.collection(name).find({"survey_id": survey["_id"], "state": "new"})
    assert len(sent) == len(codes)
    comments = db.collection("surveys_comments").find(
        {"survey_id": survey["_id"], "state": "written"}
    )
    assert len(comments) == 2 * len(codes)


def test_a_batch_is_handed_out_again_until_it_is_counted(lead, crash_at):
    survey = make(lead, "anonymous", PAGE)
    people = members(lead, 14)
    for code in invite(survey, people, lead).values():
        who = respondents.by_code(survey, code)
        version = responses.version_for(who, None)
        responses.save(who, version, {"days": 1}, 0)
        responses.send(who, version, {"days": 1})
    first = batching.take(survey)
    assert first is not None
    assert len(first.responses) == 9, "the last five wait for others"
    again = batching.take(survey)
    assert again is not None
    assert {r["_id"] for r in again.responses} == {r["_id"] for r in first.responses}
    for n in range(1, 4):
        crash_at(n)
        try:
            batching.done(first)
        except Crash:
            figures.record("crashes while answers are counted")
    crash_at(0)
    batching.done(first)
    assert batching.take(survey) is None
    assert batching.waiting(survey) == 5
    closed = {**survey, "state": "closed"}
    last = batching.take(closed)
    assert last is not None
    assert len(last.responses) == 5
