"""My account: password, sessions, second factor, tokens; each proof works as often as it should."""

import re

import pyotp
import pytest
from werkzeug.test import TestResponse

from crm import db
from crm.accounts import service as accounts
from crm.accounts import sessions, tokens, totp
from crm.errors import Invalid, NotFound
from tests.factories import OTHER, OWN, PASSWORD, Client, World

NEW = "a brand new phrase to use"


def _enrolled(account_id: str) -> tuple[str, list[str]]:
    secret = totp.new_secret()
    codes = totp.enrol(account_id, secret, pyotp.TOTP(secret).now())
    assert codes
    return secret, codes


def _text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_renaming_keeps_what_was_typed_when_it_is_refused(client: Client) -> None:
    client.sign_in("organizer")
    assert client.post("/account/name", {"name": "Ana Lee"}).status_code == 303
    assert "Ana Lee" in _text(client.get("/account"))
    long = "x" * 201
    refused = client.post("/account/name", {"name": long})
    assert refused.status_code == 422
    assert long in _text(refused)


def test_a_new_password_needs_the_present_one(client: Client) -> None:
    client.sign_in("organizer")
    wrong = client.post("/account/password", {"current": "no", "password": NEW})
    assert wrong.status_code == 422
    form = {"current": PASSWORD, "password": NEW}
    assert client.post("/account/password", form).status_code == 303
    assert client.get("/account").status_code == 200
    assert accounts.authenticate("organizer@example.org", NEW)


def test_sessions_end_one_by_one_and_only_my_own(client: Client) -> None:
    mine = client.world.accounts["organizer"]
    client.sign_in("organizer")
    sessions.start(mine)
    sessions.start(client.world.accounts["lead"])
    foreign = sessions.of_account(client.world.accounts["lead"])[0]["_id"]
    answer = client.post("/account/sessions/end", {"session_id": foreign})
    assert answer.status_code == 404
    assert len(sessions.of_account(client.world.accounts["lead"])) == 1
    assert client.post("/account/sessions/end-others").status_code == 303
    assert len(sessions.of_account(mine)) == 1
    assert client.get("/account").status_code == 200


def test_the_second_factor_is_set_up_with_a_code_and_shows_recovery_codes_once(
    client: Client,
) -> None:
    client.sign_in("organizer")
    page = _text(client.get("/account/second-factor"))
    assert 'src="data:image/svg+xml' in page
    found = re.search(r'id="secret" value="(\w+)"', page)
    assert found
    assert client.post("/account/second-factor", {"code": "000000"}).status_code == 422
    assert found[1] in _text(client.get("/account/second-factor"))
    shown = client.post("/account/second-factor", {"code": pyotp.TOTP(found[1]).now()})
    codes = re.findall(r"\b[0-9a-f]{4}-[0-9a-f]{4}\b", _text(shown))
    assert len(codes) == totp.RECOVERY_CODES
    assert codes[0] not in _text(client.get("/account/second-factor"))


def test_enrolling_and_removing_need_a_fresh_proof(client: Client) -> None:
    client.sign_in("organizer", stepped_up=False)
    answer = client.get("/account/second-factor")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/confirm")
    _enrolled(client.world.accounts["organizer"])
    assert client.post("/account/second-factor/remove").headers["Location"].startswith("/confirm")
    assert accounts.get(client.world.accounts["organizer"])["totp"]


def test_a_one_time_code_and_a_recovery_code_work_once(world: World) -> None:
    account_id = world.accounts["lead"]
    secret, codes = _enrolled(account_id)
    now = pyotp.TOTP(secret).now()
    assert not totp.accept(accounts.get(account_id), now)  # used up by enrolling
    later = pyotp.TOTP(secret).at((accounts.get(account_id)["totp"]["used_step"] + 1) * totp.STEP)
    assert totp.accept(accounts.get(account_id), later)
    assert not totp.accept(accounts.get(account_id), later)
    assert totp.accept(accounts.get(account_id), codes[3].upper())
    assert not totp.accept(accounts.get(account_id), codes[3])


def test_sign_in_asks_for_the_code_where_there_is_a_second_factor(client: Client) -> None:
    _secret, codes = _enrolled(client.world.accounts["lead"])
    form = {"email": "lead@example.org", "password": PASSWORD}
    assert client.post("/login", form).status_code == 422
    assert client.post("/login", {**form, "code": codes[0]}).status_code == 303
    client.csrf = ""  # signing in begins a new session
    assert client.post("/login", {**form, "code": codes[0]}).status_code == 422


