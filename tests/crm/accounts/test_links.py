"""Invitations and resets: links work once, in time, for whom they were made."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from crm import db, tenancy
from crm.accounts import links, sessions
from crm.accounts import service as accounts
from crm.auth import token_hash
from crm.errors import Invalid, NotFound
from tests.factories import OTHER, PASSWORD, Client, World, make_account

NEW = "a brand new phrase to use"


def _address(token: str) -> str:
    return f"https://callboard.example/link/{token}"


def _token(answer: TestResponse) -> str:
    found = re.search(r"/link/([\w-]{30,})", answer.get_data(as_text=True))
    assert found
    return found[1]


def _invited(client: Client, email: str = "new@example.org", role: str = "lead") -> str:
    client.sign_in("admin")
    answer = client.post("~/settings/people/invite", {"email": email, "roles": [role]})
    assert answer.status_code == 200
    return _token(answer)


def _anybody(client: Client) -> Client:
    client.http, client.csrf = client.app.test_client(), ""
    return client


def test_an_invitation_makes_an_account_with_its_roles(client: Client) -> None:
    token = _invited(client)
    _anybody(client)
    opened = client.get(f"/link/{token}")
    assert opened.status_code == 303
    assert opened.headers["Location"] == "/link"
    weak = client.post("/link", {"name": "New Person", "password": "short"})
    assert weak.status_code == 422
    assert "New Person" in weak.get_data(as_text=True)
    assert client.post("/link", {"name": "New Person", "password": NEW}).status_code == 303
    assert client.get("~/").status_code == 200
    account = accounts.by_email("new@example.org")
    assert account is not None
    assert [m["roles"] for m in account["memberships"]] == [["lead"]]


def test_a_link_works_once(client: Client) -> None:
    token = _invited(client)
    _anybody(client).get(f"/link/{token}")
    assert client.post("/link", {"name": "N", "password": NEW}).status_code == 303
    _anybody(client).get(f"/link/{token}")
    assert client.get("/link").status_code == 404
    assert client.post("/link", {"name": "N", "password": NEW}).status_code == 404


def test_an_expired_link_looks_like_an_unknown_one(client: Client) -> None:
    token = _invited(client)
    past = {"$set": {"expires_at": db.now() - timedelta(seconds=1)}}
    db.collection("public_links").update({"_id": token_hash(token)}, past)
    _anybody(client).get(f"/link/{token}")
    assert client.get("/link").status_code == 404
    client.get("/link/nobody-ever-made-this-token")
    assert client.post("/link", {"name": "N", "password": NEW}).status_code == 404


def test_somebody_else_cannot_accept_an_invitation(client: Client) -> None:
    token = _invited(client, "other-lead@example.org")
    client.sign_in("organizer2").get(f"/link/{token}")
    assert client.post("/link/accept").status_code == 404
    client.sign_in("other-lead").get(f"/link/{token}")
    assert client.post("/link/accept").status_code == 303
    assert client.get("~/").status_code == 200


def test_an_existing_account_cannot_be_taken_over_by_its_invitation(client: Client) -> None:
    token = _invited(client, "other-lead@example.org")
    _anybody(client).get(f"/link/{token}")
    answer = client.post("/link", {"name": "Thief", "password": NEW})
    assert answer.status_code == 422
    assert accounts.authenticate("other-lead@example.org", PASSWORD)


def test_signing_in_keeps_the_opened_link(client: Client) -> None:
    token = _invited(client, "other-lead@example.org")
    _anybody(client).get(f"/link/{token}")
    form = {"email": "other-lead@example.org", "password": PASSWORD, "next": "/link"}
    assert client.post("/login", form).headers["Location"] == "/link"
    assert "Accept" in client.get("/link").get_data(as_text=True)


def test_a_second_invitation_ends_the_first(client: Client) -> None:
    first, _second = _invited(client), _invited(client)
    with pytest.raises(NotFound):
        links.find(first)


def test_another_local_cannot_withdraw_an_invitation(client: Client) -> None:
    link_id = token_hash(_invited(client))
    client.sign_in("other-admin")
    assert client.post(f"/l/{OTHER}/settings/invitations/{link_id}/withdraw").status_code == 404
    client.sign_in("admin")
    assert client.post(f"~/settings/invitations/{link_id}/withdraw").status_code == 303


def test_invitations_of_a_leaver_end_with_them(client: Client, world: World) -> None:
    world.accounts["admin2"] = make_account("admin2", {"local-764": ["admin"]})
    client.sign_in("admin2")
    answer = client.post(
        "~/settings/people/invite", {"email": "friend@example.org", "roles": ["admin"]}
    )
    token = _token(answer)
    with world.local():
        accounts.remove("acct-admin2", actor=world.actor("admin"))
    with pytest.raises(NotFound):
        links.find(token)


def test_a_reset_link_changes_the_password_and_ends_sessions(client: Client) -> None:
    account_id = client.world.accounts["lead"]
    sessions.start(account_id)
    client.sign_in("admin")
    token = _token(client.post(f"~/settings/people/{account_id}/reset-link"))
    _anybody(client).get(f"/link/{token}")
    assert client.post("/link", {"password": NEW}).status_code == 303
    assert sessions.of_account(account_id) == []
    assert accounts.authenticate("lead@example.org", NEW)
    assert accounts.authenticate("lead@example.org", PASSWORD) is None
    client.get(f"/link/{token}")
    assert client.get("/link").status_code == 404


def test_no_reset_link_is_handed_out_for_an_account_that_opens_another_local(
    world: World,
) -> None:
    both = make_account("both", {"local-764": ["lead"], OTHER: ["admin"]})
    with world.local(), pytest.raises(Invalid):
        links.reset_for_member(both, _address, actor=world.actor("admin"))
    with world.local(), pytest.raises(NotFound):
        links.reset_for_member("acct-other-lead", _address, actor=world.actor("admin"))


def test_a_closed_account_comes_back_by_invitation(client: Client, world: World) -> None:
    with world.local():
        accounts.remove("acct-organizer2", actor=world.actor("admin"))
    assert accounts.authenticate("organizer2@example.org", PASSWORD) is None
    token = _invited(client, "organizer2@example.org", "organizer")
    _anybody(client).get(f"/link/{token}")
    assert client.post("/link", {"name": "Back", "password": NEW}).status_code == 303
    assert client.get("~/").status_code == 200


def test_forgotten_password_tells_nobody_who_has_an_account(client: Client) -> None:
    _anybody(client)

    def answer(email: str) -> str:
        text = client.post("/forgotten", {"email": email}).get_data(as_text=True)
        return re.sub(r'csrf-token" content="[^"]*"', "", text)

    assert answer("lead@example.org") == answer("nobody@example.org")
    assert "administrator" in client.get("/forgotten").get_data(as_text=True)


def test_links_are_mailed_to_their_owner_where_mail_is_set_up(world: World) -> None:
    suite = tenancy.suite()
    mailing = replace(suite, config=replace(suite.config, smtp_url="smtp://localhost"))
    both = make_account("both", {"local-764": ["lead"], OTHER: ["admin"]})
    with tenancy.suite_context(mailing):
        with world.local():
            admin = world.actor("admin")
            assert links.invite("new@example.org", ["lead"], _address, actor=admin) == ""
            assert links.reset_for_member(both, _address, actor=admin) == ""
        links.forgotten("LEAD@example.org", _address)
        links.forgotten("nobody@example.org", _address)
        waiting = db.collection("outbox").find({"state": "waiting"})
    assert sorted(message["to"] for message in waiting) == [
        "both@example.org",
        "lead@example.org",
        "new@example.org",
    ]
    for message in waiting:
        token = message["text"].partition("/link/")[2].split()[0]
        assert links.find(token)["email"] == message["to"]
