"""Anonymous means it: the whole database, its own log, an export and the log lines, searched.

200 members answer one after another under a fake clock, from a planted address and browser. What
is stored is then compared with everything that knows who they are.
"""

import hashlib
import io
import json
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog

from crm import db, logs, tenancy
from crm.backup import exporting
from plugins.surveys.answering import batching, invitations, links, marks
from tests.plugins.surveys.answering import Phone, make, members
from tests.plugins.surveys.samples import options, question

pytestmark = pytest.mark.timeout(600)
COUNT = 200
ADDRESS, BROWSER, ELSEWHERE = "203.0.113.77", "PlantedBrowser/9.9", "https://planted.example/x"
NOBODYS = ("surveys_anonymous", "surveys_comments", "surveys_tallies", "surveys_releases")
"""Collections of answers: nothing in them may lead to a person."""
PAGE = [
    question("uses_ai", "yes_no", options=options("yes", "no")),
    question("days", "number", validate={"min": 0, "max": 1000}),
    question("story", "long_text"),
]
Docs = list[dict[str, Any]]


def spearman(order: list[int]) -> float:
    """Rank correlation of a sequence of distinct numbers with the order they stand in."""
    ranks = {value: place for place, value in enumerate(sorted(order))}
    n = len(order)
    d = sum((ranks[value] - place) ** 2 for place, value in enumerate(order))
    return 1 - 6 * d / (n * (n * n - 1))


def test_the_measure_sees_an_order_where_there_is_one():
    assert spearman(list(range(200))) == 1
    assert spearman(list(range(200, 0, -1))) == -1


@dataclass
class Story:
    """What happened: codes in the order in which their holders answered, and all that is left."""

    survey: dict[str, Any]
    codes: list[str]
    dump: dict[str, Docs]
    oplog: Docs
    log: str
    export: bytes
    roster_writes_meanwhile: int
    marked: int
    clock: list[datetime] = field(default_factory=list)


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> random.Random:
    """Chance that comes out alike in every run, so that a bound on a correlation can hold."""
    chance = random.Random(20261127)
    monkeypatch.setattr(secrets, "randbelow", chance.randrange)
    monkeypatch.setattr(secrets, "choice", chance.choice)
    monkeypatch.setattr(secrets, "token_bytes", lambda n=32: chance.randbytes(n))
    monkeypatch.setattr(secrets, "token_hex", lambda n=32: chance.randbytes(n).hex())
    monkeypatch.setattr(secrets, "SystemRandom", lambda: chance)
    return chance


@pytest.fixture
def log(config: Any) -> Iterator[io.StringIO]:
    """The log lines of the requests."""
    stream = io.StringIO()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(20),
        processors=[structlog.processors.JSONRenderer(default=str)],
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    yield stream
    logs.configure(config)


def _oplog(since: Any) -> Docs:
    client = db.raw_database().client
    return list(client["local"]["oplog.rs"].find({"ts": {"$gt": since}}))


def _last() -> Any:
    client = db.raw_database().client
    return client["local"]["oplog.rs"].find_one(sort=[("$natural", -1)])["ts"]


