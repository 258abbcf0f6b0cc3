"""Events, tasks, structure tests and call lists over the API: what people do in the browser."""

from datetime import timedelta

import pytest

from crm import db, localtime
from crm.people import service as people
from plugins.campaigns.service import recount
from tests.factories import OWN, Client

BASE = f"/api/v1/l/{OWN}/campaigns"


class Caller:
    """A program that speaks JSON as one account; `self.url` is the campaign's address."""

    def __init__(self, app, unit_of) -> None:
        self.client, self.unit = Client(app, unit_of.world), unit_of
        self.url = f"{BASE}/{unit_of.id}"
        self.to("lead")

    def to(self, who):
        self.client.sign_in(who)
        return self

    def get(self, path, status=200):
        answer = self.client.get(path if path.startswith("/api") else f"{self.url}{path}")
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()

    def send(self, method, path, data=None, status=200):
        path = path if path.startswith("/api") else f"{self.url}{path}"
        answer = self.client.post(path, method=method, json=data if data is not None else {})
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json(silent=True)


@pytest.fixture
def api(app, unit_of):
    return Caller(app, unit_of)


def day(ahead=1):
    return (localtime.today() + timedelta(days=ahead)).isoformat()


def test_an_event_is_planned_once_and_its_turnout_follows_promises_and_check_ins(api, unit_of):
    data = {"key": "a" * 24, "title": "Hall meeting", "day": day(), "start": "6 pm"}
    made = api.send("POST", "/events", data, 201)
    assert api.send("POST", "/events", data, 201)["id"] == made["id"]
    assert (made["start"], made["status"], made["turnout"]["invited"]) == ("18:00", "planned", 0)
    here = f"/events/{made['id']}"
    assert api.send("POST", f"{here}/invitations", {"department": "Wardrobe"})["added"] == 4
    first = f"{here}/people/{unit_of.people[0]}"
    api.send("PUT", f"{first}/promise", {"answer": "yes"})
    api.send("PUT", f"{first}/promise", {"answer": "yes"})
    assert api.send("PUT", f"{first}/check-in")["came_at"]
    api.send("PUT", f"{first}/check-in")
    turnout = api.get(here)["turnout"]
    assert (turnout["invited"], turnout["yes"], turnout["came"], turnout["open"]) == (4, 1, 1, 3)
    assert api.get("/events")[0]["turnout"] == turnout
    rows = api.get(f"{here}/people?show=came")["items"]
    assert [row["person_id"] for row in rows] == [unit_of.people[0]]
    api.send("DELETE", f"{first}/check-in", status=204)
    api.send("PUT", f"{first}/promise", {"answer": ""})
    assert (api.get(here)["turnout"]["came"], api.get(here)["turnout"]["yes"]) == (0, 0)
    assert recount.differences(unit_of.id) == []


def test_an_event_gives_counts_to_leadership_and_names_only_to_those_who_see_them(api, unit_of):
    made = api.send("POST", "/events", {"title": "Hall", "day": day(), "start": "18:00"}, 201)
    here = f"/events/{made['id']}"
    api.send("POST", f"{here}/invitations")
    api.to("leadership")
    assert api.get(here)["turnout"]["invited"] == 6
    assert api.get(f"{here}/people")["items"] == []
    api.send("PUT", f"{here}/people/{unit_of.people[0]}/check-in", status=403)
    api.to("organizer")
    assert len(api.get(f"{here}/people")["items"]) == 2
    api.send("PUT", f"{here}/people/{unit_of.people[5]}/check-in", status=404)
    api.send("POST", "/events", {"title": "x", "day": day(), "start": "18:00"}, 403)


def test_a_walk_in_is_added_once_and_stands_beside_who_was_invited(api, unit_of):
    made = api.send("POST", "/events", {"title": "Hall", "day": day(), "start": "18:00"}, 201)
    doors = f"/events/{made['id']}/walk-ins"
    data = {"key": "f" * 24, "first_name": "Nova", "last_name": "Newcomer", "in_unit": True,
            "department": "Props"}  # fmt: skip
    api.to("organizer")
    first = api.send("POST", doors, data, 201)
    assert api.send("POST", doors, data, 201)["person_id"] == first["person_id"]
    assert (first["name"], first["walk_in"], bool(first["came_at"])) == (
        "Nova Newcomer",
        True,
        True,
    )
    counts = api.get(f"/events/{made['id']}")["turnout"]
    assert (counts["invited"], counts["came"], counts["walk_ins"]) == (0, 1, 1)
    nameless = api.send("POST", doors, {"key": "e" * 24}, 422)
    assert nameless["errors"]["first_name"] == ["Give at least one name."]
    assert recount.differences(unit_of.id) == []


