"""Job classes in the unit descriptions of past elections, and those elections on a class's page."""

from datetime import date

from crm import db, tenancy
from crm.workplaces.electionrecord import to_record
from crm.workplaces.tallies import Tally, UnionVotes
from plugins.jobclasses.matching import aliases, units
from plugins.jobclasses.service import classes, pastunits
from tests.factories import Client, World

UNIT = """Included: All full-time and regular part-time wardrobe personnel, including dressers,
stitchers and gaffers employed by the Employer. Excluded: All lamp operators, office clerical
employees, guards and supervisors as defined in the Act."""


def test_titles_are_found_in_prose_and_what_is_excluded_is_not() -> None:
    names = aliases.build(classes.shipped(), [])
    found = units.classes_in(UNIT, names)
    assert found["dresser"] == "dressers"
    assert found["gaffer"] == "gaffers"
    assert "stitcher" in found
    assert "lighting-technician" not in found
    assert units.classes_in("All registered nurses and others", names) == {}


def test_only_units_of_entertainment_are_read_because_drivers_work_everywhere() -> None:
    assert units.in_field("Example Theatre", [])
    assert units.in_field("First Example, Inc.", ["IATSE"])
    assert not units.in_field("Example Bottling Co.", ["IBT"])


def test_only_an_equal_name_is_a_class_in_a_legal_text() -> None:
    names = aliases.build(classes.shipped(), [])
    assert units.classes_in("Included: all technicians, packers and trimmers", names) == {}


def _election() -> None:
    day, unions = date(2019, 2, 3), (UnionVotes("Local 764, IATSE", 20, None, "764", True),)
    tally = Tally("01-RC-1", "Example Theatre", "Example Theatre", (), "New Haven", "CT", "Closed",
                  day, day, day, "", "Manual", "Initial", "RC", "A", 30, 0, unions, 5, 25, 0, False,
                  False, "Local 764, IATSE", "", UNIT, 1)  # fmt: skip
    with tenancy.suite_scope():
        db.collection("elections").insert(to_record(tally, True))


def test_a_class_shows_the_elections_that_covered_it(client: Client, world: World) -> None:
    _election()
    load = pastunits.read_all(lambda _done, _total: None, by="system")
    assert load["counts"]["new"] == 1
    again = pastunits.read_all(lambda _done, _total: None, by="system")
    assert again["counts"]["unchanged"] == 1
    page = client.sign_in("lead").get("~/jobclasses/classes/dresser").get_data(as_text=True)
    assert "Example Theatre" in page
    assert "1 won, 0 lost" in page
    page = client.get("~/jobclasses/classes/lighting-technician").get_data(as_text=True)
    assert "Example Theatre" not in page
