"""Raking meets the roster's totals, agrees with another program, and never runs away."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.surveys.statistics.weighting import CAP, LEAST, rake

DEPARTMENTS, SHIFTS = ("Grip", "Paint", "Sound"), ("Day", "Night")
cells = st.dictionaries(
    st.tuples(st.sampled_from(DEPARTMENTS), st.sampled_from(SHIFTS)),
    st.integers(LEAST, 60),
    min_size=6,
    max_size=6,
)


def totals(answered: dict[tuple[str, ...], int], factor: dict[str, int]) -> list[dict[str, int]]:
    """A roster in which each value has `factor` times as many people as answered."""
    margins: list[dict[str, int]] = []
    for place in range(2):
        sums: Counter[str] = Counter()
        for group, n in answered.items():
            sums[group[place]] += n * (factor.get(group[0], 1))
        margins.append(dict(sums))
    return margins


@settings(deadline=None)
@given(cells, st.integers(1, 4), st.integers(1, 4))
def test_the_weighted_sums_are_those_of_the_roster(
    answered: dict[tuple[str, ...], int], one: int, other: int
) -> None:
    margins = totals(answered, {"Grip": one, "Paint": other})
    found = rake(answered, margins)
    n, roster = sum(answered.values()), sum(margins[0].values())
    for place, margin in enumerate(margins):
        for value, people in margin.items():
            weighed = sum(found.by_cell[g] * k for g, k in answered.items() if g[place] == value)
            assert weighed / n == pytest.approx(people / roster, rel=1e-5)
    assert sum(found.by_cell[g] * k for g, k in answered.items()) == pytest.approx(n)
    assert found.effective <= n + 1e-6


def test_it_agrees_with_weightipy() -> None:
    import pandas as pd
    import weightipy

    answered = {("Grip", "Day"): 30, ("Grip", "Night"): 10, ("Paint", "Day"): 12,
                ("Paint", "Night"): 25, ("Sound", "Day"): 14, ("Sound", "Night"): 9}  # fmt: skip
    margins = [{"Grip": 100, "Paint": 60, "Sound": 40}, {"Day": 90, "Night": 110}]
    rows = [{"d": d, "s": s} for (d, s), n in answered.items() for _each in range(n)]
    frame = pd.DataFrame(rows)
    targets = [{"d": {k: 100 * v / 200 for k, v in margins[0].items()}},
               {"s": {k: 100 * v / 200 for k, v in margins[1].items()}}]  # fmt: skip
    schema = weightipy.scheme_from_dict({k: v for each in targets for k, v in each.items()})
    theirs = weightipy.weight_dataframe(frame, schema, weight_column="w")
    by_cell = theirs.groupby(["d", "s"])["w"].mean().to_dict()
    for group, weight in rake(answered, margins).by_cell.items():
        assert weight == pytest.approx(by_cell[group], rel=1e-3)


def test_nobody_counts_for_more_than_the_cap() -> None:
    answered = {("Grip", "Day"): 95, ("Paint", "Day"): 5}
    found = rake(answered, [{"Grip": 10, "Paint": 990}, {"Day": 1000}])
    assert found.capped
    assert max(found.by_cell.values()) / min(found.by_cell.values()) <= CAP * CAP


def test_groups_with_few_answers_are_weighted_together() -> None:
    answered = {("Grip", "Day"): 40, ("Paint", "Day"): 3, ("Sound", "Day"): 4}
    found = rake(answered, [{"Grip": 40, "Paint": 30, "Sound": 40}, {"Day": 110}])
    assert found.collapsed == ((0, "Paint"), (0, "Sound"))
    assert found.by_cell["Paint", "Day"] == found.by_cell["Sound", "Day"]


def test_a_survey_nobody_answered_has_no_weights() -> None:
    found = rake({}, [{"Grip": 40}])
    assert (found.by_cell, found.answered, found.effective) == ({}, 0, 0.0)
