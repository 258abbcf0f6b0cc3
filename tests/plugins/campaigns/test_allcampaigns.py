"""All campaigns as counts; what a local shares; the screen for a wall; briefings that agree."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from crm import db, localtime, pdf, tenancy
from crm.errors import MissingExtra, NotFound
from crm.events import AccountDeparted
from crm.locals import service as local_bodies
from crm.registry import emit
from plugins.campaigns.service import (
    assessments,
    campaigns,
    displays,
    numbers,
    overall,
    structuretests,
    unit,
)
from plugins.campaigns.views import allcampaigns
from tests.factories import OTHER, OWN, Client

NAMES = re.compile(r"Worker|Tester")


@pytest.fixture
def page(app, unit_of):
    """A client over the unit, in leadership's hands."""
    lead = unit_of.world.actor("lead")
    for person, level in zip(unit_of.people, (1, 2, 4), strict=False):
        data = {"assessment": level, "provenance": "opinion"}
        assessments.assess(unit_of.id, person, data, actor=lead)
    data = {"name": "Second house", "stage": "cards", "size": 30, "size_source": "listed"}
    campaigns.open_campaign(data, actor=lead)
    return Client(app, unit_of.world).sign_in("leadership")


def lead_two_behind_one(unit_of) -> None:
    """The first of the unit is a leader whom the second and the third follow."""
    lead, people = unit_of.world.actor("lead"), unit_of.people
    for who, more in ((0, {"leader": True}), (1, {"follows": people[0]}),
                      (2, {"follows": people[0]})):  # fmt: skip
        data = {"version": unit_of.member(people[who])["version"], "leader": False,
                "committee": False, "follow_up": "", "follows": "", **more}  # fmt: skip
        unit.update_member(unit_of.id, people[who], data, actor=lead)


def share(local: str, *chosen: str, up: bool = True) -> None:
    """What a local has set about sharing."""
    change = {"settings.core": {"shares_up": up}, "settings.campaigns": {"shares": list(chosen)}}
    with tenancy.suite_scope():
        db.collection("locals").update({"_id": local}, {"$set": change})


def test_the_table_adds_up_and_names_nobody(page, unit_of):
    text = page.get("~/campaigns/all").get_data(as_text=True)
    assert "Footlights" in text
    assert "Second house" in text
    assert not NAMES.search(text)
    lines = overall.own(actor=unit_of.world.actor("leadership"))
    total = overall.added(lines, "")
    assert total.counts == {"size": 40, "assessed": 3, "support": 2, "cards": 0, "committee": 0}


def test_each_line_is_what_the_campaigns_own_page_says(page, unit_of):
    for line in overall.own(actor=unit_of.world.actor("leadership")):
        found = numbers.figures(line.campaign)
        assert line.counts["support"] == found.total.support == line.weeks[-1]
        assert line.counts["cards"] == found.cards.valid


def test_only_those_who_may_see_every_number_open_the_page(page):
    for who, status in (("organizer", 403), ("lead", 403), ("auditor", 403), ("admin", 200)):
        assert page.sign_in(who).get("~/campaigns/all").status_code == status


def test_a_local_chooses_what_the_body_above_sees(page, unit_of):
    local_bodies.set_parent(OWN, OTHER)
    above = page.sign_in("other-leadership")
    path = "/api/../l/local-33/campaigns/all".replace("/api/..", "")

    def seen():
        return above.get(path).get_data(as_text=True)

    share(OWN, "size", "support", up=False)
    assert "shares nothing upwards" in seen()
    share(OWN, "size", "support")
    text = seen()
    assert "20 %" not in text
    assert "5 %" in text, "2 supporters of 40"
    assert "Footlights" not in text
    share(OWN, "size", "support", "each")
    text = seen()
    assert "Footlights" in text
    assert "Example Theatre Co" not in text
    assert not NAMES.search(text)


def test_what_is_not_shared_is_not_in_the_counts(page, unit_of):
    share(OWN, "support")
    with tenancy.local_scope(OWN):
        lines = overall.shared_lines()
        assert [set(one.counts) for one in lines] == [{"support"}, {"support"}]
        assert overall.shared() == {"Open campaigns": 2, "Supporters": 2}


def make(unit_of, **more):
    data = {"label": "Hall", "days": 30, "code_names": False, **more}
    return displays.make(data, actor=unit_of.world.actor("leadership"))


def test_a_screen_shows_counts_without_sign_in_and_asks_again(page, unit_of):
    token = make(unit_of)
    page.http = page.app.test_client()
    answer = page.http.get(f"/p/{token}/display")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'hx-trigger="every 60s"' in text
    assert '<noscript><meta http-equiv="refresh" content="60">' in text
    assert "20 %" in text, "2 supporters of 10"
    for hidden in ("Footlights", "Second house", "Example Theatre Co", "Worker"):
        assert hidden not in text
    named = make(unit_of, code_names=True)
    assert "Footlights" in page.http.get(f"/p/{named}/display").get_data(as_text=True)


def test_a_screen_ends_when_it_is_revoked_or_expires_or_its_maker_may_no_more(page, unit_of):
    visitor = page.app.test_client()

    def status(token):
        return visitor.get(f"/p/{token}/display").status_code

    revoked, expired, gone = make(unit_of), make(unit_of), make(unit_of)
    first = displays.every()[-1]
    assert page.post(f"~/campaigns/displays/{first['display_id']}/end").status_code == 303
    assert (status(revoked), status(gone)) == (404, 200)
    past = {"$set": {"expires_at": db.now() - timedelta(seconds=1)}}
    db.collection("public_links").update({"_id": displays.every()[-1]["_id"]}, past)
    assert status(expired) == 404
    db.collection("accounts").update({"_id": "acct-leadership"}, {"$set": {"memberships": []}})
    assert status(gone) == 404
    with tenancy.local_scope(OWN):
        emit(AccountDeparted("acct-admin", "acct-leadership", ""))
        assert displays.every() == []


