"""Rankings: one entry's hidden places are not what the other entries leave over."""

from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.surveys.results.counting import cell_name, marks
from plugins.surveys.results.releasing import Counts, Released, Rules, release
from plugins.surveys.results.tables import NO_ANSWER, tables
from tests.plugins.surveys.results.test_releasing import option
from tests.plugins.surveys.statistics.test_suppression import WIDTH, attack

ENTRIES = ("pay", "hours", "credit")
RULES = Rules(k=5, cohort=10, breakdowns=("department",))
ASKED = {"n": 1, "languages": ["en"], "pages": [{"key": "p", "title": {}, "items": [
    {"key": "order", "type": "ranking", "text": {"en": "?"},
     "options": [option(code) for code in ENTRIES]}]}]}  # fmt: skip


def counted(seed: int, people: int) -> Counts:
    """Everybody puts all in order; the last is rarely first."""
    random = Random(seed)
    whole: Counter[str] = Counter()
    n: dict[str, Any] = {}
    for _each in range(people):
        cell = cell_name((random.choice(("Grip", "Paint", "Sound")),))
        whole[cell] += 1
        first = random.choices(ENTRIES, (10, 9, 1))[0]
        rest = random.sample([e for e in ENTRIES if e != first], 2)
        for table, rows in marks(ASKED, {"order": [first, *rest]}).items():
            n.setdefault(table, {}).setdefault(cell, Counter()).update(rows)
    return Counts(whole, dict.fromkeys(n, whole), n)


def released(counts: Counts) -> list[Released]:
    return release(tables([ASKED]), counts, RULES)


def truth(counts: Counts, table: str, place: str) -> int:
    return sum(rows.get(place, 0) for rows in counts.n[table].values())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(10, 200))
def test_no_small_count_of_a_ranking_is_what_the_other_entries_leave_over(
    seed: int, people: int
) -> None:
    counts = counted(seed, people)
    found = released(counts)
    places = ["1", "2", "3", NO_ANSWER]
    grid = [[truth(counts, table["id"], place) for table in found] for place in places]
    hidden = {(r, c) for r, place in enumerate(places) for c, table in enumerate(found)
              if table["n"][place] is None}  # fmt: skip
    widths = attack(grid, hidden)
    small = {(r, c) for r, line in enumerate(grid) for c, n in enumerate(line) if 0 < n < 5}
    assert small <= hidden
    narrow = {cell for cell in small if widths[cell] < WIDTH - 1e-6}
    assert not narrow or len(hidden) >= 9, (grid, hidden)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(40, 400))
def test_by_groups_a_ranking_is_shown_whole_or_not_at_all(seed: int, people: int) -> None:
    found = released(counted(seed, people))
    for name in {name for table in found for name in table["breakdowns"]}:
        cells = [n for table in found for line in table["breakdowns"][name]["n"].values()
                 for n in line]  # fmt: skip
        assert all(n is None for n in cells) or all(n == 0 or (n or 0) >= 5 for n in cells)


def test_a_ranking_of_a_large_shop_is_shown() -> None:
    found = released(counted(4, 900))
    assert all(table["n"]["1"] is not None for table in found)
    assert found[0]["breakdowns"]["department"]["n"]["1"][0] is not None
