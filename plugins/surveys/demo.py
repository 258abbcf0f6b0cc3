"""Fictional surveys: a closed anonymous census of AI at work, and a pledge that is under way.

They are among the people of the largest employer of the demo."""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from crm import db
from crm.plugin import Demo
from crm.tenancy import Actor
from plugins.surveys import demosuggests
from plugins.surveys.answering import invitations, responses
from plugins.surveys.answering.respondents import by_code
from plugins.surveys.definition.answers import clean_answers
from plugins.surveys.definition.shapes import Question, Version, codes
from plugins.surveys.definition.visibility import visible_questions
from plugins.surveys.service import lifecycle, progress, surveys, templates, versions
from plugins.surveys.service.surveys import Survey

CENSUS, PLEDGE = "demo-ai-census", "demo-readiness"
INVITED = 240
SAID = (
    "They brought the tool in on a Monday and told us on the Friday.",
    "The rotoscoping that took me a week is done in an hour, and then I clean it up for two days.",
    "I would like somebody to show me how it works before I am asked to use it.",
    "Nobody asked whether our plates could be used to train it.",
    "It helps with the boring parts. I want the time it saves to stay with us.",
    "My credit went to the software.",
    "Please no more promises. Put it in the contract.",
    "I do not mind the tool. I mind that two people from my row are gone.",
)
LEAN = (9, 6, 4, 3, 2, 2, 1, 1, 1, 1, 1)


def load(demo: Demo) -> None:
    """Two surveys among the people of one employer; does nothing where they are there."""
    lead = Actor(demo.accounts["lead"], "lead")
    employers = Counter(p["employments"][0]["employer"] for p in demo.people)
    largest = max(employers, key=lambda name: employers[name], default="")
    staff = [p for p in demo.people if p["employments"][0]["employer"] == largest][:INVITED]
    if db.collection("surveys_surveys").get(CENSUS) or not staff:
        return
    campaign = demosuggests.campaign_of(staff, lead)
    census = _open(CENSUS, "ai_at_work", "AI at work, autumn", ["shift"], lead, campaign)
    _answer(census, staff, 0.64, demo.random, lead)
    demo.progress(1, 3)
    lifecycle.close_survey(census["_id"], actor=lead)
    demo.progress(2, 3)
    pledge = demosuggests.pledge(PLEDGE, "How far would you go?", campaign, lead)
    _answer(pledge, staff[:90], 0.55, demo.random, lead)
    progress.count_all()
    demo.progress(3, 3)


def _open(
    key: str, template: str, name: str, breakdowns: list[str], lead: Actor, campaign: str = ""
) -> Survey:
    data = {**templates.get_template(template), "name": name, "breakdowns": breakdowns}
    data |= demosuggests.belongs_to(campaign)
    surveys.create_survey(data, actor=lead, survey_id=key)
    return lifecycle.open_survey(key, actor=lead)


def _answer(
    survey: Survey, people: Sequence[Mapping[str, Any]], share: float, random: Random, lead: Actor
) -> None:
    """Invite people by letter, and have some of them answer."""
    given = invitations.invite(survey, people, invitations.LETTER, lambda code: code, actor=lead)
    version = versions.live_version(survey)
    for code in sorted(given.values()):
        if random.random() < share:
            answers = _answers(version, random)
            who = by_code(survey, code)
            responses.save(who, version, answers, 0)
            responses.send(who, version, answers)


def _answers(version: Version, random: Random) -> dict[str, Any]:
    """Answers of one fictional member: page after page, as far as each is asked."""
    answers: dict[str, Any] = {}
    for page in version["pages"]:
        for question in page["items"]:
            shown = set(visible_questions(version, answers))
            if question["key"] in shown and (question.get("required") or random.random() < 0.94):
                answers[question["key"]] = _one(question, random)
    return clean_answers(version, answers)[0]


def _one(question: Question, random: Random) -> Any:
    kind, known = question["type"], codes(question)
    lean = LEAN[: len(known)] + (1,) * (len(known) - len(LEAN))
    if kind in {"single", "yes_no"}:
        return random.choices(known, lean)[0]
    if kind == "scale":
        return random.choice(known)
    if kind == "multiple":
        return list(dict.fromkeys(random.choices(known, lean, k=random.randint(1, 3))))
    if kind == "matrix":
        return {row["code"]: random.choices(known, lean)[0] for row in question["rows"]}
    if kind == "ranking":
        most = (question.get("validate") or {}).get("most") or len(known)
        return random.sample(known, min(most, len(known)))
    if kind == "number":
        return random.randint(1, 20)
    if kind == "long_text":
        return random.choice(SAID) if random.random() < 0.4 else None
    return "yes" if kind == "consent" else None
