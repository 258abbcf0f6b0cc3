"""One rule for every list of the API: what is out of range is refused by name, never mended."""

from collections.abc import Iterator
from typing import Any

import pytest

from crm import db, paging
from crm.people import service as people
from crm.schemas import MOST_ROWS, Listed, cursor
from crm.workplaces import service as workplaces
from plugins.campaigns.service import campaigns, events, tasks, unit
from tests.factories import OWN, SOON, Client, World

BASE = f"/api/v1/l/{OWN}"


@pytest.fixture
def lists(app: Any, world: World) -> Iterator[tuple[Client, dict[str, str]]]:
    """A lead, and the address of each list in pages with two rows or more in it."""
    with world.local():
        lead = world.actor("lead")
        data = {"name": "Footlights", "stage": "building", "size_source": "listed"}
        campaign = campaigns.open_campaign(data, actor=lead)
        for name in ("Ada", "Bea"):
            person = people.create_person({"first_name": name}, actor=lead)
            unit.add_person(campaign["_id"], person["_id"], actor=lead)
            workplaces.create_workplace({"kind": "employer", "name": name}, actor=lead)
            task = {"key": db.new_id(), "title": name, "due": SOON, "owner": lead.account_id,
                    "person_id": "", "note": ""}  # fmt: skip
            tasks.add_task(campaign["_id"], task, actor=lead)
        meeting = {"title": "Meeting", "kind": "meeting", "day": SOON, "start": "18:00", "end": "",
                   "place": "", "note": "", "door": []}  # fmt: skip
        event = events.add_event(campaign["_id"], meeting, actor=lead)
        here = f"{BASE}/campaigns/{campaign['_id']}"
        yield (
            Client(app, world).sign_in("lead"),
            {
                "people": f"{BASE}/people",
                "workplaces": f"{BASE}/workplaces",
                "unit": f"{here}/unit",
                "tasks": f"{here}/tasks",
                "turnout": f"{here}/events/{event['_id']}/people",
            },
        )


NOUNS = ("people", "workplaces", "unit", "tasks", "turnout")


@pytest.mark.parametrize("noun", NOUNS)
def test_a_limit_out_of_range_and_a_bad_cursor_are_refused(lists, noun):
    client, addresses = lists
    for limit in ("-1", "0", str(MOST_ROWS + 1), "100000", "many"):
        answer = client.get(f"{addresses[noun]}?limit={limit}")
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["limit"])
    for after in ("xx", "~", "a~bc", "a b~c"):
        answer = client.get(addresses[noun], query_string={"after": after})
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["after"])
        assert "take `after` of the last page" in answer.get_json()["errors"]["after"][0]
    assert client.get(f"{addresses[noun]}?limit={MOST_ROWS}&after=").status_code == 200
    misspelled = client.get(f"{addresses[noun]}?limit={MOST_ROWS}&aftr=")
    assert (misspelled.status_code, list(misspelled.get_json()["errors"])) == (422, ["aftr"])


@pytest.mark.parametrize("noun", NOUNS[:-1])
def test_a_list_in_pages_of_one_gives_everything_once(lists, noun):
    client, addresses = lists
    found, after = [], ""
    while True:
        page = client.get(addresses[noun], query_string={"limit": 1, "after": after}).get_json()
        found += [row.get("id") or row.get("_id") or row["person_id"] for row in page["items"]]
        after = page["after"]
        if not after:
            break
    assert len(found) == len(set(found)) == 2


def test_every_cursor_that_is_written_can_be_read():
    for name in ("Ada", "Ödön", "山田", "'t Hooft", "", "7th", "_"):
        written = paging.cursor_of({"_id": db.new_id(), "sort_key": name})
        assert cursor().deserialize(written) == written
    assert Listed().load({}) == {"after": "", "limit": 50}


@pytest.mark.parametrize("path", ["imports/x/rows?after=-1", "lists/x/people?page=-1",
                                  "imports/x/rows?limit=0", "jobclasses/lists/x/rows?first=0",
                                  f"lists/x/people?page={10**30}"])  # fmt: skip
def test_places_that_are_numbers_are_held_to_it_too(app, world, path):
    answer = Client(app, world).sign_in("admin").get(f"{BASE}/{path}")
    assert answer.status_code == 422
