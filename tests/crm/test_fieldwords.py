"""What is said of a value that cannot be taken is said in plain words, the same everywhere."""

from typing import Any

import pytest
from marshmallow import ValidationError, fields, validate

from crm.schemas import KEY, Form, text
from tests.factories import Client


class Sample(Form):
    """One field of each kind."""

    name = text(required=True, longest=120)
    note = text(longest=1)
    count = fields.Integer(validate=validate.Range(min=1, max=10_000))
    share = fields.Float(validate=validate.Range(min=0))
    tags = fields.List(fields.String(), validate=validate.Length(max=2))
    roles = fields.List(fields.String(), validate=validate.Length(min=1))
    kind = fields.String(validate=validate.OneOf(["call", "visit"]))
    key = fields.String(validate=KEY)
    code = fields.String(validate=validate.Regexp("^a$"))


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({}, "name", "This is needed."),
        ({"name": None}, "name", "This cannot be empty."),
        ({"name": "x" * 121}, "name", "At most 120 characters."),
        ({"name": 7}, "name", "Text, please."),
        ({"note": "xx"}, "note", "At most 1 character."),
        ({"count": "many"}, "count", "A whole number, please."),
        ({"count": 0}, "count", "From 1 to 10,000."),
        ({"share": "nan"}, "share", "A number, please."),
        ({"share": -1}, "share", "At least 0."),
        ({"tags": ["a", "b", "c"]}, "tags", "At most 2 of them."),
        ({"tags": "a"}, "tags", "A list, please."),
        ({"roles": []}, "roles", "This is needed."),
        ({"kind": "fax"}, "kind", "Choose one of: call, visit."),
        ({"key": "1"}, "key", "16 to 40 characters of 0-9 and a-f."),
        ({"code": "{input}"}, "code", "This is not written as expected."),
    ],
)
def test_each_fault_has_plain_words(given: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(ValidationError) as found:
        Sample().load(given)
    assert found.value.normalized_messages()[field] == [said]


def test_a_page_and_the_api_say_the_same(client: Client) -> None:
    client.sign_in("organizer")
    long = {"first_name": "Ana", "last_name": "x" * 500}
    page = client.post("~/people/new", long)
    api = client.post("/api/v1/l/local-764/people", json=long)
    words = api.get_json()["errors"]["last_name"][0]
    assert words.startswith("At most ")
    assert words in page.get_data(as_text=True)
