"""Saved lists over the API."""

from crm.lists import service as lists
from crm.people import service as people
from tests.factories import Client, World

URL = "/api/v1/l/local-764/lists"
TREE = {"op": "all", "items": [{"filter": "tag", "values": {"tag": "grip"}}]}


def _list(world: World, who: str = "lead", *, shared: bool = True) -> str:
    with world.local():
        actor = world.actor(who)
        for number in range(60):
            people.create_person({"last_name": f"N{number:02}", "tags": ["grip"]}, actor=actor)
        data = {"name": "Grips", "shared": shared, "columns": ["phone"], "tree": TREE}
        return lists.create(data, actor=actor)


def test_the_people_of_a_list_come_page_by_page(client: Client, world: World) -> None:
    made = _list(world)
    client.sign_in("lead")
    assert [entry["name"] for entry in client.get(URL).get_json()] == ["Grips"]
    assert client.get(f"{URL}/{made}").get_json()["tree"] == TREE
    seen, page = [], 0
    while page is not None:
        answer = client.get(f"{URL}/{made}/people?page={page}").get_json()
        seen += [person["name"] for person in answer["items"]]
        page = answer["next"]
    assert seen == [f"N{number:02}" for number in range(60)]


def test_who_is_out_of_reach_is_not_in_it(client: Client, world: World) -> None:
    made = _list(world, "admin")
    client.sign_in("organizer")
    assert client.get(f"{URL}/{made}/people").get_json()["items"] == []


def test_a_list_of_somebody_else_is_not_there(client: Client, world: World) -> None:
    made = _list(world, "lead", shared=False)
    client.sign_in("organizer")
    assert client.get(URL).get_json() == []
    assert client.get(f"{URL}/{made}").status_code == 404
    assert client.get(f"{URL}/{made}/people").status_code == 404