def test_a_walk_in_who_may_be_on_file_is_named_and_nothing_written(api, unit_of):
    made = api.send("POST", "/events", {"title": "Hall", "day": day(), "start": "18:00"}, 201)
    doors = f"/events/{made['id']}/walk-ins"
    data = {"key": "9" * 24, "first_name": "Worker2", "last_name": "Tester002"}
    before = len(db.collection("people").find({"status": "here"}))
    asked = api.send("POST", doors, data, 409)
    (candidate,) = asked["people"]
    assert (asked["code"], candidate["id"]) == ("alike", unit_of.people[2])
    assert set(candidate) == {"id", "name", "department", "phone_ends"}
    assert "anyway" in asked["detail"]
    assert api.get(f"/events/{made['id']}")["turnout"]["came"] == 0
    taken = api.send("POST", doors, {"key": "9" * 24, "person_id": candidate["id"]}, 201)
    assert taken["person_id"] == unit_of.people[2]
    assert len(db.collection("people").find({"status": "here"})) == before
    other = api.send("POST", doors, {**data, "key": "7" * 24, "anyway": True}, 201)
    assert other["person_id"] != candidate["id"]


def test_a_walk_in_on_file_out_of_reach_is_not_named(api, unit_of):
    far = {"first_name": "Far", "last_name": "Away", "phones": [{"number": "+12125550142"}]}
    hidden = people.create_person(far, actor=unit_of.world.actor("admin"))
    made = api.send("POST", "/events", {"title": "Hall", "day": day(), "start": "18:00"}, 201)
    doors = f"/events/{made['id']}/walk-ins"
    api.to("organizer")
    data = {"key": "6" * 24, "first_name": "Far", "phone": "212 555 0142"}
    answer = api.send("POST", doors, data, 409)
    assert answer["code"] == "on_file"
    assert hidden["_id"] not in repr(answer)
    assert "people" not in answer
    api.send("POST", doors, {"key": "5" * 24, "person_id": hidden["_id"]}, 404)
    assert api.get(f"/events/{made['id']}")["turnout"]["came"] == 0


def test_a_task_is_given_once_done_and_opened_again(api, unit_of):
    mine = unit_of.world.accounts["organizer"]
    data = {"key": "b" * 24, "title": "Ring her back", "due": day(), "owner": mine,
            "person_id": unit_of.people[0]}  # fmt: skip
    made = api.send("POST", "/tasks", data, 201)
    assert api.send("POST", "/tasks", data, 201)["id"] == made["id"]
    api.to("organizer")
    assert [task["title"] for task in api.get("/tasks")["items"]] == ["Ring her back"]
    done = api.send("PUT", f"/tasks/{made['id']}/done")
    assert (done["state"], bool(done["done_at"])) == ("done", True)
    assert api.get("/tasks")["items"] == []
    assert api.get("/tasks?state=done")["items"][0]["person_id"] == unit_of.people[0]
    assert api.send("DELETE", f"/tasks/{made['id']}/done")["state"] == "open"
    api.to("organizer2").get(f"/tasks/{made['id']}", 404)


def test_a_task_about_somebody_out_of_reach_does_not_say_who(api, unit_of):
    from plugins.campaigns.service import unit

    mine = unit_of.world.accounts["organizer"]
    data = {"key": "c" * 24, "title": "Ring", "due": day(), "owner": mine,
            "person_id": unit_of.people[0]}  # fmt: skip
    made = api.send("POST", "/tasks", data, 201)
    unit.assign(unit_of.id, [unit_of.people[0]], "", actor=unit_of.world.actor("lead"))
    assert api.to("organizer").get(f"/tasks/{made['id']}")["person_id"] == ""


