"""The suite page: locals and their first administrators, and no worker's record."""

import re

from crm.accounts import links
from crm.accounts import service as accounts
from crm.config import PLUGINS
from crm.locals import service as local_bodies
from tests.factories import OTHER, OWN, Client

FORM = {
    "name": "Local 52",
    "slug": "local-52",
    "kind": "local",
    "parent": OTHER,
    "email": "first@example.org",
}


def test_only_suite_administrators_know_the_page(client: Client) -> None:
    assert client.sign_in("suite").get("/suite").status_code == 200
    for who in ("admin", "auditor", "organizer"):
        client.sign_in(who)
        for path in ("/suite", "/suite/locals/new", f"/suite/locals/{OWN}"):
            assert client.get(path).status_code == 404
        assert client.post("/suite/locals/new", FORM).status_code == 404
    assert client.sign_in("suite").get("~/").status_code == 404


def test_a_new_local_comes_with_an_invitation_for_its_administrator(client: Client) -> None:
    client.sign_in("suite")
    answer = client.post("/suite/locals/new", FORM)
    found = re.search(r"/link/([\w-]{30,})", answer.get_data(as_text=True))
    assert found
    body = local_bodies.get("local-52")
    assert body["parent"] == OTHER
    assert body["plugins"] == list(PLUGINS)
    account = links.accept_as_new(found[1], "First", "a phrase that is long enough")
    assert account["memberships"][0]["roles"] == ["admin"]
    assert not account["suite_admin"]


def test_a_refused_local_keeps_what_was_typed_and_makes_nothing(client: Client) -> None:
    client.sign_in("suite")
    for wrong in ({"slug": OWN}, {"slug": "No Good"}, {"email": "nobody"}, {"parent": "none"}):
        answer = client.post("/suite/locals/new", {**FORM, **wrong})
        assert answer.status_code == 422
        assert "Local 52" in answer.get_data(as_text=True)
    assert {body["_id"] for body in local_bodies.every()} == {OWN, OTHER}
    assert accounts.by_email("first@example.org") is None


def test_a_body_never_stands_under_itself(client: Client) -> None:
    client.sign_in("suite")
    assert client.post(f"/suite/locals/{OWN}/parent", {"parent": OTHER}).status_code == 303
    assert client.post(f"/suite/locals/{OTHER}/parent", {"parent": OWN}).status_code == 422
    assert client.post(f"/suite/locals/{OWN}/parent", {"parent": OWN}).status_code == 422
    assert client.post(f"/suite/locals/{OWN}/parent", {"parent": ""}).status_code == 303
