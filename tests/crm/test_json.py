"""What is sent as JSON and is none gets a clear answer, whatever it is."""

import pytest

from tests.factories import Client


@pytest.mark.parametrize("body", ["[" * 100_000, "{", "nonsense"])
def test_bad_json_is_a_bad_request(client: Client, body: str) -> None:
    client.sign_in("lead")
    answer = client.post("/api/v1/l/local-764/people", body, content_type="application/json")
    assert answer.status_code == 400