def test_a_structure_test_is_made_once_and_counts_who_took_part(api, unit_of):
    today = localtime.today().isoformat()
    data = {"key": "d" * 24, "name": "Button day", "ask": "Wear it", "goal": 4, "opens": today,
            "closes": today, "tiers": ["In public", "In private"], "proving": 1}  # fmt: skip
    made = api.send("POST", "/tests", data, 201)
    assert api.send("POST", "/tests", data, 201)["id"] == made["id"]
    test = f"{BASE}/tests/{made['id']}"
    api.to("organizer")
    first = f"{test}/people/{unit_of.people[0]}"
    assert api.send("PUT", first, {"tier": 1})["tier"] == 1
    api.send("PUT", first, {"tier": 1})
    api.send("PUT", f"{test}/people/{unit_of.people[1]}", {"tier": 2})
    api.send("PUT", f"{test}/people/{unit_of.people[5]}", {"tier": 1}, 404)
    api.send("PUT", first, {"tier": 3}, 422)
    found = api.to("leadership").get(test)
    assert (found["took_part"], found["by_tier"], found["goal"]) == (2, [1, 1], 4)
    assert sum(part["took_part"] for part in found["parts"]) == 2
    assert "Worker" not in str(api.get("/tests"))
    assert api.to("lead").send("PUT", first, {"tier": 0})["tier"] == 0
    assert api.get(test)["took_part"] == 1
    assert recount.differences(unit_of.id) == []


def test_a_call_list_gives_one_person_at_a_time_and_logs_what_came_of_it(api, unit_of):
    for number, person in enumerate(unit_of.people):
        phones = {"phones": [{"number": f"+1212555010{number}", "kind": "mobile"}]}
        people.amend(person, lambda _p, n=phones: n, actor=unit_of.world.actor("lead"))
    data = {"key": "e" * 24, "whom": "unit", "name": "Evening", "shared": True}
    made = api.send("POST", "/calls", data, 201)
    assert api.send("POST", "/calls", data, 201)["id"] == made["id"]
    assert [queue["name"] for queue in api.get("/calls")] == ["Evening"]
    here = f"/calls/{made['id']}"
    first = api.send("POST", f"{here}/next")["next"]["person"]
    assert api.send("POST", f"{here}/next")["next"]["person"] == first, "hers until she is done"
    other = api.to("organizer").send("POST", f"{here}/next")["next"]["person"]
    assert other["person_id"] != first["person_id"]
    said = {"key": "f" * 24, "result": "talked", "assessment": 2, "provenance": "stated"}
    result = f"{here}/people/{other['person_id']}/result"
    answer = api.send("POST", result, said)
    assert api.send("POST", result, said)["contact_id"] == answer["contact_id"]
    assert unit_of.member(other["person_id"])["assessment"] == 2
    api.to("lead")
    skip = f"{here}/people/{first['person_id']}/skip"
    assert api.send("POST", skip, {"reason": "language"})["next"]["person"]["name"]
    progress = api.get(here)["progress"]
    assert (progress["total"], progress["done"], progress["skipped"]) == (6, 1, 1)
    api.send("DELETE", f"{here}/lock", status=204)
    api.send("POST", skip, {"reason": "bored"}, 422)


@pytest.mark.parametrize(
    ("path", "data", "field"),
    [
        ("/events", {"title": "x", "day": "2026-13-01", "start": "18:00"}, "day"),
        ("/events", {"title": "x", "day": "2026-12-01", "start": "noonish"}, "start"),
        ("/tasks", {"key": "1" * 24, "title": "x" * 10_000, "due": "2026-12-01"}, "title"),
        ("/tests", {"name": "x", "ask": "y", "goal": 0, "opens": "2026-12-01"}, "goal"),
        ("/calls", {"whom": "unit", "tries": 99}, "tries"),
        ("/calls", {"whom": "unit", "colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_by_field(api, path, data, field):
    assert field in api.send("POST", path, data, 422)["errors"]


def test_the_document_of_the_api_names_every_noun(api):
    paths = api.get("/api/v1/openapi.json")["paths"]
    wanted = ("events/{event_id}/people/{person_id}/check-in", "tasks/{task_id}/done",
              "calls/{queue_id}/next", "tests")  # fmt: skip
    for name in wanted:
        assert f"/api/v1/l/{{local}}/campaigns/{{campaign_id}}/{name}" in paths
    assert "/api/v1/l/{local}/campaigns/tests/{test_id}/people/{person_id}" in paths


def test_a_unit_says_when_its_names_are_withheld(api, unit_of):
    seen = api.get("/unit")
    assert seen["items"]
    assert seen["names_withheld"] is False
    above = api.to("leadership").get("/unit")
    assert (above["items"], above["names_withheld"]) == ([], True)
