"""The campaign's dashboard: every number opens its list, what changed, key dates, contacts."""

import pytest

from crm import db, localtime
from crm.errors import Invalid
from crm.events import AccountDeparted
from crm.registry import emit
from plugins.campaigns.service import (
    assessments,
    cards,
    contactlog,
    contacts,
    dashboard,
    keydates,
    looks,
    numbers,
    unit,
    unitlist,
)
from plugins.campaigns.service.campaigns import get_campaign
from plugins.campaigns.service.counters import week_of
from plugins.campaigns.words import BEHIND
from tests.factories import SOON, YESTERDAY, Client

HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(app, unit_of):
    """A client over the unit, in the lead's hands."""
    return Client(app, unit_of.world).sign_in("lead")


def log(unit_of, who, level, key, by="lead"):
    data = {"key": key * 24, "kind": "phone", "result": "talked", "assessment": level,
            "provenance": "stated"}  # fmt: skip
    actor = unit_of.world.actor(by)
    return contacts.log_contact(unit_of.id, unit_of.people[who], data, actor=actor)


def work(unit_of):
    """Contacts, assessments, cards (one too old), a leader and a committee member."""
    lead = unit_of.world.actor("lead")
    for who, level, key in ((0, 1, "a"), (1, 2, "b"), (2, 4, "c")):
        log(unit_of, who, level, key)
    assessments.assess(
        unit_of.id, unit_of.people[3], {"assessment": 2, "provenance": "opinion"}, actor=lead
    )
    for who, signed in ((0, localtime.today().isoformat()), (1, "2020-01-01")):
        person = unit_of.people[who]
        cards.sign(unit_of.id, person, {"signed_on": signed}, actor=lead)
        data = {"version": unit_of.member(person)["version"], "leader": who == 0,
                "committee": who == 1, "follow_up": YESTERDAY if who == 1 else ""}  # fmt: skip
        unit.update_member(unit_of.id, person, data, actor=lead)
    old = {"$set": {"assessed_at": localtime.noon(localtime.today().replace(year=2020))}}
    member = unit.member_id(unit_of.id, unit_of.people[3])
    db.collection("campaigns_members").update({"_id": member}, old)
    from plugins.campaigns.service import recount

    recount.differences(unit_of.id, repair=True)


def listed(unit_of, behind, who="lead"):
    asked = {"behind": behind, "after": ""}
    campaign = get_campaign(unit_of.id, actor=unit_of.world.actor(who))
    return len(unitlist.page(campaign, asked, actor=unit_of.world.actor(who)).rows)


def test_every_number_opens_a_list_of_exactly_as_many_people(unit_of):
    work(unit_of)
    f = numbers.figures(get_campaign(unit_of.id, actor=unit_of.world.actor("lead")))
    counts = f.total.counts
    expected = {
        "assessed": f.total.assessed, "old": f.old, "proven": counts["proven"],
        "support": f.total.support, "old-support": f.old_support,
        "card-valid": f.cards.valid, "card": f.cards.signed,
        "no-card": f.total.n - f.cards.signed, "committee": counts["committee"],
        "leaders": counts["leaders"], "contacted": counts["contacted"],
        "never": f.total.n - counts["contacted"], "overdue": f.overdue,
    }  # fmt: skip
    assert set(expected) == {name for name, _label in BEHIND}
    assert {name: listed(unit_of, name) for name in expected} == expected
    assert f.old >= 1
    assert f.overdue == 1


def test_numbers_are_links_only_for_those_who_may_see_names(unit_of, page):
    work(unit_of)
    opened = "behind=support"
    assert opened in page.get(f"~/campaigns/{unit_of.id}").get_data(as_text=True)
    assert opened in page.sign_in("organizer").get(f"~/campaigns/{unit_of.id}").text
    text = page.sign_in("leadership").get(f"~/campaigns/{unit_of.id}").get_data(as_text=True)
    assert opened not in text
    assert "Worker" not in text
    assert listed(unit_of, "support", "organizer") == 2
    assert listed(unit_of, "support", "leadership") == 0


def test_an_unknown_group_of_the_list_is_refused(unit_of, page):
    assert page.get(f"~/campaigns/{unit_of.id}/unit?behind=everything").status_code == 422


def test_what_changed_since_the_last_look_is_said_until_the_next_visit(unit_of, monkeypatch):
    lead = unit_of.world.actor("lead")
    campaign = get_campaign(unit_of.id, actor=lead)

    def since():
        return looks.since(campaign, numbers.figures(campaign), actor=lead)

    assert since() is None
    looks.note(campaign, actor=lead)
    assert since() is None, "the first look is still going on"
    monkeypatch.setattr(looks, "SAME_LOOK", looks.SAME_LOOK * 0)
    assert since().anything is False
    log(unit_of, 0, 1, "a")
    log(unit_of, 2, 5, "b")
    assert since().changes["assessed"] == 2
    assert since().changes["support"] == 1
    monkeypatch.undo()
    looks.note(campaign, actor=lead)
    looks.note(campaign, actor=lead)
    assert since() is None or since().changes["assessed"] in {0, 2}