@pytest.fixture
def story(app, lead, seeded, log, monkeypatch, tmp_path) -> Story:
    survey = make(lead, "anonymous", PAGE, breakdowns=["department"])
    people = members(lead, COUNT, ["Camera", "Grip", "Hair", "Props"])
    codes = invitations.invite(survey, people, "letter", lambda c: c, actor=lead)
    order = list(codes.values())
    seeded.shuffle(order)
    clock, moments = [datetime(2026, 11, 27, 9, tzinfo=UTC)], []
    monkeypatch.setattr(db, "now", lambda: clock[0])
    monkeypatch.setattr(marks, "waiting", marks.Waiting())
    token, before = links.main(survey["_id"])["token"], _last()
    http = app.test_client()
    http.environ_base.update({"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER})
    phone = Phone(app, token)
    phone.http = http
    csrf = phone.token_of(phone.page())
    for n, code in enumerate(order, start=1):
        clock[0] += timedelta(minutes=7)
        moments.append(clock[0])
        http.get(f"/p/{token}/i/{code}", headers={"Referer": ELSEWHERE})
        http.post(f"/p/{token}/start", data={"csrf_token": csrf, "code": code})
        answers = {"q-uses_ai": "yes", "q-days": str(n), "q-story": f"Story number {n}"}
        done = http.post(f"/p/{token}/q/1", data={"csrf_token": csrf, "go": "next", **answers})
        assert done.headers["Location"].endswith("/done")
        if n % 20 == 0:
            while batch := batching.take(survey):
                batching.done(batch)
    meanwhile = [e for e in _oplog(before) if "surveys_invitations" in repr(e)]
    marked = marks.drain(now=1e12)
    names = db.raw_database().list_collection_names()
    dump = {name: list(db.raw_database()[name].find({})) for name in names}
    folder = tmp_path / "export"
    exporting.export_all(folder)
    export = b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())
    return Story(
        survey, order, dump, _oplog(before), log.getvalue(), export, len(meanwhile), marked, moments
    )


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _scalars(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _scalars(inner)
    elif isinstance(value, (str, bytes, datetime)):
        yield value.hex() if isinstance(value, bytes) else str(value)


def _telling(docs: Docs, shared: set[str]) -> set[str]:
    return {v for doc in docs for v in _scalars(doc) if len(v) >= 8} - shared


def _hashes(values: set[str]) -> set[str]:
    kinds = ("md5", "sha1", "sha256", "sha512")
    forms = ("{}", "inv|{}", "resp|{}", "person|{}")
    return {
        hashlib.new(kind, form.format(value).encode()).hexdigest()
        for value in values
        for kind in kinds
        for form in forms
    }


def _filled(story: Story, name: str) -> Docs:
    return [d for d in story.dump[name] if d["state"] != "free"]


def test_nothing_that_is_left_leads_from_an_answer_to_a_person(story):
    shared = {story.survey["_id"], story.survey.get("local_id", "")}
    shared |= {tenancy.current().local_id, "Camera", "anonymous"}
    ours = _telling([d for n in NOBODYS for d in story.dump.get(n, [])], shared)
    others = [n for n in story.dump if n not in NOBODYS]
    theirs = _telling([d for n in others for d in story.dump[n]], shared)
    theirs |= _telling([e for e in story.oplog if not any(n in repr(e) for n in NOBODYS)], shared)
    theirs |= set(story.codes)
    assert len(ours) > 3 * COUNT
    assert len(theirs) > 3 * COUNT
    assert ours & theirs == set()
    assert ours & _hashes(theirs) == set()
    assert theirs & _hashes(ours) == set()

    # one response each, and one comment each
    responses = _filled(story, "surveys_anonymous")
    assert sorted(r["answers"]["days"] for r in responses) == list(range(1, COUNT + 1))
    assert len(_filled(story, "surveys_comments")) == COUNT

    # no order in which they can be read is the order in which they came
    days = {r["_id"]: r["answers"]["days"] for r in responses}
    texts = {c["_id"]: int(c["text"].rsplit(" ", 1)[1]) for c in _filled(story, "surveys_comments")}
    for name, number in (("surveys_anonymous", days), ("surveys_comments", texts)):
        docs = _filled(story, name)
        orders = {"natural": docs}
        for key in ("_id", "key", "pick", "state", "question", "at"):
            orders[key] = sorted(docs, key=lambda d, k=key: (str(d.get(k)), 0))
        orders["pick as number"] = sorted(docs, key=lambda d: d["pick"])
        found = {k: round(spearman([number[d["_id"]] for d in o]), 3) for k, o in orders.items()}
        assert all(abs(rank) <= 0.15 for rank in found.values()), found

    # no time of an answer anywhere but in the audit of what organizers did
    stored = repr([d for n in NOBODYS for d in story.dump.get(n, [])])
    assert "datetime" not in stored
    times = {str(v) for n in story.dump for d in story.dump[n] for v in _scalars(d)}
    assert times & {str(moment) for moment in story.clock} == set()

    # the roster's marks come later, all of them, and never beside a response
    assert story.roster_writes_meanwhile == 0
    assert story.marked == COUNT
    assert all(row["answered"] is True for row in story.dump["surveys_invitations"])
    assert "datetime" not in repr(story.dump["surveys_invitations"])

    # planted address, browser, referrer and codes are nowhere
    everything = repr(story.dump) + repr(story.oplog) + story.log
    for planted in (ADDRESS, BROWSER, ELSEWHERE, *story.codes):
        assert planted not in everything
        assert planted.encode() not in story.export
    token = links.main(story.survey["_id"])["token"]
    assert token not in story.log
    lines = [json.loads(line) for line in story.log.splitlines()]
    routes = {line["route"] for line in lines if line.get("event") == "request"}
    assert "/p/<token>/q/<int:number>" in routes

    # and the secret is in no export
    secret = story.dump["surveys_secrets"][0]["key"]
    assert bytes(secret) not in story.export
    assert b"surveys_secrets.bson" not in story.export

    # groups are those of the roster, and large enough
    assert {r["cohort"]["department"] for r in responses} == {"Camera", "Grip", "Hair", "Props"}
    assert "batch" not in repr([list(r) for r in responses if r["state"] == "counted"])


@pytest.mark.parametrize(
    "more",
    [
        {"person_id": "x"},
        {"submitted_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"n": 1},
        {"address": "x"},
        {"browser": "x"},
    ],
)
def test_the_database_itself_refuses_more_than_answers(lead, more):
    survey = make(lead, "anonymous")
    slot = db.collection("surveys_anonymous").find({"survey_id": survey["_id"]})[0]
    with pytest.raises(db.DatabaseError):
        db.raw_database()["surveys_anonymous"].update_one({"_id": slot["_id"]}, {"$set": more})


def test_the_secret_and_what_was_not_sent_are_gone_at_the_close(app, lead):
    from plugins.surveys.service import lifecycle

    survey = make(lead, "anonymous")
    people = members(lead, 2)
    codes = invitations.invite(survey, people, "letter", lambda c: c, actor=lead)
    begun, sent = (codes[p["_id"]] for p in people)
    phone = Phone.of(app, survey)
    phone.begin(begun)
    phone.post("/q/1", go="next", **{"q-uses_ai": "no", "q-story": "Never sent"})
    Phone.of(app, survey).answer(sent)
    lifecycle.close_survey(survey["_id"], actor=lead)
    assert db.collection("surveys_secrets").get(survey["_id"]) is None
    left = repr(list(db.raw_database()["surveys_anonymous"].find({})))
    assert "Never sent" not in left
    states = [
        r["state"]
        for r in db.raw_database()["surveys_anonymous"].find({"survey_id": survey["_id"]})
    ]
    assert states.count("new") == 1
    assert "draft" not in states


def test_marks_wait_between_5_minutes_and_an_hour_and_come_together(lead, monkeypatch):
    monkeypatch.setattr(marks, "waiting", marks.Waiting())
    survey = make(lead, "anonymous")
    people = members(lead, 30)
    codes = invitations.invite(survey, people, "letter", lambda c: c, actor=lead)
    rows = [
        r["_id"] for r in db.collection("surveys_invitations").find({"survey_id": survey["_id"]})
    ]
    assert len(rows) == len(codes)
    for row in rows:
        marks.note(row, now=0.0)
    due = [mark[0] for mark in marks.waiting.marks]
    assert min(due) >= 5 * 60
    assert max(due) <= 60 * 60
    assert marks.drain(now=5 * 60 - 1) == 0
    assert marks.drain(now=60 * 60) == 30
    marks.note(rows[0], now=0.0)
    assert marks.drain(now=60 * 60) == 0, "one alone waits for others"
    assert marks.drain(now=3 * 60 * 60) == 1


def test_limits_of_the_public_pages_leave_no_trace(lead, clean, app):
    from crm import security
    from crm.errors import TooMany
    from plugins.surveys.views.public import limits

    security.limiter.enabled = True
    try:
        with app.test_request_context("/p/x/", environ_base={"REMOTE_ADDR": ADDRESS}):
            limits.count("a test", "2 per minute")
            limits.count("a test", "2 per minute")
            with pytest.raises(TooMany):
                limits.count("a test", "2 per minute")
    finally:
        security.limiter.enabled = False
    names = db.raw_database().list_collection_names()
    limiting = [n for n in names if n.startswith("limiter_")]
    assert not any(list(db.raw_database()[n].find({})) for n in limiting)
