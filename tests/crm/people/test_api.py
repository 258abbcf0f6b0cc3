"""People over the API: the same rules as the pages, answered in JSON."""

from typing import Any

from tests.factories import Client

URL = "/api/v1/l/local-764/people"


def send(client: Client, url: str, body: Any, method: str = "POST") -> Any:
    """An unsafe request with a JSON body."""
    return client.post(url, None, method=method, json=body)


def test_a_person_is_added_read_changed_and_deleted(client: Client) -> None:
    client.sign_in("admin")
    made = send(client, URL, {"first_name": "Ana", "phones": [{"number": "(212) 555-0142"}]})
    assert made.status_code == 201
    person = made.get_json()
    url = f"{URL}/{person['id']}"
    assert person["phones"][0]["number"] == "+12125550142"
    assert client.get(url).get_json()["name"] == "Ana"
    change = {"version": 1, "last_name": "Ruiz", "phones": None}
    changed = send(client, url, change, "PATCH").get_json()
    assert (changed["name"], changed["phones"], changed["version"]) == ("Ana Ruiz", [], 2)
    late = send(client, url, {"version": 1, "last_name": "Lost"}, "PATCH")
    assert late.status_code == 409
    assert late.get_json()["theirs"]["last_name"] == "Ruiz"
    mark = send(client, f"{url}/do-not-contact", {"reason": "asked"}, "PUT").get_json()
    assert mark["do_not_contact"]["reason"] == "asked"
    lifted = client.post(f"{url}/do-not-contact", method="DELETE").get_json()
    assert lifted["do_not_contact"] is None
    assert client.post(url, method="DELETE").status_code == 204
    assert client.get(url).status_code == 404
    assert client.post(f"{url}/restore").status_code == 200
    assert client.get(url).status_code == 200


def test_pages_follow_one_another(client: Client) -> None:
    client.sign_in("organizer")
    for number in range(5):
        send(client, URL, {"last_name": f"N{number}"})
    seen, after = [], ""
    while True:
        page = client.get(f"{URL}?limit=2&after={after}").get_json()
        seen += [person["name"] for person in page["items"]]
        after = page["after"]
        if not after:
            break
    assert seen == [f"N{number}" for number in range(5)]
    assert client.get(f"{URL}?limit=1000").status_code == 422


def test_nothing_is_assigned_that_the_shape_does_not_have(client: Client) -> None:
    client.sign_in("organizer")
    person = send(client, URL, {"last_name": "Li"}).get_json()
    url = f"{URL}/{person['id']}"
    extras = "created_by scopes local_id status id _id kw sort_key import_id facets at".split()
    for extra in extras:
        assert send(client, URL, {"last_name": "Li", extra: "x"}).status_code == 422
        body = {"version": 1, "last_name": "Li", extra: "x"}
        assert send(client, url, body, "PATCH").status_code == 422
    for evil in ({"$gt": ""}, ["x"], {"x": 1}):
        assert send(client, URL, {"last_name": evil}).status_code == 422
        body = {"version": 1, "custom": {"field": evil}}
        assert send(client, url, body, "PATCH").status_code == 422
    assert client.get(url).get_json() == person


def test_people_alike_and_out_of_reach_are_said(client: Client) -> None:
    phones = [{"number": "+12125550142"}]
    client.sign_in("organizer2")
    send(client, URL, {"last_name": "Secret", "phones": phones})
    again = send(client, URL, {"last_name": "Double", "phones": phones})
    assert again.status_code == 409
    assert again.get_json()["people"][0]["name"] == "Secret"
    client.sign_in("organizer")
    hidden = send(client, URL, {"last_name": "Double", "phones": phones, "anyway": True})
    assert hidden.status_code == 409
    assert hidden.get_json()["code"] == "on_file"
    assert "Secret" not in hidden.get_data(as_text=True)


def test_out_of_reach_and_absent_look_the_same(client: Client) -> None:
    client.sign_in("organizer2")
    person = send(client, URL, {"last_name": "Secret"}).get_json()
    client.sign_in("organizer")
    for method in ("GET", "DELETE"):
        strange = client.post(f"{URL}/{person['id']}", method=method)
        missing = client.post(f"{URL}/0000", method=method)
        assert strange.status_code == missing.status_code
        assert strange.data == missing.data


def test_what_is_refused_is_named_by_field(client: Client) -> None:
    client.sign_in("organizer")
    for body in ({"first_name": {"$ne": 1}}, {"first_name": "\ud83c"}, {"first_name": "x" * 201}):
        answer = send(client, URL, body)
        assert answer.status_code == 422, body
        assert list(answer.get_json()["errors"]) == ["first_name"]
    assert list(client.get(f"{URL}?limit=9999").get_json()["errors"]) == ["limit"]
