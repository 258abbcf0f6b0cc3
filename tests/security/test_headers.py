"""Headers on every answer, cookies in production, and brute force against sign-in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat

import pytest
from flask import Flask

from crm import db, ratelimits, tenancy
from crm.app import create_app
from tests import figures
from tests.factories import OWN, PASSWORD, World
from tests.security import matrix
from tests.security.harness import House

TABLE = matrix.read()


def test_every_answer_carries_the_policy(house: House) -> None:
    """The harness looks at every answer it gets; here all pages and all kinds of errors."""
    for rule in house.rules():
        if "GET" in (rule.methods or ()):
            for letter in "ams":
                house.send(letter, "GET", house.path(rule, TABLE[rule.endpoint]))
    for path in ("/nowhere", f"/l/{OWN}/nowhere", "/api/v1/nowhere", "/static/nowhere.js"):
        house.send("m", "GET", path)
        house.send("m", "POST", path)
    house.send("m", "PUT", "/login")
    house.send("m", "POST", "/login", csrf=False)
    house.send("m", "POST", "/login", data={"email": "x" * (3 * 1024 * 1024)})
    figures.record("answers whose headers were checked", house.answers)
    assert not house.headers_wrong, "\n".join(sorted(set(house.headers_wrong))[:50])


def test_static_files_are_kept_only_under_their_hash(house: House) -> None:
    page = house.send("m", "GET", f"/l/{OWN}/").data.decode()
    assets = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert assets
    for path in assets:
        kept = house.send("a", "GET", path).headers["Cache-Control"]
        assert ("immutable" in kept) == ("?v=" in path), path


@pytest.fixture
def secure(production: tenancy.Suite, clean: tenancy.Suite) -> Iterator[Flask]:
    """The application as in production, over an empty world with its accounts."""
    World.build()
    with tenancy.suite_context(production):
        yield create_app(suite=production)


def test_cookies_of_production(secure: Flask) -> None:
    client = secure.test_client()
    page = client.get("/login", base_url="https://callboard.example")
    token = re.search(r'name="csrf_token" value="([^"]+)', page.get_data(as_text=True))
    assert token
    answer = client.post(
        "/login",
        data={"email": "lead@example.org", "password": PASSWORD, "csrf_token": token[1]},
        base_url="https://callboard.example",
        headers={"Origin": "https://callboard.example"},
    )
    assert answer.status_code == 303
    cookies = [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]
    assert cookies
    for cookie in cookies:
        name, _sep, flags = cookie.partition("=")
        assert name.startswith("__Host-"), cookie
        assert all(f in flags for f in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")), cookie
        assert "Domain" not in flags
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


@pytest.fixture
def limited(clean: tenancy.Suite) -> Iterator[Flask]:
    """An application of its own that counts tries."""
    World.build()
    suite = replace(clean, config=replace(clean.config, rate_limits=True))
    with tenancy.suite_context(suite):
        yield create_app(suite=suite)
    for name in (ratelimits.COUNTERS, ratelimits.WINDOWS):
        db.raw_database()[name].delete_many({})


def _try(app: Flask, email: str, address: str, password: str = "wrong") -> int:
    client = app.test_client()
    page = client.get("/login").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)', page)
    assert token
    data = {"email": email, "password": password, "csrf_token": token[1]}
    return client.post("/login", data=data, environ_base={"REMOTE_ADDR": address}).status_code


def _until_refused(app: Flask, emails: Iterator[str], addresses: Iterator[str]) -> int:
    for count, (email, address) in enumerate(zip(emails, addresses, strict=False)):
        status = _try(app, email, address)
        if status == 429:
            return count
        assert status == 422
    return -1


def test_guessing_is_slowed_per_account_address_and_both(limited: Flask) -> None:
    def numbered(pattern: str, count: int = 90) -> Iterator[str]:
        return (pattern.format(n) for n in range(count))

    one, here = "organizer@example.org", "192.0.2.1"
    assert _until_refused(limited, numbered(one), numbered(here)) == 8
    assert _try(limited, one, here, PASSWORD) == 429  # even with the right password
    assert _try(limited, "lead@example.org", here, PASSWORD) == 303
    assert _until_refused(limited, numbered("admin@example.org"), numbered("198.51.100.{}")) == 20
    assert _until_refused(limited, numbered("u{}@example.org"), numbered("203.0.113.9")) == 60
    unknown = _until_refused(limited, numbered("nobody@example.org"), numbered("192.0.2.77"))
    assert unknown == 8  # the same for an address nobody has
    figures.record("password guesses refused", 4)


def test_a_hall_of_people_signing_in_is_not_taken_for_guessing(limited: Flask) -> None:
    """What succeeds uses up nothing of the address; it forgives the typing errors before it."""
    hall, one = "192.0.2.9", "organizer@example.org"
    assert [_try(limited, one, hall) for _n in range(7)] == [422] * 7
    assert [_try(limited, one, hall, PASSWORD) for _n in range(9)] == [303] * 9
    for email in ("lead@example.org", "admin@example.org", "leadership@example.org"):
        assert {_try(limited, email, hall, PASSWORD) for _n in range(18)} == {303}
    others = (f"u{n}@example.org" for n in range(90))
    assert _until_refused(limited, others, repeat(hall)) == 60 - 7, "only what failed was counted"


def test_right_passwords_use_up_nothing_of_the_account_and_forgive_no_guess(limited: Flask) -> None:
    one, phone = "organizer@example.org", "192.0.2.9"
    assert {_try(limited, one, phone, PASSWORD) for _n in range(25)} == {303}
    guesses = (f"198.51.100.{n}" for n in range(90))
    assert [_try(limited, one, next(guesses)) for _n in range(15)] == [422] * 15
    assert {_try(limited, one, phone, PASSWORD) for _n in range(5)} == {303}
    assert _until_refused(limited, repeat(one), guesses) == 20 - 15, "every guess was counted"


def test_limits_know_no_address(limited: Flask) -> None:
    _try(limited, "organizer@example.org", "192.0.2.1")
    kept = [doc for name in (ratelimits.COUNTERS, ratelimits.WINDOWS)
            for doc in db.raw_database()[name].find({})]  # fmt: skip
    assert kept
    assert "192.0.2.1" not in repr(kept)
    assert "organizer" not in repr(kept)
