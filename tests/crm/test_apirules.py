"""What every request to the API must keep to, whichever noun it is about."""

from typing import Any

import pytest
from flask import Flask

from tests.factories import Client

BASE = "/api/v1/l/local-764"


@pytest.mark.parametrize("path", ["people?aftr=x", "people/nobody?limit=1", "lists?page=1"])
def test_a_misspelled_parameter_is_named_never_left_aside(client: Client, path: str) -> None:
    client.sign_in("organizer")
    answer = client.get(f"{BASE}/{path}")
    name = path.partition("?")[2].partition("=")[0]
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [name])


def test_no_address_of_the_api_takes_a_parameter_it_does_not_know(
    client: Client, app: Flask
) -> None:
    client.sign_in("admin")
    left: list[Any] = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/l/"):
            values = dict.fromkeys(rule.arguments, "1") | {"local": "local-764"}
            with app.test_request_context():
                url = app.url_map.bind("localhost").build(rule.endpoint, values)
            method = next(iter(rule.methods - {"HEAD", "OPTIONS"}))
            answer = client.post(f"{url}?assesment=1", method=method)
            if answer.status_code == 422 and "assesment" in answer.get_json()["errors"]:
                continue
            left.append((method, rule.rule, answer.status_code))
    assert left == []


def test_pages_keep_opening_for_old_bookmarks(client: Client) -> None:
    client.sign_in("organizer")
    assert client.get("/l/local-764/people/?aftr=x").status_code == 200


def test_a_form_sent_to_the_api_is_told_to_be_json(client: Client) -> None:
    client.sign_in("organizer")
    form = client.post(f"{BASE}/people", {"last_name": "Li"})
    wanted = (415, "json_needed", "application/problem+json")
    assert (form.status_code, form.get_json()["code"], form.mimetype) == wanted
    assert "application/json" in form.get_json()["title"]
    plain = client.post(f"{BASE}/people", '{"last_name": "Li"}', content_type="text/plain")
    assert plain.status_code == 415
    named = client.post(f"{BASE}/people", json={"last_name": "Li"})
    assert named.status_code == 201


def test_the_codes_of_problems_are_of_one_style(client: Client) -> None:
    client.sign_in("organizer")
    bad = client.post(f"{BASE}/people", "{", content_type="application/json")
    missing = client.get(f"{BASE}/nothing-here")
    other = client.post(f"{BASE}/people/x/restore", method="PATCH")
    codes = [answer.get_json()["code"] for answer in (bad, missing, other)]
    assert codes == ["bad_request", "not_found", "method_not_allowed"]
