"""Inviting members: from a list or campaign, by mail or letter, and reminding them."""

import re

import pytest

from crm import db, jobs, mail
from crm.lists import service as lists
from crm.people import merge
from plugins.surveys.answering import rosters
from plugins.surveys.service import lifecycle, rates
from tests.factories import OWN, Client
from tests.plugins.surveys.answering import Phone, invite, make, members


@pytest.fixture
def desk(client: Client) -> Client:
    """The lead's browser."""
    return client.sign_in("lead")


@pytest.fixture
def post(monkeypatch):
    """A mail server; what it was given as (to, subject, text)."""
    sent = []
    monkeypatch.setattr(mail, "configured", lambda: True)
    monkeypatch.setattr(
        mail, "_send", lambda _config, to, subject, text: sent.append((to, subject, text))
    )
    return sent


@pytest.fixture
def everybody(lead):
    """A saved list of all of the camera department."""
    tree = {
        "op": "all",
        "items": [{"filter": "department", "values": {"value": "Camera"}}],
    }
    data = {"name": "Camera", "shared": False, "columns": ["phone"], "tree": tree}
    return f"list:{lists.create(data, actor=lead)}"


def rows(survey):
    return db.collection("surveys_invitations").find({"survey_id": survey["_id"]})


def code_in(text):
    return codes_in(text)[0]


def codes_in(text):
    return re.findall(r"/i/([0-9a-z]{26})", text)


def test_a_list_is_looked_at_before_it_is_invited(lead, desk, everybody, post):
    survey = make(lead, "anonymous")
    members(lead, 12)
    address = f"~/surveys/{survey['_id']}/invitations"
    page = desk.post(address, {"source": everybody}).get_data(as_text=True)
    assert "Send 12 invitations" in page
    assert rows(survey) == []
    assert desk.post(f"{address}/send", {"source": everybody}).status_code == 303
    jobs.drain()
    mail.send_due()
    assert len(rows(survey)) == len(post) == 12
    again = desk.post(address, {"source": everybody}).get_data(as_text=True)
    assert "Send" not in again.split("Invited already")[1].split("</dl>")[0]
    desk.post(f"{address}/send", {"source": everybody})
    jobs.drain()
    assert len(rows(survey)) == 12


def test_the_link_in_the_mail_leads_to_the_survey(app, lead, desk, everybody, post):
    survey = make(lead, "anonymous")
    members(lead, 1)
    desk.post(f"~/surveys/{survey['_id']}/invitations/send", {"source": everybody})
    jobs.drain()
    mail.send_due()
    text = post[0][2]
    link = re.search(r"http://localhost(/p/\S+/i/\S+)", text)
    assert link
    assert app.test_client().get(link[1]).status_code == 200


def test_letters_are_shown_once_where_no_mail_server_is_set_up(app, lead, desk, everybody):
    survey = make(lead, "anonymous")
    members(lead, 3)
    address = f"~/surveys/{survey['_id']}/invitations"
    assert desk.post(f"{address}/send", {"source": everybody}).status_code == 422
    page = desk.post(f"{address}/letters", {"source": everybody}).get_data(as_text=True)
    assert page.count('<article class="letter">') == 3
    assert page.count("<svg") >= 3
    Phone.of(app, survey).answer(code_in(page))
    again = desk.post(f"{address}/letters", {"source": everybody}).get_data(as_text=True)
    assert '<article class="letter">' not in again
    assert "No letter is left to print." in again
    assert "3 letters were printed on " in again
    assert "Letters are shown once only." in again
    assert code_in(page) not in repr(list(db.raw_database()["surveys_invitations"].find({})))


