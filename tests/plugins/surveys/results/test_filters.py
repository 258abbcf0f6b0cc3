"""Whatever a reader asks of the releases in whatever order, the answers fit together and tell no
more than the releases: the page's rows and the files' rows, with every filter that the page has."""

import os
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.surveys.results.files import HEADERS, flat
from plugins.surveys.results.groups import grouped, sizes
from plugins.surveys.results.reading import group_name, read
from plugins.surveys.results.releasing import Released, Rules, groups_of, release
from plugins.surveys.results.shown import Wish
from plugins.surveys.results.tables import tables
from plugins.surveys.results.weighted import weighted
from tests import figures
from tests.plugins.surveys.results.test_releasing import (
    BREAKDOWNS,
    RULES,
    counted,
    questionnaire,
    responses,
)

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]
MANY = 10_000 if os.environ.get("CALLBOARD_FAULTS") == "full" else 40
wishes = st.tuples(
    st.integers(0, 3), st.sampled_from(["", *BREAKDOWNS]), st.booleans(), st.booleans()
)
"""Which release, by what, with intervals, compared with the release before."""
Told = dict[tuple[int, str, str, str], int]
"""Counts that were shown: by release, table, row and group (breakdown and name; "" for all)."""


def published(seed: int, steps: list[int]) -> list[tuple[list[Released], dict[str, Any]]]:
    """Releases of a survey that more and more people answer; by groups the last alone."""
    everybody, made = responses(seed, sum(steps)), []
    for number in range(1, len(steps) + 1):
        counts = counted(everybody[: sum(steps[:number])])
        earlier = tuple({t["id"]: t for t in found} for found, _weights in made)
        last = number == len(steps)
        rules = Rules(RULES.k, RULES.cohort, BREAKDOWNS if last else (), earlier)
        found = release(tables([questionnaire()]), counts, rules)
        margins = [{v: 3 * n for v, n in sizes(counts.people, place).items()} for place in (0, 1)]
        groups = list(groups_of(counts, rules).values())
        weights = weighted(found, counts, margins if last else [], groups)
        made.append((found, weights or {}))
    return made


def asked(made: list[Any], wish: tuple[int, str, bool, bool]) -> tuple[int, list[Any], str]:
    """What the page shows for a wish: the release's number, its tables, the breakdown."""
    which, by, intervals, compared = wish
    n = which % len(made)
    found, weights = made[n]
    before: Mapping[str, Released] = {t["id"]: t for t in made[n - 1][0]} if compared and n else {}
    shown = read(found, [questionnaire()], "en", Wish(by, intervals, 500, weights, before))
    return n, shown, by


@settings(max_examples=MANY, deadline=None)
@given(
    st.integers(0, 10**6),
    st.lists(st.integers(5, 90), min_size=1, max_size=4),
    st.lists(wishes, min_size=1, max_size=8),
)
def test_no_sequence_of_filters_tells_more_than_the_releases(
    seed: int, steps: list[int], sequence: list[tuple[int, str, bool, bool]]
) -> None:
    made, told = published(seed, steps), Told()
    for wish in sequence:
        n, shown, by = asked(made, wish)
        for row in (dict(zip(HEADERS, line, strict=True)) for line in flat(shown, by)):
            place = (n, row["table"], row["code"], f"{row['breakdown']}:{row['group']}")
            assert row["shown"] == (row["n"] is not None)
            assert row["n"] is not None or row["share"] is None
            if row["n"] is not None:
                assert row["n"] == 0 or row["n"] >= RULES.k, place
                assert told.setdefault(place, row["n"]) == row["n"], "asked twice, answered twice"
        for table in shown:
            for one in table.rows:
                hidden = one.all.n is None
                assert not hidden or (one.weighted is None and one.interval is None)
    for (n, table, code, group), count in told.items():
        for m in range(n):
            before = told.get((m, table, code, group), count)
            assert before == count or abs(count - before) >= RULES.k, (table, code, m, n)
    figures.record("random filter sequences read", 1)


def test_a_release_is_weighted_and_broken_down_at_least_sometimes() -> None:
    """The test above would pass where nothing was ever shown."""
    made = published(3, [150, 90])
    n, shown, _by = asked(made, (1, "department", True, True))
    assert n == 1
    assert shown[0].groups
    assert any(row.weighted is not None for row in shown[0].rows)
    assert any(row.interval for row in shown[0].rows)
    assert any(row.before is not None for row in shown[0].rows)
    names = grouped({"Grip": 30, "Paint": 20}, 10)
    assert [group_name(g) for g in names.values()] == ["Grip", "Paint"]