def test_a_reload_within_hours_still_shows_what_was_new(unit_of, monkeypatch):
    lead = unit_of.world.actor("lead")
    campaign = get_campaign(unit_of.id, actor=lead)
    looks.note(campaign, actor=lead)
    log(unit_of, 0, 1, "a")
    monkeypatch.setattr(looks, "SAME_LOOK", looks.SAME_LOOK * 0)
    looks.note(campaign, actor=lead)
    monkeypatch.undo()
    looks.note(campaign, actor=lead)
    again = looks.since(campaign, numbers.figures(campaign), actor=lead)
    assert again.changes["assessed"] == 1


def test_looks_are_each_accounts_own_and_go_with_it(unit_of):
    lead = unit_of.world.actor("lead")
    campaign = get_campaign(unit_of.id, actor=lead)
    for who in ("lead", "leadership"):
        looks.note(campaign, actor=unit_of.world.actor(who))
    emit(AccountDeparted("acct-admin", "acct-leadership", ""))
    left = db.collection("campaigns_looks").find({"account_id": "acct-leadership"})
    kept = db.collection("campaigns_looks").find({"account_id": "acct-lead"})
    assert (len(left), len(kept)) == (0, 1)


def test_the_page_notes_the_look_by_a_request_of_its_own(unit_of, page):
    assert page.get(f"~/campaigns/{unit_of.id}").status_code == 200
    assert db.collection("campaigns_looks").find({"account_id": "acct-lead"}) == []
    assert page.post(f"~/campaigns/{unit_of.id}/seen", headers=HTMX).status_code == 204
    assert len(db.collection("campaigns_looks").find({"account_id": "acct-lead"})) == 1


def test_a_lead_adds_key_dates_and_takes_them_away(unit_of, page):
    path = f"~/campaigns/{unit_of.id}/dates"
    assert page.post(path, {"name": "Rally", "on": SOON}).status_code == 303
    text = page.get(f"~/campaigns/{unit_of.id}").get_data(as_text=True)
    assert "Rally" in text
    date_id = get_campaign(unit_of.id, actor=unit_of.world.actor("lead"))["key_dates"][0]["id"]
    assert page.post(f"{path}/{date_id}/remove").status_code == 303
    assert page.post(f"{path}/{date_id}/remove").status_code == 404
    assert "days to go" not in page.get(f"~/campaigns/{unit_of.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    "form", [{"name": "Rally"}, {"name": "x" * 10_000, "on": "2026-12-12"},
             {"name": "Rally", "on": "soon"}, {"name": "", "on": "2026-12-12"}]
)  # fmt: skip
def test_a_key_date_that_cannot_be_taken_keeps_what_was_typed(unit_of, page, form):
    answer = page.post(f"~/campaigns/{unit_of.id}/dates", form)
    assert answer.status_code == 422
    assert form["name"][:50] in answer.get_data(as_text=True)
    assert not get_campaign(unit_of.id, actor=unit_of.world.actor("lead")).get("key_dates")


def test_changing_the_campaign_keeps_its_key_dates(unit_of, page):
    lead = unit_of.world.actor("lead")
    changed = keydates.add(unit_of.id, {"name": "Rally", "on": "2026-12-12"}, actor=lead)
    form = {"name": "Footlights", "stage": "cards", "version": changed["version"]}
    assert page.post(f"~/campaigns/{unit_of.id}/edit", form).status_code == 303
    assert get_campaign(unit_of.id, actor=lead)["key_dates"][0]["name"] == "Rally"


def test_key_dates_come_in_the_order_of_need(unit_of):
    lead = unit_of.world.actor("lead")
    for name, on in (("Past", "2026-11-20"), ("Soon", "2026-12-01"), ("Later", "2027-02-01")):
        keydates.add(unit_of.id, {"name": name, "on": on}, actor=lead)
    campaign = {**get_campaign(unit_of.id, actor=lead), "vote_date": "2026-12-24"}
    from datetime import date

    found = keydates.of_campaign(campaign, date(2026, 11, 27))
    assert [(k.name, k.days) for k in found] == [
        ("Soon", 4), ("Vote", 27), ("Later", 66), ("Past", -7),
    ]  # fmt: skip


def test_the_contacts_of_a_week_are_those_its_number_counts(unit_of, page):
    for who, key in ((0, "a"), (1, "b"), (2, "c")):
        log(unit_of, who, None, key, by="lead")
    week = week_of(db.now())
    lead = unit_of.world.actor("lead")
    campaign = get_campaign(unit_of.id, actor=lead)
    shown = dashboard.dashboard(campaign, actor=lead).trend
    assert shown.contacts[-1] == len(contactlog.of_week(campaign, week, actor=lead).rows) == 3
    mine = contactlog.of_week(campaign, week, actor=unit_of.world.actor("organizer"))
    assert (len(mine.rows), mine.total) == (2, 3)
    path = f"~/campaigns/{unit_of.id}/contacts?week={week}"
    assert "Worker2" in page.get(path).get_data(as_text=True)
    assert "Worker" not in page.sign_in("leadership").get(path).get_data(as_text=True)