def test_a_calendars_link_opens_no_screen_and_a_screens_link_no_calendar(page, unit_of):
    from plugins.campaigns.service import calendar

    token = calendar.make_feed(actor=unit_of.world.actor("lead"))
    visitor = page.app.test_client()
    assert visitor.get(f"/p/{token}/display").status_code == 404
    assert visitor.get(f"/p/{make(unit_of)}/calendar.ics").status_code == 404


def test_another_locals_screen_cannot_be_ended(page, unit_of):
    make(unit_of)
    with tenancy.local_scope(OTHER), pytest.raises(NotFound):
        displays.revoke("0" * 20, actor=unit_of.world.actor("other-leadership", OTHER))
    screen = displays.every()[0]["display_id"]
    other = page.sign_in("other-leadership")
    assert other.post(f"/l/{OTHER}/campaigns/displays/{screen}/end").status_code == 404
    assert len(displays.every()) == 1


@pytest.mark.parametrize(
    "form", [{}, {"label": "x" * 10_000}, {"label": "Hall", "days": "9999"},
             {"label": "Hall", "days": "soon"}, {"label": "Hall", "_id": "x"}]
)  # fmt: skip
def test_a_screen_that_cannot_be_made_says_why(page, form):
    assert page.post("~/campaigns/displays", form).status_code == 422
    assert displays.every() == []


def read(document: bytes) -> str:
    text = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(document)).pages)
    return "".join(text.split())


def test_the_briefing_has_the_numbers_of_the_screen(page, unit_of):
    screen = page.get(f"~/campaigns/{unit_of.id}").get_data(as_text=True)
    answer = page.get(f"~/campaigns/{unit_of.id}/briefing.pdf")
    assert answer.mimetype == "application/pdf"
    paper = read(answer.data)
    figures = re.findall(r'<div class="figure">(?:<a[^>]*>)?([^<]+)<', screen)
    assert figures == ["10", "30 %", "20 %", "0 %", "0 %"]
    at = 0
    for number in figures:
        at = paper.index("".join(number.split()), at) + len(number)
    departments = re.findall(r"<tr><td>(Wardrobe|Hair)</td>(.*?)</tr>", screen)
    assert len(departments) == 2
    for name, cells in departments:
        row = "".join(re.findall(r">([^<]+)</(?:a|td)>", cells))
        assert name + "".join(row.split()) in paper
    assert not NAMES.search(paper)


def squeezed(found: re.Match[str] | None) -> str:
    assert found is not None
    return "".join(re.sub(r"<[^>]+>", "", found[0]).split())


def test_the_briefing_has_last_test_flow_and_leaders_as_the_screen_has_them(page, unit_of):
    """Each sentence and row is cut out of the screen and looked for on the paper."""
    lead, today = unit_of.world.actor("lead"), localtime.today().isoformat()
    data = {"name": "Button day", "ask": "Wear it", "goal": 4, "opens": today, "closes": today,
            "tiers": ["In public", "In private"], "proving": 1}  # fmt: skip
    test = structuretests.make(unit_of.id, data, actor=lead)
    structuretests.take(test["_id"], unit_of.people[0], 1, actor=lead)
    structuretests.take(test["_id"], unit_of.people[2], 2, actor=lead)
    lead_two_behind_one(unit_of)
    screen = page.get(f"~/campaigns/{unit_of.id}").get_data(as_text=True)
    paper = read(page.get(f"~/campaigns/{unit_of.id}/briefing.pdf").data)
    assert "Lasttest:Buttonday" in paper
    assert squeezed(re.search(r"2 of 4", screen)) in paper
    assert "Inpublic:1;Inprivate:1" in paper
    shown = re.search(r"2 of 6 people follow a leader.*?</p>", screen)
    assert squeezed(shown) in paper
    moved = page.get(f"~/campaigns/{unit_of.id}/flow").get_data(as_text=True)
    assert squeezed(re.search(r"3 people moved:[^<]*", moved)) in paper
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', moved)
    assert len(rows) == 7
    for row in rows:
        assert squeezed(re.search(".*", row)) in paper
    assert not NAMES.search(paper)


def test_the_briefing_of_all_campaigns_has_the_numbers_of_the_screen(page):
    screen = page.get("~/campaigns/all").get_data(as_text=True)
    paper = read(page.get("~/campaigns/all/briefing.pdf").data)
    shares = re.findall(r"<strong>(\d+ %)</strong> <span class=\"text-secondary\">(\d+)<", screen)
    assert len(shares) == 12
    for share_, count in shares:
        assert "".join(share_.split()) + count in paper
    assert not NAMES.search(paper)


def test_a_briefing_that_cannot_be_made_says_what_is_missing(page, unit_of, monkeypatch):
    def missing(_html):
        raise MissingExtra("The Python package weasyprint is missing: run `make extras`.")

    monkeypatch.setattr(pdf, "render", missing)
    answer = page.get(f"~/campaigns/{unit_of.id}/briefing.pdf")
    assert answer.status_code == 503
    assert "make extras" in answer.get_data(as_text=True)


def test_a_campaign_out_of_sight_has_no_briefing(page, unit_of):
    assert page.sign_in("organizer2").get("~/campaigns/0123/briefing.pdf").status_code == 404


def test_a_line_of_weeks_stays_within_its_picture():
    points = allcampaigns.spark([0, 5, 20], 10).split()
    ys = [float(point.split(",")[1]) for point in points]
    assert ys == [32.0, 16.0, 0.0]
    assert allcampaigns.spark([1], 10) == allcampaigns.spark([1, 2], 0) == ""
