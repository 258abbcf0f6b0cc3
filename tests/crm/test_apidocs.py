"""The documentation of the API says what a program needs before its first request."""

from typing import Any

import pytest

from tests.factories import Client


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    """The OpenAPI document as the page reads it."""
    found: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return found


def test_the_introduction_says_all_that_a_program_needs_first(document: dict[str, Any]) -> None:
    text = document["info"]["description"]
    for needed in (
        "API tokens", "Authorization: Bearer", "{local}", "`after`", "problem+json",
        "application/json", "`key`", "names_withheld",
    ):  # fmt: skip
        assert needed in text, needed


def test_groups_have_names_for_people_and_summaries_no_marks_of_code(
    document: dict[str, Any],
) -> None:
    listed = {tag["name"] for tag in document["tags"]}
    assert {"People", "Lists", "Workplaces", "Imports", "Campaigns", "Job classes"} <= listed
    operations = [
        operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
    ]
    assert operations
    assert {tag for operation in operations for tag in operation["tags"]} <= listed
    assert [o["summary"] for o in operations if "`" in o["summary"] or "_api" in o["summary"]] == []


def test_the_local_of_an_address_is_described(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/api/v1/l/{local}/people"]["parameters"]
    local = [one for one in parameters if one["name"] == "local"]
    assert len(local) == 1
    assert "short name" in local[0]["description"]
