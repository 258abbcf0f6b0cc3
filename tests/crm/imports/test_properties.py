"""Properties: counts add up, what was written is found again, fast parsing equals the schemas."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from crm.imports.service import merging, uploads
from crm.imports.service.cleaning import Cleaner
from crm.imports.service.parsing import parsers
from crm.people.schemas import PersonShape
from tests.crm.imports import rosters
from tests.factories import World

HEADERS = ("First Name", "Last Name", "Email", "Cell Phone", "Employee ID", "Department", "Notes")
FIELDS = "first_name last_name email mobile external_id department notes".split()
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Ann", "A", "Bo", "José", "", "x" * 201]),
        st.sampled_from(["Lee", "Kim", "", "n/a"]),
        st.sampled_from(["", "a@example.org", "b@example.org", "A@Example.org", "nobody"]),
        st.sampled_from(["", "212-555-0101", "(212) 555-0102", "12"]),
        st.sampled_from(["", "", "7", "8"]),
        st.sampled_from(["", "Props", "props", "Sound"]),
        st.sampled_from(["", "Cooks. ", "Tall"]),
    ),
    min_size=1,
    max_size=12,
)


def _import(rows: list[tuple[str, ...]], actor: Any) -> tuple[str, dict[str, int]]:
    import_id = rosters.upload(rosters.csv_bytes(rows, HEADERS), actor)
    options: dict[str, Any] = {}
    uploads.choose_columns(import_id, FIELDS, options, {}, actor=actor)
    return import_id, rosters.preview(import_id, actor)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ROWS, ROWS)
def test_counts_add_up_and_what_was_written_is_found_again(
    world: World, first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    actor = world.actor("admin")
    with world.local():
        rosters.empty()
        start = rosters.people()
        for rows in (first, second):
            before = rosters.people()
            import_id, counts = _import(rows, actor)
            filled = sum(any(cell.strip() for cell in row) for row in rows)
            assert sum(counts.values()) == filled
            done = rosters.commit(import_id, actor)
            assert sum(done.values()) == filled
            assert done.get("new", 0) == counts["new"]
            again, found = _import(rows, actor)
            assert (found["new"], found["changed"]) == (0, 0)
            assert found["problem"] == counts["problem"]
            after = rosters.people()
            rosters.commit(again, actor)
            assert rosters.people() == after
            rosters.undo(import_id, actor)
            assert rosters.people() == before
            rosters.bring_in_with(rows, actor, HEADERS, FIELDS)
        assert start == {}


CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["Ann", "2024-03-25", "3/25/2024", "212 555 0101", "a@b.org", "yes", "12"]),
    st.sampled_from(["member", "a" * 201, "x\x07y", "Ann Lee", "Lee, Ann Jr.", "1,5", "NY"]),
)
ALL_FIELDS = sorted(set(parsers()) - {"callboard_id"})


@given(st.lists(CELLS, min_size=len(ALL_FIELDS), max_size=len(ALL_FIELDS)))
@settings(max_examples=150, deadline=None)
def test_cleaned_rows_are_what_the_schema_takes(cells: list[str]) -> None:
    row = Cleaner(ALL_FIELDS, ALL_FIELDS, parsers()).clean(1, cells)
    data = {name: value for name, value in row.data.items() if name != "do_not_contact"}
    try:
        assert PersonShape().load(data) == data
    except ValidationError as error:  # pragma: no cover - the message of a failure
        raise AssertionError((error.messages, data)) from error


@given(st.lists(CELLS, min_size=len(ALL_FIELDS), max_size=len(ALL_FIELDS)), ROWS)
@settings(max_examples=100, deadline=None)
def test_bringing_the_same_row_in_twice_changes_nothing(
    cells: list[str], others: list[tuple[str, ...]]
) -> None:
    told: dict[str, Any] = {"at": None, "by": "", "reason": ""}
    person: dict[str, Any] = {}
    for other in others:
        data = Cleaner(HEADERS, FIELDS, parsers()).clean(1, other).data
        person |= merging.changes(person, data, **told)
    data = Cleaner(ALL_FIELDS, ALL_FIELDS, parsers()).clean(1, cells).data
    person |= merging.changes(person, data, **told)
    assert merging.changes(person, data, **told) == {}
