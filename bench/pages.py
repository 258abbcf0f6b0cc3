"""The pages that are measured: what a client asks for, and who asks."""

from random import Random

from bench import campaignpages
from bench.clients import Ask, Browser
from bench.data import Place
from bench.page import LEAD, LEADERSHIP, ORGANIZER, Page

__all__ = ["LEAD", "LEADERSHIP", "ORGANIZER", "PAGES", "Page"]


def _own(place: Place, browser: Browser, random: Random) -> str:
    return random.choice(place.turf[browser.account])


def _key(random: Random) -> str:
    return random.randbytes(12).hex()


def _today(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/")


def _search(place: Place, _browser: Browser, random: Random) -> Ask:
    form = {"words": random.choice(place.letters)}
    return Ask(f"/l/{place.slug}/search/results", form, fragment=True)


def _person(place: Place, browser: Browser, random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/people/{_own(place, browser, random)}")


def _contact(place: Place, browser: Browser, random: Random) -> Ask:
    form = {
        "key": _key(random),
        "kind": "one-on-one",
        "result": "talked",
        "assessment": str(random.randint(1, 5)),
        "provenance": "stated",
        "issues": "Pay",
        "ask": "Come to a meeting",
        "answer": "maybe",
        "note": "Talked in the break room.",
    }
    return Ask(_member(place, browser, random) + "/contact", form, fragment=True)


def _quick(place: Place, browser: Browser, random: Random) -> Ask:
    form = {"key": _key(random), "result": "no-answer"}
    return Ask(_member(place, browser, random) + "/quick", form, fragment=True)


def _member(place: Place, browser: Browser, random: Random) -> str:
    person = _own(place, browser, random)
    return f"/l/{place.slug}/campaigns/{place.unit}/people/{person}"


def _unit(place: Place, _browser: Browser, random: Random) -> Ask:
    letter = random.choice("abcdfghklmnoprstw")
    return Ask(f"/l/{place.slug}/campaigns/{place.unit}/unit?letter={letter}")


def _list(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/lists/{place.list_id}")


def _wall(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/campaigns/{place.wall}/chart")


def _wall_cards(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(
        f"/l/{place.slug}/campaigns/{place.wall}/chart?rows=job_title&columns=shift&colour=card"
    )


def _flow(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/campaigns/{place.unit}/flow")


def _behind(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/campaigns/{place.unit}/unit?behind=support")


def _eligible(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/campaigns/{place.wall}/eligible")


def _flip(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/campaigns/{place.wall}/flip")


def _dashboard(place: Place, _browser: Browser, _random: Random) -> Ask:
    return Ask(f"/l/{place.slug}/campaigns/{place.unit}")


PAGES = (
    Page("today", "Today", ORGANIZER, _today),
    Page("search", "Search by 3 letters", ORGANIZER, _search),
    Page("person", "Person page", ORGANIZER, _person),
    Page("contact", "Log a contact", ORGANIZER, _contact),
    Page("quick", "One-tap no answer", ORGANIZER, _quick),
    Page("unit", "Unit list, a page of 50", LEAD, _unit),
    Page("list", "Saved list, a page of 50", LEAD, _list),
    Page("wall", "Wall chart of 500", LEAD, _wall, limit=250),
    Page("wall-cards", "Wall chart of 500, job x shift by card", LEAD, _wall_cards, limit=250),
    Page("flow", "Who moved in four weeks", LEAD, _flow, limit=250),
    Page("behind", "The people behind a number", LEAD, _behind),
    Page("eligible", "Who of 500 is eligible", LEAD, _eligible, limit=250),
    Page("flip", "Department heads and the clock of 48", LEAD, _flip, limit=250),
    Page("dashboard", "Dashboard of a campaign", LEAD, _dashboard),
    *campaignpages.PAGES,
)