@pytest.mark.parametrize("mode", ["identified", "anonymous"])
def test_only_who_has_not_answered_is_reminded(app, lead, desk, post, mode, monkeypatch):
    from plugins.surveys.answering import marks

    monkeypatch.setattr(marks, "waiting", marks.Waiting())
    survey = make(lead, mode)
    people = members(lead, 3)
    codes = invite(survey, people, lead)
    mail.send_due()
    post.clear()
    Phone.of(app, survey).answer(codes[people[0]["_id"]])
    marks.drain(now=1e12)
    address = f"~/surveys/{survey['_id']}/invitations/remind"
    desk.post(address)
    mail.send_due()
    assert post == [], "nobody is written to twice on one day"
    yesterday = {"$set": {"sent": "2026-01-01"}}
    db.collection("surveys_invitations").update_many({"survey_id": survey["_id"]}, yesterday)
    desk.post(address)
    desk.post(address)
    mail.send_due()
    assert sorted(to for to, _subject, _text in post) == [
        "member1@example.org",
        "member2@example.org",
    ]
    told = [a for a in db.raw_database()["audit"].find({"action": "remind"}) if a["people"]]
    reminded = {row["reminded"] for row in rows(survey)}
    if mode == "anonymous":
        assert told == [], "nobody is written down as one who had not answered"
        assert len(reminded) == 1, "the day of a reminder is the same for all"
        assert "" not in reminded
        assert "/i/" not in post[0][2]
        assert "A anonymous survey" in post[0][2]
    else:
        assert len(told[0]["people"]) == 2
        for old in (codes[person["_id"]] for person in people[1:]):
            assert Phone.of(app, survey).begin(old).status_code == 422
        Phone.of(app, survey).answer(code_in(post[0][2]))


def test_who_does_not_want_contact_is_left_alone(lead, desk, everybody, post):
    from crm.people import service as people

    survey = make(lead, "anonymous")
    first, second = members(lead, 2)
    people.set_do_not_contact(first["_id"], {"reason": "asked"}, actor=lead)
    desk.post(f"~/surveys/{survey['_id']}/invitations/send", {"source": everybody})
    jobs.drain()
    assert [r["person_id"] for r in rows(survey)] == [second["_id"]]


def test_an_open_survey_has_posters_and_kiosks_and_no_invitations(lead, desk, everybody):
    survey = make(lead, "open")
    address = f"~/surveys/{survey['_id']}"
    assert desk.post(f"{address}/invitations", {"source": everybody}).status_code == 409
    desk.post(f"{address}/link", {"kind": "poster", "place": "Stage 5"})
    desk.post(f"{address}/link", {"kind": "poster", "place": "stage 5"})
    page = desk.get(f"{address}/link").get_data(as_text=True)
    assert page.count("Poster: Stage 5") == 1
    poster = re.search(r'href="([^"]+/poster)"', page)
    assert poster
    assert "<svg" in desk.get(poster[1]).get_data(as_text=True)
    assert desk.post(f"{address}/link", {"kind": "poster"}).status_code == 422


@pytest.mark.parametrize("mode", ["identified", "confidential", "anonymous"])
def test_who_is_invited_counts_at_once_wherever_it_is_shown(lead, desk, everybody, mode):
    survey = make(lead, mode, breakdowns=["department"])
    members(lead, 11)
    address = f"~/surveys/{survey['_id']}"
    assert desk.get(f"{address}/results").text.count("Nobody has been invited yet.") == 2
    desk.post(f"{address}/invitations/letters", {"source": everybody})
    shown = desk.get(f"{address}/results").text
    assert "0 of 11 invited have answered." in shown
    assert "11 people on the list" in shown
    assert "Nobody has been invited yet" not in shown
    api = f"/api/v1/l/{OWN}/surveys/{survey['_id']}/response"
    lifecycle.close_survey(survey["_id"], actor=lead)
    assert desk.get(api).get_json()["all"]["invited"] == 11
    assert "11 people on the list" in desk.get(f"{address}/results").text


