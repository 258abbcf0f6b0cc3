"""Answering a survey: by a personal link, page by page, once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from crm import db, mail
from plugins.surveys.answering import respondents, responses
from plugins.surveys.service import lifecycle, surveys
from tests.plugins.surveys.answering import Phone, invite, make, members


def stored(survey):
    """The responses that were sent."""
    name = responses.collection_of(survey["mode"])
    found = db.collection(name).find({"survey_id": survey["_id"], "state": "new"})
    return [r["answers"] for r in found]


@pytest.fixture(params=["identified", "confidential", "anonymous"])
def invited(request, lead):
    """An open survey in each mode with invitations, three members and their codes."""
    survey = make(lead, request.param)
    people = members(lead, 3)
    return survey, people, invite(survey, people, lead)


def test_a_member_answers_by_their_link_in_two_pages(app, invited):
    survey, people, codes = invited
    phone = Phone.of(app, survey)
    code = codes[people[0]["_id"]]
    assert "What is stored about you" in phone.get(f"/i/{code}").get_data(as_text=True)
    done = phone.answer(code)
    assert done.headers["Location"].endswith("/done")
    assert "Your answers are in" in phone.get("/done").get_data(as_text=True)
    assert stored(survey) == [{"uses_ai": "no", "wants": ["training", "pay"]}]


def test_each_page_is_saved_and_the_link_leads_back_to_where_one_was(app, invited):
    survey, people, codes = invited
    code = codes[people[0]["_id"]]
    first = Phone.of(app, survey)
    first.begin(code)
    first.post("/q/1", go="next", **{"q-uses_ai": "yes", "q-tool": "image"})
    later = Phone.of(app, survey)
    assert later.begin(code).headers["Location"].endswith("/q/2")
    back = later.post("/q/2", go="back", **{"q-wants": ["pay"]})
    assert back.headers["Location"].endswith("/q/1")
    page = later.get("/q/1").get_data(as_text=True)
    assert 'value="image" checked' in page
    assert 'value="pay" checked' in later.get("/q/2").get_data(as_text=True)
    assert stored(survey) == []


def test_a_needed_answer_is_asked_for_and_what_was_typed_stays(app, invited):
    survey, people, codes = invited
    phone = Phone.of(app, survey)
    phone.begin(codes[people[0]["_id"]])
    answer = phone.post("/q/1", go="next", **{"q-story": "Long and true"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<a href="#q-uses_ai">' in page
    assert 'id="q-uses_ai"' in page
    assert "Long and true" in page


def test_a_question_that_an_answer_brings_up_is_shown_before_going_on(app, invited):
    survey, people, codes = invited
    phone = Phone.of(app, survey)
    phone.begin(codes[people[0]["_id"]])
    assert "tool?" not in phone.get("/q/1").get_data(as_text=True)
    answer = phone.post("/q/1", go="next", **{"q-uses_ai": "yes"})
    assert answer.status_code == 200
    assert "tool?" in answer.get_data(as_text=True)


def test_sending_twice_is_one_response(app, invited):
    survey, people, codes = invited
    phone = Phone.of(app, survey)
    phone.answer(codes[people[0]["_id"]])
    again = phone.post("/q/2", go="next", **{"q-wants": ["credit"]})
    assert again.headers["Location"].endswith("/done")
    assert (
        Phone.of(app, survey).begin(codes[people[0]["_id"]]).headers["Location"].endswith("/done")
    )
    assert stored(survey) == [{"uses_ai": "no", "wants": ["training", "pay"]}]


def test_answers_that_arrive_at_the_same_moment_are_one_response(app, invited, clean):
    survey, people, codes = invited
    phones = [Phone.of(app, survey) for _n in range(6)]
    for phone in phones:
        phone.begin(codes[people[0]["_id"]])
        phone.page()

    def press(phone):
        phone.post("/q/1", go="next", **{"q-uses_ai": "no", "q-story": "The same words"})
        return phone.post("/q/2", go="next", **{"q-wants": ["pay"]}).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(press, phones))
    assert stored(survey) == [{"uses_ai": "no", "wants": ["pay"]} | (
        {"story": "The same words"} if survey["mode"] != "anonymous" else {}
    )]  # fmt: skip
    comments = db.collection("surveys_comments")
    assert len(comments.find({"survey_id": survey["_id"], "state": "written"})) == 1
    assert set(answers) <= {303, 503}


def test_a_member_takes_everything_back_and_answers_anew(app, invited):
    survey, people, codes = invited
    phone = Phone.of(app, survey)
    phone.answer(codes[people[0]["_id"]], story="Not to be kept")
    answer = phone.post("/withdraw")
    assert answer.headers["Location"].endswith("/withdrawn")
    assert stored(survey) == []
    everything = [
        d
        for name in db.declared()
        if name.startswith("surveys_")
        for d in db.raw_database()[name].find({})
    ]
    assert "Not to be kept" not in repr(everything)
    phone.answer(codes[people[0]["_id"]])
    assert len(stored(survey)) == 1


def test_after_the_close_nothing_is_taken_changed_or_withdrawn(app, invited, lead):
    survey, people, codes = invited
    phone, code = Phone.of(app, survey), codes[people[0]["_id"]]
    phone.answer(code)
    token = phone.page()
    assert token
    lifecycle.close_survey(survey["_id"], actor=lead)
    for path in ("/", f"/i/{code}", "/q/1", "/done"):
        assert phone.get(path).status_code == 410
    assert len(stored(survey)) == 1


@pytest.mark.parametrize("code", ["", "nonsense", "0" * 26, "x" * 5000])
def test_a_wrong_code_opens_nothing_and_says_so(app, lead, code):
    survey = make(lead, "anonymous")
    answer = Phone.of(app, survey).begin(code)
    assert answer.status_code == 422
    assert "does not open the survey" in answer.get_data(as_text=True)


def test_a_code_of_another_survey_opens_nothing(app, lead):
    first, second = make(lead, "anonymous"), make(lead, "anonymous")
    people = members(lead, 1)
    codes = invite(first, people, lead)
    assert Phone.of(app, second).begin(codes[people[0]["_id"]]).status_code == 422


def test_without_a_code_the_browser_is_told_to_open_the_link_again(app, lead):
    survey = make(lead, "anonymous")
    phone = Phone.of(app, survey)
    assert phone.get("/q/1").status_code == 409
    assert phone.post("/q/1", **{"q-uses_ai": "no"}).status_code == 409


def test_anybody_answers_by_an_open_link_and_a_reload_is_not_a_second_answer(app, lead):
    survey = make(lead, "open")
    phone = Phone.of(app, survey)
    phone.answer()
    assert phone.begin().headers["Location"].endswith("/done")
    Phone.of(app, survey).answer()
    assert len(stored(survey)) == 2


def test_the_message_has_the_link_and_the_database_forgets_it_once_sent(app, lead, monkeypatch):
    sent = []
    monkeypatch.setattr(mail, "configured", lambda: True)
    monkeypatch.setattr(mail, "_send", lambda _config, to, _subject, text: sent.append((to, text)))
    survey = make(lead, "anonymous")
    people = members(lead, 1)
    codes = invite(survey, people, lead)
    code = codes[people[0]["_id"]]
    mail.send_due()
    assert sent[0][0] == "member0@example.org"
    assert f"/i/{code}" in sent[0][1]
    assert code not in repr(list(db.raw_database()["outbox"].find({})))


@pytest.mark.parametrize("who", ["organizer", "lead", "leadership", "admin"])
def test_the_mode_of_an_open_survey_changes_for_nobody(world, who):
    with world.local():
        survey = make(world.actor("lead"), "anonymous")
        for mode in ("identified", "confidential", "open"):
            with pytest.raises(surveys.Conflict) as refused:
                surveys.update_survey(
                    survey["_id"], survey["version"], {"mode": mode}, actor=world.actor(who)
                )
            assert refused.value.status == 409


def test_every_page_forbids_the_referrer_and_has_a_cookie_for_its_own_path_alone(app, lead):
    survey = make(lead, "open")
    phone = Phone.of(app, survey)
    answer = phone.begin()
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("survey="))
    assert f"Path=/p/{phone.token}" in cookie
    assert "HttpOnly" in cookie
    for path in ("/", "/q/1", "/contact", "/done"):
        assert phone.get(path).headers["Referrer-Policy"] == "no-referrer"


def test_a_survey_without_its_secret_takes_no_answers(app, lead):
    survey = make(lead, "anonymous")
    db.collection("surveys_secrets").delete({"_id": survey["_id"]})
    assert Phone.of(app, survey).get("/").status_code == 410


def test_respondents_of_one_code_are_one(lead):
    survey = make(lead, "anonymous")
    people = members(lead, 1)
    code = invite(survey, people, lead)[people[0]["_id"]]
    first, second = (respondents.by_code(survey, code) for _n in range(2))
    assert first.key == second.key
    assert first.person_id == ""