def test_confirming_steps_up_and_goes_on(client: Client) -> None:
    client.sign_in("admin", stepped_up=False)
    asked = client.get("~/settings/people/invite")
    assert asked.headers["Location"] == "/confirm?next=/l/local-764/settings/people/invite"
    assert client.post("/confirm", {"password": "no"}).status_code == 422
    next_page = "/l/local-764/settings/people/invite"
    done = client.post("/confirm", {"password": PASSWORD, "next": next_page})
    assert done.headers["Location"] == next_page
    assert client.get(next_page).status_code == 200
    elsewhere = client.post("/confirm", {"password": PASSWORD, "next": "//evil.example/"})
    assert elsewhere.headers["Location"] == "/account"


def test_confirming_needs_the_code_too(client: Client) -> None:
    _secret, codes = _enrolled(client.world.accounts["admin"])
    client.sign_in("admin", stepped_up=False)
    assert client.post("/confirm", {"password": PASSWORD}).status_code == 422
    assert client.post("/confirm", {"password": PASSWORD, "code": codes[0]}).status_code == 303


def test_a_token_is_shown_once_and_holds_only_rights_of_mine(client: Client) -> None:
    client.sign_in("organizer")
    form = {"name": "sync", "permissions": ["people.view"], "days": "30"}
    shown = client.post("~/account/token", form)
    assert re.search(r"cb_[\w-]{40,}", _text(shown))
    assert "cb_" not in _text(client.get("/account"))
    more = client.post("~/account/token", {**form, "permissions": ["local.admin"]})
    assert more.status_code == 422
    assert "sync" in _text(more)


def test_tokens_end_by_revoking_and_by_leaving(world: World) -> None:
    with world.local():
        actor = world.actor("organizer2")
        first = tokens.create("one", ["people.view"], 30, actor=actor)
        second = tokens.create("two", ["people.view"], 30, actor=actor)
    found = tokens.find(first)
    assert found is not None
    assert found["local_id"] == "local-764"
    assert found["permissions"] == ["people.view"]
    with pytest.raises(NotFound):
        tokens.revoke(found["_id"], world.accounts["lead"])
    tokens.revoke(found["_id"], actor.account_id)
    assert tokens.find(first) is None
    with world.local():
        accounts.remove(actor.account_id, actor=world.actor("admin"))
    assert tokens.find(second) is None


def test_an_expired_token_opens_nothing(world: World) -> None:
    with world.local():
        token = tokens.create("one", ["people.view"], 30, actor=world.actor("lead"))
    found = tokens.find(token)
    assert found
    db.collection("tokens").update({"_id": found["_id"]}, {"$set": {"expires_at": db.now()}})
    assert tokens.find(token) is None


def test_a_cookie_ends_with_deactivation_and_removal(client: Client, world: World) -> None:
    for who in ("organizer", "organizer2"):
        client.sign_in(who)
        copied = client.http.get_cookie("callboard")
        assert copied
        assert client.get("~/").status_code == 200
        if who == "organizer":
            accounts.deactivate(world.accounts[who], actor=world.actor("admin"))
        else:
            with world.local():
                accounts.remove(world.accounts[who], actor=world.actor("admin"))
        client.http.set_cookie("callboard", copied.value)
        assert client.get("~/").status_code == 302
        assert client.get("/account").status_code == 302


def test_removal_from_one_local_keeps_the_other(client: Client, world: World) -> None:
    with world.local(OTHER):
        accounts.set_roles(
            world.accounts["lead"], ["organizer"], actor=world.actor("other-admin", OTHER)
        )
    with world.local():
        accounts.remove(world.accounts["lead"], actor=world.actor("admin"))
    client.sign_in("lead")
    assert client.get("~/").status_code == 404
    assert client.get(f"/l/{OTHER}/").status_code == 200


def test_nobody_changes_or_removes_themselves(world: World) -> None:
    with world.local():
        admin = world.actor("admin")
        with pytest.raises(Invalid):
            accounts.set_roles(admin.account_id, ["admin", "lead"], actor=admin)
        with pytest.raises(Invalid):
            accounts.remove(admin.account_id, actor=admin)


def test_a_token_opens_its_local_and_its_rights_until_it_is_revoked(
    client: Client, world: World
) -> None:
    with world.local():
        actor = world.actor("lead")
        seeing = tokens.create("sees", ["workplaces.view"], 30, actor=actor)
        blind = tokens.create("does not", ["local.view"], 30, actor=actor)
    client.http = client.app.test_client()

    def status(token: str, local: str = OWN, path: str = "/workplaces") -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return client.get(f"/api/v1/l/{local}{path}", headers=headers).status_code

    assert status(seeing) == 200
    assert status(blind) == 403
    assert status(seeing, OTHER) == 404
    assert status(f"{seeing}x") == 401
    page = client.get("~/", headers={"Authorization": f"Bearer {seeing}"})
    assert page.status_code == 302  # tokens are for the API, never for pages
    found = tokens.find(seeing)
    assert found
    tokens.revoke(found["_id"], actor.account_id)
    assert status(seeing) == 401