def test_the_roster_follows_a_merge_and_its_undoing_where_answers_have_names(lead, world):
    survey, bare = make(lead, "identified"), make(lead, "anonymous")
    kept, gone = members(lead, 2)
    for one in (survey, bare):
        invite(one, [kept, gone], lead)
    admin, versions = world.actor("admin"), (kept["version"], gone["version"])
    note = merge.merge_people(kept["_id"], gone["_id"], versions, {}, actor=admin)["_id"]
    assert [rates.overall(one["_id"]).invited for one in (survey, bare)] == [1, 2]
    merge.unmerge_people(note, actor=admin)
    assert [rates.overall(one["_id"]).invited for one in (survey, bare)] == [2, 2]


@pytest.mark.parametrize("mode", ["identified", "confidential"])
def test_lost_letters_are_printed_anew_for_who_has_not_answered(app, lead, desk, everybody, mode):
    survey = make(lead, mode)
    members(lead, 3)
    address = f"~/surveys/{survey['_id']}/invitations"
    first = codes_in(desk.post(f"{address}/letters", {"source": everybody}).text)
    Phone.of(app, survey).answer(first[0])
    assert "Print 2 letters anew" in desk.get(address).text
    again = codes_in(desk.post(f"{address}/letters/anew", {"times": 3}).text)
    assert len(again) == 2
    twice = desk.post(f"{address}/letters/anew", {"times": 3})
    assert twice.status_code == 422
    assert "nothing was printed now" in twice.text
    assert not set(first) & set(again)
    for old in first[1:]:
        assert Phone.of(app, survey).begin(old).status_code == 422
    for new in again:
        Phone.of(app, survey).answer(new)
    assert (rosters.get(survey["_id"])["n"], len(rows(survey))) == (3, 3)
    spent = desk.post(f"{address}/letters/anew", {"times": 5})
    assert spent.status_code == 409
    assert "Whoever got a letter has answered" in spent.text


def test_an_anonymous_survey_prints_no_letter_twice_and_its_page_says_why(lead, desk, everybody):
    survey = make(lead, "anonymous")
    members(lead, 2)
    address = f"~/surveys/{survey['_id']}/invitations"
    desk.post(f"{address}/letters", {"source": everybody})
    before = rows(survey)
    assert desk.post(f"{address}/letters/anew", {"times": 2}).status_code == 409
    assert rows(survey) == before
    shown = desk.get(address).text
    assert "letters anew" not in shown
    assert "no letter can be printed again" in shown


def test_who_is_out_of_reach_or_wants_no_contact_keeps_the_first_letter(lead, desk, everybody):
    from crm.people import service as people

    survey = make(lead, "identified")
    first, _second = members(lead, 2)
    address = f"~/surveys/{survey['_id']}/invitations"
    desk.post(f"{address}/letters", {"source": everybody})
    kept = [row["_id"] for row in rows(survey) if row["person_id"] == first["_id"]]
    people.set_do_not_contact(first["_id"], {"reason": "asked"}, actor=lead)
    assert len(codes_in(desk.post(f"{address}/letters/anew", {"times": 2}).text)) == 1
    assert [row["_id"] for row in rows(survey) if row["person_id"] == first["_id"]] == kept


def test_leaving_the_letters_asks_first_but_for_going_back_when_printed(lead, desk, everybody):
    survey = make(lead, "anonymous")
    members(lead, 1)
    address = f"~/surveys/{survey['_id']}/invitations"
    page = desk.post(f"{address}/letters", {"source": everybody}).text
    (back,) = re.findall(r"<form[^>]*data-dirty[^>]*>", page)
    assert f"{survey['_id']}/invitations" in back
    assert "cannot be printed again" in page


def test_inviting_nobody_in_particular_says_what_to_choose(lead, desk):
    survey = make(lead, "anonymous")
    refused = desk.post(f"~/surveys/{survey['_id']}/invitations", {"source": ""})
    assert refused.status_code == 422
    assert "Choose a campaign or a saved list." in refused.text
