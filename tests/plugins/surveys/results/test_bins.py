"""Ranges that few people are in are taken together, so that more of a question can be shown."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.surveys.results.bins import joined
from plugins.surveys.results.counting import bin_order, number_bin
from plugins.surveys.results.releasing import Counts, Rules, release
from plugins.surveys.results.tables import NO_ANSWER, Table, tables
from tests.plugins.surveys.samples import options, question, version

ASKED = version([question("days", "number"), question("uses", "yes_no", options=options("yes"))])
LEAST = 10


def counted(numbers: dict[str, list[float]], missing: int = 0) -> Counts:
    """Counts of the days that people of each group gave."""
    n = {g: dict(Counter(map(number_bin, given)), **{NO_ANSWER: missing})
         for g, given in numbers.items()}  # fmt: skip
    people = {g: len(given) + missing for g, given in numbers.items()}
    return Counts(people, {"days": people}, {"days": n, "uses": {g: {"yes": 1} for g in numbers}})


def days() -> list[Table]:
    return tables([{**ASKED, "n": 1}])


@pytest.mark.parametrize(
    ("numbers", "ranges"),
    [
        ([0] * 12 + [4] * 12, ["0", "3-4"]),
        ([0] * 12 + [4] * 12 + [300, 700, 1500], ["0", "3-1999"]),
        ([1, 2, 3, 7] * 3 + [150] * 11, ["1-9", "100-199"]),
        ([-3] * 4 + [0] * 9, ["any to 0"]),
        ([5] * 12 + [200_000] * 3, ["5+"]),
        ([2, 3], ["2-4"]),
    ],
)
def test_neighbours_join_until_there_are_enough(numbers: list[float], ranges: list[str]) -> None:
    found = joined(days(), counted({"Grip": numbers}), LEAST).n["days"]["Grip"]
    assert [row for row in found if row != NO_ANSWER] == ranges


def test_months_are_named_from_the_first_to_the_last() -> None:
    asked = tables([{**version([question("since", "date")]), "n": 1}])
    rows = {"2024-11": 4, "2025-02": 9, "2025-03": 30}
    counts = Counts({"all": 43}, {"since": {"all": 43}}, {"since": {"all": rows}})
    found = joined(asked, counts, LEAST).n["since"]["all"]
    assert found == {"2024-11 – 2025-02": 13, "2025-03": 30}


@given(
    st.dictionaries(
        st.sampled_from(["Grip", "Paint", "Sound"]),
        st.lists(st.integers(-5, 3_000), max_size=60),
        min_size=1,
    ),
    st.integers(0, 6),
)
def test_nobody_is_lost_and_no_range_is_small(
    numbers: dict[str, list[float]], missing: int
) -> None:
    before = counted(numbers, missing)
    after = joined(days(), before, LEAST)
    sums: Counter[str] = Counter()
    for group, rows in after.n["days"].items():
        assert sum(rows.values()) == sum(before.n["days"][group].values())
        assert rows[NO_ANSWER] == missing
        sums.update({row: n for row, n in rows.items() if row != NO_ANSWER})
    assert len(sums) <= 1 or min(sums.values()) >= LEAST
    assert after.n["uses"] == before.n["uses"], "answers that were offered stay as they are"
    order = sorted(sums, key=bin_order)
    assert order == sorted(order, key=lambda row: (row[:3] != "any", bin_order(row)))


def test_a_tail_no_longer_hides_the_question() -> None:
    spread = [0] * 20 + [2] * 25 + [8] * 25 + [30] * 20
    numbers = {"Grip": [*spread, 900], "Paint": [*spread, 5_000, 150], "Sound": [*spread, 300]}
    rules = Rules(k=5, cohort=LEAST, breakdowns=("department",))
    shown = {}
    for name, counts in (
        ("raw", counted(numbers)),
        ("joined", joined(days(), counted(numbers), 10)),
    ):
        table = release(days(), counts, rules)[0]
        cells = [n for row in table["breakdowns"]["department"]["n"].values() for n in row]
        shown[name] = sum(n is not None for n in cells)
    assert shown["joined"] > shown["raw"]