@pytest.mark.parametrize("week", ["2026", "2026-W60", "x", "9999999-W01", "2026-W1-W2"])
def test_a_week_that_is_none_is_refused(unit_of, week):
    campaign = get_campaign(unit_of.id, actor=unit_of.world.actor("lead"))
    with pytest.raises(Invalid):
        contactlog.of_week(campaign, week, actor=unit_of.world.actor("lead"))


def test_the_trend_shows_the_weeks_that_are_asked_for(unit_of, page):
    for weeks in (12, 26, 52):
        text = page.get(f"~/campaigns/{unit_of.id}?weeks={weeks}").get_data(as_text=True)
        assert text.count("<td>20") >= weeks
    assert page.get(f"~/campaigns/{unit_of.id}?weeks=9999").status_code == 422


def test_the_last_test_stands_against_its_goal_and_colours_the_chart(unit_of, page):
    from plugins.campaigns.service import chart, structuretests

    lead, today = unit_of.world.actor("lead"), localtime.today().isoformat()
    data = {"name": "Button day", "ask": "Wear the button", "goal": 4, "opens": today,
            "closes": today, "tiers": ["In public", "In private"], "proving": 1}  # fmt: skip
    test = structuretests.make(unit_of.id, data, actor=lead)
    for who, tier in ((0, 1), (1, 1), (2, 2)):
        structuretests.take(test["_id"], unit_of.people[who], tier, actor=lead)
    campaign = get_campaign(unit_of.id, actor=lead)
    found = dashboard.dashboard(campaign, actor=lead).test
    assert (found.n, found.test["goal"]) == (3, 4)
    drawn = chart.wall_chart(campaign, "department", "shift", "test", actor=lead)
    assert (drawn.shades["k-good"], drawn.shades["k-fair"], drawn.shades["k-none"]) == (2, 1, 3)
    assert "3 of 4" in page.get(f"~/campaigns/{unit_of.id}").get_data(as_text=True)


def test_coverage_by_leader_stands_on_the_dashboard_with_names_only_for_those_who_see_them(
    unit_of, page
):
    lead, people = unit_of.world.actor("lead"), unit_of.people
    for who, more in ((3, {"leader": True}), (0, {"follows": people[3]}),
                      (1, {"follows": people[3]})):  # fmt: skip
        data = {"version": unit_of.member(people[who])["version"], "leader": False,
                "committee": False, "follow_up": "", "follows": "", **more}  # fmt: skip
        unit.update_member(unit_of.id, people[who], data, actor=lead)
    said = "2 of 6 people follow a leader (33 %); 1 of 1 leaders are supporters themselves."
    work_on = {"assessment": 2, "provenance": "stated"}
    assert said.replace("1 of 1", "0 of 1") in page.get(f"~/campaigns/{unit_of.id}").text
    assessments.assess(unit_of.id, people[3], work_on, actor=lead)
    text = page.get(f"~/campaigns/{unit_of.id}").text
    assert said in text
    assert "Worker3" in text[text.index('id="leaders"') :]
    hidden = page.sign_in("leadership").get(f"~/campaigns/{unit_of.id}").text
    assert said in hidden
    assert "leader 1, not shown by name" in hidden
    assert "Worker" not in hidden


def test_a_tests_name_is_text_on_the_chart_whatever_it_is(unit_of, page):
    from plugins.campaigns.service import structuretests

    name, today = "<p hx-get='/' hx-trigger=load>x</p>", localtime.today().isoformat()
    data = {"name": name, "ask": name, "goal": 4, "opens": today, "closes": today,
            "tiers": [name], "proving": 1}  # fmt: skip
    structuretests.make(unit_of.id, data, actor=unit_of.world.actor("lead"))
    for path in ("", "/chart", "/chart?colour=test", "/tests", "/mark"):
        text = page.get(f"~/campaigns/{unit_of.id}{path}").text
        assert "<p hx-get" not in text
    assert "Test: &lt;p" in page.get(f"~/campaigns/{unit_of.id}/chart").text


def test_more_people_than_the_unit_is_said_to_have_are_a_warning_and_no_share_above_100(
    unit_of, page, app
):
    work(unit_of)
    with unit_of.world.local():
        size = {"n": 2, "source": "estimated", "date": "2026-11-01"}
        db.collection("campaigns_campaigns").update(
            {"_id": unit_of.id}, {"$set": {"unit_size": size}}
        )
    for path in ("", "/cards"):
        text = page.get(f"~/campaigns/{unit_of.id}{path}").get_data(as_text=True)
        assert "6 people are listed, but the unit size is stated as 2" in text
    text = page.get(f"~/campaigns/{unit_of.id}").get_data(as_text=True)
    assert "over 100 %" in text  # of the shares: four are assessed
    assert "200 %" not in text
