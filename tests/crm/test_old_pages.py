"""A page that was left open: what it sends is not written, and it is told why."""

from tests.factories import Client

STALE = {"X-CSRFToken": "ImZha2Ui.aaaaaa.bbbbbbbbbbbbbbbb"}


def test_a_form_of_an_old_page_is_told_to_reload_and_that_nothing_was_saved(
    client: Client,
) -> None:
    client.sign_in("organizer")
    form = {"first_name": "Ana", "last_name": "Ruiz"}
    answer = client.post("~/people/new", form, headers=STALE)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "This page was open too long" in text
    assert "Nothing was saved" in text
    assert "reload the page" in text
    assert "Ruiz" not in client.get("~/people/").get_data(as_text=True)


def test_over_the_api_it_has_its_own_code(client: Client) -> None:
    client.sign_in("organizer")
    answer = client.post("/api/v1/l/local-764/people", json={"last_name": "Li"}, headers=STALE)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "page_too_old")
