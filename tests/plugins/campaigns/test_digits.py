"""A local that turns its scale around sees the new digits on every screen, never a stored level."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from crm import db, localtime
from plugins.campaigns.eventforms import EventForm
from plugins.campaigns.service import (
    calling,
    campaigns,
    contacts,
    events,
    inviting,
    queues,
    sheets,
    structuretests,
    turf,
    unit,
)
from plugins.campaigns.service.counters import week_of
from tests.factories import OWN, Client
from tests.plugins.campaigns.test_scales import FIVE, change, form

AROUND = dict(reversed(FIVE.items()))
DIGIT = {label: str(at) for at, label in enumerate(AROUND.values(), 1)}
WORDS = "|".join(map(re.escape, FIVE.values()))
BADGE = re.compile(r'class="(?:level|mark)[^"]*\ba(\d)\b[^"]*"[^>]*>(\d|–)')
"""A coloured square: the stored level that colours it, and what stands on it."""
NAMED = re.compile(rf"\b(\d)(?:</span>)?(?:&nbsp;|\s)+({WORDS})\b")
EVENT = {"title": "Hall meeting", "start": "18:00"}
HEAR = {"kind": "phone", "result": "talked", "assessment": 1, "provenance": "stated"}
EVERYBODY = {"list_id": "", "department": "", "shift": "", "organizer": "", "levels": []}


@pytest.fixture
def values(unit_of):
    """Everything a page of the campaign can be about, with an activist who also leads."""
    lead, today = unit_of.world.actor("lead"), localtime.today()
    first, second = unit_of.people[:2]
    contact = contacts.log_contact(unit_of.id, first, {"key": "a" * 24, **HEAR}, actor=lead)
    for who, more in ((first, {"leader": True}), (second, {"follows": first})):
        data = {"version": unit_of.member(who)["version"], "leader": False, "committee": False,
                "follow_up": "", "follows": "", **more}  # fmt: skip
        unit.update_member(unit_of.id, who, data, actor=lead)
    data = EventForm().load({**EVENT, "day": (today + timedelta(days=1)).isoformat()})
    event = events.add_event(unit_of.id, data, actor=lead)["_id"]
    inviting.invite(unit_of.id, event, EVERYBODY, actor=lead)
    rules = {"whom": "unit", "kind": "door", "cooldown_hours": 0, "tries": 3}
    campaign = campaigns.get_campaign(unit_of.id, actor=lead)
    queue = queues.open_queue(campaign, rules, actor=lead)["_id"]
    calling.start(unit_of.id, queue, actor=lead)
    sheet = sheets.make(unit_of.id, {"whom": "unit", "kind": "walk"}, actor=lead)["_id"]
    asked = {"name": "Button day", "ask": "Wear it", "goal": 4, "opens": today.isoformat(),
             "closes": today.isoformat(), "tiers": ["In public"], "proving": 1}  # fmt: skip
    return {
        "local": OWN, "campaign_id": unit_of.id, "person_id": first, "event_id": event,
        "queue_id": queue, "sheet_id": sheet, "contact_id": contact["_id"],
        "turf_id": turf.of_campaign(unit_of.id)[0]["_id"], "table": "departments",
        "test_id": structuretests.make(unit_of.id, asked, actor=lead)["_id"],
    }  # fmt: skip


def screens(app, values):
    """The address of every page of campaigns that these values can fill."""
    queries = {"campaigns.contacts_of_week": {"week": week_of(db.now())},
               "campaigns.chart_cell": {"row": "Wardrobe", "column": "Day"},
               "campaigns.flow_people": {"old": 0, "new": 1}}  # fmt: skip
    for rule in app.url_map.iter_rules():
        page = rule.endpoint.startswith("campaigns.") and "GET" in (rule.methods or ())
        if page and rule.arguments <= set(values) and not rule.rule.endswith((".pdf", ".css")):
            built = rule.build(values, append_unknown=False)
            query = urlencode(queries.get(rule.endpoint, {}))
            yield rule.endpoint, f"{built[1]}?{query}" if query else built[1]


def test_every_screen_shows_the_digits_of_the_scale_as_it_is_now(unit_of, values, app):
    with change(unit_of.world, form(AROUND)):
        page, seen = Client(app, unit_of.world), set()
        pages = [*screens(app, values), ("people", f"~/people/{values['person_id']}")]
        assert len(pages) > 40
        for name, path in pages:
            page.sign_in("lead" if name == "campaigns.call" else "admin")
            answer = page.get(path)
            assert answer.status_code == 200, (name, answer.status_code)
            text = answer.get_data(as_text=True)
            for level, digit in BADGE.findall(text):
                seen.add(name)
                wanted = DIGIT[FIVE[int(level)]] if int(level) else "–"
                assert digit == wanted, f"{name} shows {digit} for {FIVE.get(int(level))}"
            for digit, label in NAMED.findall(text):
                seen.add(name)
                assert digit == DIGIT[label], f"{name} calls {label} {digit}"
    expected = (
        "overview unit_list wall_chart chart_cell call contact_form assessments_of leader_page"
    )
    expected += " flow_between flow_people contacts_of_week invite numbers_csv calls turf_page"
    assert {f"campaigns.{name}" for name in expected.split()} | {"people"} <= seen


def test_inviting_by_level_takes_those_whose_old_level_counts_as_it(unit_of, values):
    three = {1: "Yes", 3: "Maybe", 5: "No"}
    lead = unit_of.world.actor("lead")
    said = {"key": "b" * 24, **HEAR, "assessment": 2}
    contacts.log_contact(unit_of.id, unit_of.people[2], said, actor=lead)
    data = EventForm().load({**EVENT, "day": (db.now() + timedelta(days=2)).date().isoformat()})
    event = events.add_event(unit_of.id, data, actor=lead)["_id"]
    with change(unit_of.world, form(three, (1,), became_2=1, became_4=5)):
        found = inviting.invite(unit_of.id, event, {**EVERYBODY, "levels": [1]}, actor=lead)
        assert found.added == 2, "the activist, and the supporter who counts as one today"


def test_a_cell_shows_the_level_that_an_old_one_counts_as(unit_of, values, app):
    three = {1: "Yes", 3: "Maybe", 5: "No"}
    said = {"key": "b" * 24, **HEAR, "assessment": 2}
    contacts.log_contact(unit_of.id, unit_of.people[4], said, actor=unit_of.world.actor("lead"))
    with change(unit_of.world, form(three, (1,), became_2=1, became_4=5)):
        page = Client(app, unit_of.world).sign_in("lead")
        asked = "rows=department&columns=shift&row=Wardrobe&column=Day"
        text = page.get(f"~/campaigns/{unit_of.id}/chart/cell?{asked}").text
        assert len(re.findall(r'aria-label="1 Yes" aria-pressed="true"', text)) == 2


def test_text_on_a_level_stands_out_whatever_colour_the_local_chose(unit_of, app):
    colours = {"colour_1": "#fffbe6", "colour_5": "#101010"}
    with change(unit_of.world, {**form(FIVE), **colours}):
        css = Client(app, unit_of.world).sign_in("lead").get("~/campaigns/scale.css").text
    assert ".a1{--level:#fffbe6;--level-text:#10151a}" in css
    assert ".a5{--level:#101010;--level-text:#fff}" in css
