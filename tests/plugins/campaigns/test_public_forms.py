"""The public pages of cards and petitions: how much one address, one link, one mailbox can do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from limits import parse

from crm import db, ratelimits, security, tenancy
from crm.app import create_app
from plugins.campaigns.service import links, structuretests, submissions
from plugins.campaigns.views import publiccards
from tests.factories import Client

CARD = {"name": "Una Known", "phone": "+12125550177", "email": "una@example.org",
        "employer": "Example", "agree": "yes"}  # fmt: skip
PETITION = {"name": "Una Known", "phone": "+12125550177", "agree": "yes"}


@pytest.fixture
def visitor(unit_of, clean: tenancy.Suite, monkeypatch) -> Iterator[Client]:
    """Somebody without an account, where tries are counted; the limits are small ones."""
    monkeypatch.setattr(publiccards, "RATE", "3 per hour")
    monkeypatch.setattr(publiccards, "LINK_RATE", "5 per day")
    monkeypatch.setattr(publiccards, "MAIL_RATE", "2 per day")
    suite = replace(clean, config=replace(clean.config, rate_limits=True))
    with tenancy.suite_context(suite), unit_of.world.local():
        yield Client(create_app(suite=suite), unit_of.world)
    security.limiter.enabled = False
    for name in (ratelimits.COUNTERS, ratelimits.WINDOWS):
        db.raw_database()[name].delete_many({})


def card_token(unit_of) -> str:
    about = {"text": "I agree", "language": "", "employer": "Example"}
    return links.make(unit_of.id, links.CARD, 30, about, actor=unit_of.world.actor("lead"))[0]


def petition_token(unit_of) -> str:
    lead = unit_of.world.actor("lead")
    data = {"name": "Petition", "ask": "We ask", "goal": 5, "opens": "2026-01-01", "proving": 1,
            "closes": "2026-02-01", "tiers": ["Signed"]}  # fmt: skip
    about = {"ref": structuretests.make(unit_of.id, data, actor=lead)["_id"], "text": "We ask"}
    return links.make(unit_of.id, links.PETITION, 30, {**about, "tier": 1}, actor=lead)[0]


def sign(visitor: Client, path: str, form: dict, number: int, address: str) -> int:
    data = {**form, "key": f"{number:024x}", "name": f"Una Known {number}"}
    answer = visitor.post(path, data, environ_base={"REMOTE_ADDR": address})
    return int(answer.status_code)


def kept() -> int:
    return len(db.raw_database()["campaigns_signatures"].distinct("_id"))


@pytest.mark.parametrize(
    ("make", "page", "form"),
    [(card_token, "card", CARD), (petition_token, "petition", PETITION)],
)
def test_one_address_and_one_link_bring_in_only_so_many(unit_of, visitor, make, page, form):
    path = f"/p/{make(unit_of)}/{page}"
    first = [sign(visitor, path, form, n, "192.0.2.1") for n in range(5)]
    assert first == [200, 200, 200, 429, 429], "the address has had its three"
    elsewhere = [sign(visitor, path, form, n + 10, f"198.51.100.{n}") for n in range(4)]
    assert elsewhere == [200, 200, 429, 429], "and the link its five, wherever they come from"
    assert kept() == 5
    assert visitor.get(path).status_code == 200, "reading is not limited"


def test_what_was_refused_counts_nowhere_and_is_told_when_to_try_again(unit_of, visitor):
    path = f"/p/{petition_token(unit_of)}/petition"
    for n in range(3):
        sign(visitor, path, PETITION, n, "192.0.2.1")
    data = {**PETITION, "key": "f" * 24}
    answer = visitor.post(path, data, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert answer.status_code == 429
    assert "Try again in" in answer.text
    assert kept() == 3
    stored = [doc for name in (ratelimits.COUNTERS, ratelimits.WINDOWS)
              for doc in db.raw_database()[name].find({})]  # fmt: skip
    assert stored
    assert "192.0.2.1" not in repr(stored)


def test_a_mailbox_gets_so_many_confirmations_a_day_and_every_card_is_kept(
    unit_of, visitor, monkeypatch
):
    sent: list[str] = []
    monkeypatch.setattr(submissions.mail, "queue", lambda to, *_rest: bool(sent.append(to)) or True)
    path = f"/p/{card_token(unit_of)}/card"
    for n in range(4):
        assert sign(visitor, path, CARD, n, f"192.0.2.{n}") == 200
    assert (len(sent), kept()) == (2, 4)


def test_a_crew_can_sign_in_one_meeting_by_the_limits_as_they_are():
    assert parse(publiccards.RATE).amount >= 200
    assert parse(publiccards.LINK_RATE).amount >= parse(publiccards.RATE).amount
    assert parse(publiccards.MAIL_RATE).amount <= 5


def test_the_page_of_what_came_in_holds_fifty_and_says_that_there_are_more(unit_of, app):
    about = {"text": "I agree", "language": "", "employer": "Example"}
    lead = unit_of.world.actor("lead")
    link = links.make(unit_of.id, links.CARD, 30, about, actor=lead)[1]
    one = submissions.take(link, {**CARD, "key": "a" * 24, "confirm": False})
    db.collection("campaigns_signatures").insert_many(
        {**{k: v for k, v in one.items() if k != "local_id"}, "_id": f"sent{n:03}",
         "name": f"Una Known {n:03}", "at": one["at"] + timedelta(seconds=n)}
        for n in range(60)
    )  # fmt: skip
    text = (
        Client(app, unit_of.world).sign_in("lead").get(f"~/campaigns/{unit_of.id}/submissions").text
    )
    assert text.count("/match") == submissions.SHOWN
    assert "Una Known 048" in text
    assert "Una Known 059" not in text
    assert "The first 50 are shown" in text


@pytest.mark.parametrize("field", ["name", "other", "employer"])
def test_ten_thousand_characters_are_refused_and_the_rest_stays_typed(unit_of, app, field):
    visitor = Client(app, unit_of.world)
    data = {**CARD, "key": "b" * 24, field: "x" * 10_000}
    answer = visitor.post(f"/p/{card_token(unit_of)}/card", data)
    assert answer.status_code == 422
    assert 'value="una@example.org"' in answer.text
    assert kept() == 0
