"""What is not offered is refused by name; no words prove an assessment."""

import pytest

from crm.errors import Invalid
from plugins.campaigns import settings
from plugins.campaigns.callforms import CallForm
from plugins.campaigns.eventforms import InviteForm
from plugins.campaigns.service import assessments, campaigns, contacts, recount
from tests.factories import OWN, Client

SAID = {"key": "a" * 24, "kind": "phone", "result": "talked", "assessment": 2}


@pytest.fixture
def page(app, unit_of):
    return Client(app, unit_of.world).sign_in("organizer")


def _api(page, unit_of, **more):
    path = f"/api/v1/l/{OWN}/campaigns/{unit_of.id}/people/{unit_of.people[0]}/contacts"
    return page.post(path, method="POST", json={**SAID, **more})


@pytest.mark.parametrize(
    ("field", "value"), [("ask", "zz"), ("issues", ["Pay", "zz"]), ("provenance", "proven")]
)
def test_a_contact_says_what_is_offered_and_nothing_else(page, unit_of, field, value):
    refused = _api(page, unit_of, **{field: value})
    assert refused.status_code == 422
    assert list(refused.get_json()["errors"]) == [field]
    path = f"~/campaigns/{unit_of.id}/people/{unit_of.people[0]}/contact"
    assert page.post(path, {**SAID, field: value}).status_code == 422
    assert contacts.of_person(unit_of.people[0], [unit_of.id]) == []


def test_what_is_offered_is_taken(page, unit_of):
    offered = settings.current()
    kept = {"ask": offered["asks"][0], "issues": offered["issues"][:2], "provenance": "stated"}
    assert _api(page, unit_of, **kept).status_code in (200, 201)
    found = contacts.of_person(unit_of.people[0], [unit_of.id])[0]
    assert {name: found[name] for name in kept} == kept


@pytest.mark.parametrize("where", ["contact", "assessments"])
def test_no_form_offers_to_say_that_an_action_proves_it(page, unit_of, where):
    form = page.get(f"~/campaigns/{unit_of.id}/people/{unit_of.people[0]}/{where}")
    text = form.get_data(as_text=True)
    assert 'value="stated"' in text
    assert 'value="proven"' not in text


def test_a_call_does_not_prove_either(unit_of):
    said = CallForm().validate({"key": "a" * 24, "result": "talked", "provenance": "proven"})
    assert "only a card, a test or an event" in said["provenance"][0]


def test_the_services_refuse_a_proof_without_an_action(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    data = {"assessment": 1, "provenance": "proven"}
    with pytest.raises(Invalid):
        assessments.assess(unit_of.id, person, data, actor=lead)
    with pytest.raises(Invalid):
        contacts.log_contact(unit_of.id, person, {**SAID, **data}, actor=lead)
    assert unit_of.member(person)["assessment"] == 0
    assert recount.differences(unit_of.id) == []


def test_a_campaign_is_of_a_jurisdiction_on_file(unit_of):
    lead = unit_of.world.actor("lead")
    data = {**campaigns.as_form(unit_of.campaign), "jurisdiction": "ZZ"}
    with pytest.raises(Invalid) as refused:
        campaigns.update_campaign(unit_of.id, unit_of.campaign["version"], data, actor=lead)
    assert list(refused.value.errors) == ["jurisdiction"]
    with pytest.raises(Invalid):
        campaigns.open_campaign(data, actor=lead)


def test_levels_to_invite_are_of_the_scale(unit_of):
    assert InviteForm().validate({"levels": [0, 1, 5]}) == {}
    assert "levels" in InviteForm().validate({"levels": [9]})
