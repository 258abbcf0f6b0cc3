"""What `bench.surveys` measures on: large surveys that have closed, and one to answer."""

from collections.abc import Iterator
from random import Random
from typing import Any

from bench.data import PASSWORD, Place, _accounts
from bench.sizes import CLIENTS
from crm import db, tenancy
from crm.accounts import passwords
from crm.demo import generator, writing
from crm.locals import service as local_bodies
from plugins.surveys.answering import invitations, links, slots
from plugins.surveys.service import lifecycle, surveys

QUESTIONS, CODES, CLASSES, PER_PAGE = 30, 6, 40, 10
BLOCK = 2_000
SLUG = "measured"
Doc = dict[str, Any]


def questions(count: int) -> list[Doc]:
    """Questions of CODES answers each, PER_PAGE a page."""
    asked = [
        {"key": f"q{n}", "type": "single", "text": {"en": f"What about question {n}?"},
         "options": [{"code": f"a{c}", "text": {"en": f"Answer {c}"}} for c in range(CODES)]}
        for n in range(count)
    ]  # fmt: skip
    return [
        {"key": f"p{at}", "title": {}, "items": asked[at : at + PER_PAGE]}
        for at in range(0, count, PER_PAGE)
    ]


def local() -> Place:
    """A local whose leads sign in."""
    plugins = [name for name in tenancy.suite().registry.plugins if name != "core"]
    local_bodies.create(SLUG, "Local (measured)", plugins=plugins)
    place = Place(SLUG)
    place.leads = _accounts(SLUG, "lead", CLIENTS, passwords.hash_password(PASSWORD))
    return place


def _actor() -> tenancy.Actor:
    rights = ("people.see_all", "surveys.view", "surveys.edit", "surveys.open", "surveys.results")
    return tenancy.system_actor(*rights)


def answered(name: str, responses: int) -> Doc:
    """An open survey by job class that so many members have answered, none counted yet."""
    data = {"name": name, "mode": "anonymous", "pages": questions(QUESTIONS),
            "breakdowns": ["job_class"]}  # fmt: skip
    made = surveys.create_survey(data, actor=_actor())
    survey = lifecycle.open_survey(made["_id"], actor=_actor())
    random = Random(name)
    for start in range(0, responses, BLOCK):
        some = min(BLOCK, responses - start)
        db.collection("surveys_anonymous").insert_many(_responses(survey["_id"], some, random))
    return survey


def _responses(survey_id: str, count: int, random: Random) -> Iterator[Doc]:
    keys = [f"q{n}" for n in range(QUESTIONS)]
    for _number in range(count):
        answers = {key: f"a{min(int(random.expovariate(0.6)), CODES - 1)}" for key in keys}
        cohort = {"job_class": f"Class {random.randrange(CLASSES):02}"}
        yield {"survey_id": survey_id, "key": random.randbytes(32).hex(), "at": 0, "version": 1,
               "pick": random.randrange(slots.SPAN), "state": "counted", "answers": answers,
               "cohort": cohort}  # fmt: skip


def asked(members: int) -> tuple[str, list[str]]:
    """The address of an open survey of one page, and the codes of its members."""
    drafts = list(generator.people(members, generator.random_for(SLUG, "members")))
    people = writing.insert_people(drafts, actor=tenancy.system_actor(), scopes={})
    data = {"name": "Pulse", "mode": "anonymous", "pages": questions(PER_PAGE)}
    made = surveys.create_survey(data, actor=_actor())
    survey = lifecycle.open_survey(made["_id"], actor=_actor())
    given = invitations.invite(survey, people, "letter", lambda code: code, actor=_actor())
    return f"/p/{links.main(survey['_id'])['token']}", list(given.values())
