"""A roster put into a unit, and taken out again only where nobody has worked with it."""

import pytest

from crm import db
from crm.events import ImportUndoAsked, ImportUndone, PeopleImported
from crm.people import service as people
from crm.registry import emit
from plugins.campaigns.service import assessments, cards, contacts, recount, unit
from plugins.campaigns.service.roster import TARGET


@pytest.fixture
def imported(unit_of):
    """Two people as an import brings them, the first with an assessment and a card."""
    lead = unit_of.world.actor("lead")
    ids = [people.create_person({"first_name": n}, actor=lead)["_id"] for n in ("Ida", "Ben")]
    values = {"campaigns.assessment": 2, "campaigns.card_signed": "2026-10-01"}
    rows = (
        {"person_id": ids[0], "created": True, "values": values, "before": None},
        {"person_id": ids[1], "created": True, "values": {}, "before": None},
    )
    emit(PeopleImported(lead.account_id, "import-1", {TARGET: unit_of.id}, rows))
    return ids, rows


def test_an_imported_assessment_and_card_are_counted(unit_of, imported):
    ids, _rows = imported
    member = unit_of.member(ids[0])
    assert (member["assessment"], member["card"]["state"]) == (2, "signed")
    assert unit_of.member(ids[1])["assessment"] == 0
    assert recount.differences(unit_of.id) == []


@pytest.mark.parametrize("what", ["contact", "assessment", "card", "assignment"])
def test_whoever_was_worked_with_stays_when_the_import_is_undone(unit_of, imported, what):
    lead, (first, second) = unit_of.world.actor("lead"), imported[0]
    if what == "contact":
        data = {"key": "a" * 24, "kind": "phone", "result": "talked"}
        contacts.log_contact(unit_of.id, first, data, actor=lead)
    elif what == "assessment":
        assessments.assess(unit_of.id, first, {"assessment": 1, "provenance": "stated"}, actor=lead)
    elif what == "card":
        cards.sign(unit_of.id, first, {"signed_on": "2026-10-01"}, actor=lead)
    else:
        unit.assign(unit_of.id, [first], unit_of.world.accounts["organizer"], actor=lead)
    asked = ImportUndoAsked(lead.account_id, "import-1", {TARGET: unit_of.id}, (first, second))
    emit(asked)
    assert asked.vetoes == {first}


def test_undoing_takes_untouched_people_out_and_keeps_the_counters(unit_of, imported):
    ids, rows = imported
    going = tuple({**row, "removed": True} for row in rows)
    emit(ImportUndone("acct-lead", "import-1", {TARGET: unit_of.id}, going))
    assert [unit.of_person(i) for i in ids] == [[], []]
    assert db.collection("campaigns_members").find({"campaign_id": unit_of.id}) != []
    assert recount.differences(unit_of.id) == []
