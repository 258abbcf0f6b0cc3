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
