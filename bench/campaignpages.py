"""The pages of a campaign's day, its proof and its pressure, as they are measured."""

from random import Random

from bench.clients import Ask, Browser
from bench.data import Place
from bench.page import LEAD, LEADERSHIP, ORGANIZER, Page


def _in(place: Place, path: str) -> Ask:
    """A page of the campaign with everybody but those on the wall chart."""
    return Ask(f"/l/{place.slug}/campaigns/{place.unit}/{path}")


def _call(place: Place, browser: Browser, _random: Random) -> Ask:
    """Whom the caller has now, with the list brought up to date."""
    queue = place.queues[browser.account]
    return Ask(f"{_in(place, 'calls').path}/{queue}/start", {}, fragment=True)


def _sheet(place: Place, _browser: Browser, _random: Random) -> Ask:
    return _in(place, f"sheets/{place.sheet}")


def _mark(place: Place, _browser: Browser, random: Random) -> Ask:
    """Letters typed into the box of a stack of cards."""
    form = {"mark": "card", "on": "2026-01-02", "text": random.choice(place.letters)}
    return Ask(_in(place, "mark/find").path, {**form, "key": "a" * 24}, fragment=True)


def _cards(place: Place, _browser: Browser, _random: Random) -> Ask:
    return _in(place, "cards")


def _test(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/campaigns/tests/{place.test}")


def _event(place: Place, _browser: Browser, _random: Random) -> Ask:
    return _in(place, f"events/{place.event}")


def _door(place: Place, _browser: Browser, _random: Random) -> Ask:
    return _in(place, f"events/{place.event}/door")


def _tasks(place: Place, _browser: Browser, _random: Random) -> Ask:
    return _in(place, "tasks")


def _leaders(place: Place, _browser: Browser, _random: Random) -> Ask:
    return _in(place, "leaders")


def _eligible(place: Place, _browser: Browser, _random: Random) -> Ask:
    return _in(place, "eligible")


def _ulps(place: Place, _browser: Browser, _random: Random) -> Ask:
    return _in(place, "ulps")


def _changes(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/workplaces/changes")


def _every(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/campaigns/all")


def _briefing(place: Place, _browser: Browser, _random: Random) -> Ask:
    return _in(place, "briefing.pdf")


PAGES = (
    Page("call", "Call list: the person to call", ORGANIZER, _call),
    Page("sheet", "Sheet of a turf, to be entered", LEAD, _sheet, limit=250),
    Page("mark", "Quick mark: letters of a name", LEAD, _mark),
    Page("cards", "Cards and thresholds", LEAD, _cards),
    Page("test", "Structure test with its holes", LEAD, _test),
    Page("event", "Event with turnout", LEAD, _event, limit=250),
    Page("door", "At the door, up to 600 names", LEAD, _door, limit=400),
    Page("tasks", "Tasks of a campaign", LEAD, _tasks),
    Page("leaders", "Leaders and their map", LEAD, _leaders, limit=250),
    Page("eligible-unit", "Who of the unit is eligible", LEAD, _eligible, limit=250),
    Page("ulps", "Retaliation log", LEAD, _ulps),
    Page("changes", "Work-change log", LEAD, _changes),
    Page("all", "All campaigns", LEADERSHIP, _every),
    Page("briefing", "Briefing as PDF", LEADERSHIP, _briefing, limit=2000, slow=20),
)
