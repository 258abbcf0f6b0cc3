"""The suite administrator changes the recognition rules; locals count by them."""

import pytest

from crm import db, tenancy
from crm.workplaces import rules
from tests.factories import Client

RULE = "CA-BC|vote_from"
FORM = {"compare": "at least", "value": "50", "unit": "percent of the unit", "source": "New Act",
        "certainty": "medium", "checked": "2026-11", "seen": "0"}  # fmt: skip


@pytest.fixture
def page(client: Client) -> Client:
    with tenancy.suite_scope():
        rules.load_recognition_rules()
    return client.sign_in("suite")


def test_a_changed_rule_is_dated_sourced_keeps_what_it_said_and_is_not_overwritten(page):
    assert page.post(f"/suite/rules/{RULE}", FORM).status_code == 303
    with tenancy.suite_scope():
        rules.load_recognition_rules()
        rule = rules.of("CA-BC")["vote_from"]
    assert (rule["value"], rule["source"], rule["certainty"]) == (50, "New Act", "medium")
    assert [earlier["value"] for earlier in rule["earlier"]] == [45]
    assert "New Act" in page.get("/suite/rules").get_data(as_text=True)


def test_of_two_who_change_a_rule_the_second_sees_both(page):
    page.post(f"/suite/rules/{RULE}", FORM)
    late = page.post(f"/suite/rules/{RULE}", {**FORM, "value": "60", "source": "Late Act"})
    assert "Late Act" in late.get_data(as_text=True)
    assert rules.of("CA-BC")["vote_from"]["value"] == 50


@pytest.mark.parametrize(
    ("field", "value"),
    [("source", ""), ("certainty", ""), ("checked", "soon"), ("value", "101"), ("unit", "")],
)
def test_a_rule_without_source_certainty_date_or_sense_is_refused(page, field, value):
    answer = page.post(f"/suite/rules/{RULE}", {**FORM, field: value})
    assert answer.status_code == 422
    assert rules.of("CA-BC")["vote_from"]["value"] == 45


def test_a_new_jurisdiction_comes_with_its_first_rule(page):
    data = {**FORM, "jurisdiction": "CA-YT", "place": "Yukon", "kind": "vote_from"}
    assert page.post("/suite/rules/new", data).status_code == 303
    assert rules.jurisdictions()["CA-YT"] == "Yukon"
    assert page.post("/suite/rules/new", data).status_code == 422


def test_nobody_in_a_local_changes_the_rules(page):
    for who in ("admin", "lead"):
        page.sign_in(who)
        assert page.post(f"/suite/rules/{RULE}", FORM).status_code == 404
    found = db.collection("recognition_rules").get(RULE)
    assert found is not None
    assert found["value"] == 45
