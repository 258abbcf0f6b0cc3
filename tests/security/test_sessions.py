"""A copied cookie: refused on the next request once its session has ended, however it ended."""

from collections.abc import Callable

import pytest

from crm.accounts import service as accounts
from tests import figures
from tests.factories import OWN, PASSWORD
from tests.security.harness import House, refused

PAGES = (f"/l/{OWN}/", f"/l/{OWN}/people/", "/account", f"/api/v1/l/{OWN}/people")


def _logout(house: House) -> None:
    assert house.send("o", "POST", "/logout").status_code == 303


def _password(house: House) -> None:
    account = house.world.accounts["organizer"]
    accounts.set_password(account, f"{PASSWORD} changed", keep_session="another one")


def _deactivate(house: House) -> None:
    with house.world.local():
        accounts.deactivate(house.world.accounts["organizer"], actor=house.world.actor("admin"))


def _roles(house: House) -> None:
    data = {"roles": ["lead"]}
    path = f"/l/{OWN}/settings/people/{house.world.accounts['organizer']}/roles"
    assert house.send("m", "POST", path, data=data).status_code == 303


def _remove(house: House) -> None:
    path = f"/l/{OWN}/settings/people/{house.world.accounts['organizer']}/leave"
    assert house.send("m", "POST", path, data={"heir": ""}).status_code == 303


def _ended(house: House) -> None:
    path = f"/l/{OWN}/settings/people/{house.world.accounts['organizer']}/sessions"
    assert house.send("m", "POST", path).status_code == 303


@pytest.mark.parametrize("end", [_logout, _password, _deactivate, _roles, _remove, _ended])
def test_a_copied_cookie_ends_with_its_session(house: House, end: Callable[[House], None]) -> None:
    assert [house.send("o", "GET", page).status_code for page in PAGES] == [200] * len(PAGES)
    end(house)
    answers = [house.send("o", "GET", page) for page in PAGES]
    assert all(map(refused, answers)), [a.status_code for a in answers]
    form = house.send("o", "POST", f"/l/{OWN}/people/new", data={"first_name": "Late"})
    assert form.status_code == 401
    figures.record("session replays refused", len(PAGES) + 1)


def test_a_token_of_the_api_ends_with_the_membership(house: House) -> None:
    from crm.accounts import tokens

    with house.world.local():
        actor = house.world.actor("organizer")
        token = tokens.create("t", ["people.view"], 30, actor=actor)
    headers = {"Authorization": f"Bearer {token}"}
    assert house.http.get(PAGES[-1], headers=headers).status_code == 200
    _remove(house)
    assert house.http.get(PAGES[-1], headers=headers).status_code in {401, 404}
