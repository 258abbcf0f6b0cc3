"""Signing in and out: the cookie alone is worth nothing once its session has ended."""

import re

from werkzeug.test import TestResponse

from crm.accounts import service as accounts
from crm.accounts import sessions
from tests.factories import PASSWORD, Client


def _form(client: Client, email: str, password: str) -> int:
    return client.post("/login", {"email": email, "password": password}).status_code


def test_the_right_password_opens_today(client: Client) -> None:
    assert _form(client, "Organizer@example.org", PASSWORD) == 303
    assert client.get("~/").status_code == 200


def test_unknown_address_and_wrong_password_get_the_same_answer(client: Client) -> None:
    wrong = client.post("/login", {"email": "organizer@example.org", "password": "no"})
    unknown = client.post("/login", {"email": "nobody@example.org", "password": "no"})
    assert wrong.status_code == unknown.status_code == 422

    def plain(answer: TestResponse, address: str) -> str:
        text = answer.get_data(as_text=True).replace(address, "")
        return re.sub(r'(csrf-token" content|csrf_token" value)="[^"]*"', "", text)

    assert plain(wrong, "organizer@") == plain(unknown, "nobody@")


def test_a_copied_cookie_ends_with_logout(client: Client) -> None:
    client.sign_in("organizer")
    copied = client.http.get_cookie("callboard").value
    assert client.get("~/").status_code == 200
    client.post("/logout")
    client.http.set_cookie("callboard", copied)
    assert client.get("~/").status_code == 302


def test_changing_roles_ends_every_session(client: Client) -> None:
    client.sign_in("organizer")
    assert client.get("~/").status_code == 200
    with client.world.local():
        accounts.set_roles(
            client.world.accounts["organizer"], ["lead"], actor=client.world.actor("admin")
        )
    assert client.get("~/").status_code == 302


def test_changing_the_password_keeps_only_the_session_at_hand(client: Client) -> None:
    account_id = client.world.accounts["organizer"]
    client.sign_in("organizer")
    kept = sessions.of_account(account_id)[0]["_id"]
    sessions.start(account_id)
    accounts.set_password(account_id, "another phrase for tests", keep_session=kept)
    assert [s["_id"] for s in sessions.of_account(account_id)] == [kept]


def test_another_local_looks_like_no_local(client: Client) -> None:
    client.sign_in("organizer")
    strange = client.get("/l/local-33/")
    missing = client.get("/l/local-99/")
    assert strange.status_code == missing.status_code == 404
    assert strange.data == missing.data
