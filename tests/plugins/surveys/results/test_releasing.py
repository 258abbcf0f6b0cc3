"""A release says nothing about fewer than five people, however its tables are put together."""

import os
from collections import Counter
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from plugins.surveys.answering.cohorts import OTHERS
from plugins.surveys.results.counting import cell_name, cell_values, marks
from plugins.surveys.results.groups import grouped
from plugins.surveys.results.releasing import Counts, Released, Rules, release
from plugins.surveys.results.tables import NO_ANSWER, tables
from tests import figures

MANY = 1_500 if os.environ.get("CALLBOARD_FAULTS") == "full" else 40
DEPARTMENTS = ("Grip", "Paint", "Sound", "Hair", "Roto")
BREAKDOWNS = ("department", "shift")


def option(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "text": {"en": code}, **more}


def questionnaire() -> dict[str, Any]:
    """One answer, several answers, and one that depends on the first."""
    uses = {"key": "uses", "type": "single", "text": {"en": "Uses?"},
            "options": [option("yes"), option("no"), option("unsure")]}  # fmt: skip
    tools = {"key": "tools", "type": "multiple", "text": {"en": "Which?"},
             "options": [option("image"), option("voice"), option("text")]}  # fmt: skip
    told = {"key": "told", "type": "yes_no", "text": {"en": "Told?"},
            "options": [option("yes"), option("no")],
            "show_if": {"question": "uses", "op": "is", "value": "yes"}}  # fmt: skip
    page = {"key": "p1", "title": {}, "items": [uses, tools, told]}
    return {"n": 1, "languages": ["en"], "pages": [page]}


def responses(seed: int, people: int) -> list[tuple[dict[str, Any], tuple[str, str]]]:
    """Answers with the department and shift of who gave them, some answers rare."""
    random = Random(seed)
    weights = [random.random() ** 2 + 0.01 for _each in range(9)]
    found = []
    for _person in range(people):
        answers: dict[str, Any] = {}
        use = random.choices(["yes", "no", "unsure", None], [*weights[:3], 0.05])[0]
        if use:
            answers["uses"] = use
        picked = [t for t, w in zip(("image", "voice", "text"), weights[3:6], strict=True)
                  if random.random() < w]  # fmt: skip
        if picked:
            answers["tools"] = picked
        if use == "yes" and random.random() < 0.95:
            answers["told"] = random.choices(["yes", "no"], weights[6:8])[0]
        group = (random.choices(DEPARTMENTS, (9, 7, 4, 2, 1))[0], random.choice(("Day", "Night")))
        found.append((answers, group))
    return found


def counted(given: list[tuple[dict[str, Any], tuple[str, str]]]) -> Counts:
    """The counts by weighting cell, as the running tallies keep them."""
    people: Counter[str] = Counter()
    asked: dict[str, Counter[str]] = {}
    n: dict[str, dict[str, Counter[str]]] = {}
    for answers, group in given:
        cell = cell_name(group)
        people[cell] += 1
        for table, rows in marks(questionnaire(), answers).items():
            asked.setdefault(table, Counter())[cell] += 1
            n.setdefault(table, {}).setdefault(cell, Counter()).update(rows)
    return Counts(people, asked, n)


RULES = Rules(k=5, cohort=10, breakdowns=BREAKDOWNS)


class Attacker:
    """Knows a release and how many people of each group answered; asks what a cell can be."""

    def __init__(self, released: Released, breakdown: str, counts: Counts) -> None:
        place = BREAKDOWNS.index(breakdown)
        sizes: Counter[str] = Counter()
        for cell, n in counts.people.items():
            sizes[cell_values(cell)[place]] += n
        self.names = grouped(sizes, RULES.cohort)
        self.part = released["breakdowns"][breakdown]
        self.groups = self.part["groups"]
        self.released, self.place = released, place
        self.size = Counter({self.names[v]: 0 for v in sizes})
        for value, n in sizes.items():
            self.size[self.names[value]] += n
        self.rows = list(released["rows"])
        self.names_of = {(r, g): i for i, (r, g) in enumerate(
            (r, g) for r in [*self.rows, "~"] for g in range(len(self.groups)))}  # fmt: skip
        self.many = released["kind"] == "many"
        self.equations: list[tuple[dict[int, float], float]] = []
        self._known()

    def _known(self) -> None:
        columns = range(len(self.groups))
        for (row, g), i in self.names_of.items():
            shown = self.part["n"][row][g] if row != "~" else None
            if row == "~" and self.part["base"][g] is not None:
                shown = self.size[self.groups[g]] - self.part["base"][g]
            if shown is not None:
                self.equations.append(({i: 1.0}, shown))
        for row in self.rows:
            if self.released["n"][row] is not None:
                self._add([(row, g) for g in columns], self.released["n"][row])
        if self.released["base"] is not None:
            whole = sum(self.size.values())
            self._add([("~", g) for g in columns], whole - self.released["base"])
        if not self.many:
            for g in columns:
                every = [(r, g) for r in [*self.rows, "~"]]
                self._add(every, self.size[self.groups[g]])

    def _add(self, cells: list[tuple[str, int]], total: float) -> None:
        self.equations.append(({self.names_of[c]: 1.0 for c in cells}, total))

    def width(self, row: str, g: int) -> float:
        """How wide the interval is in which the cell must lie."""
        matrix = np.zeros((len(self.equations), len(self.names_of)))
        for line, (terms, _total) in enumerate(self.equations):
            for i, factor in terms.items():
                matrix[line, i] = factor
        right = np.array([total for _terms, total in self.equations])
        upper = [self.size[self.groups[g]] for (_r, g) in self.names_of]
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(self.names_of))
            aim[self.names_of[row, g]] = sign
            bounds = [(0, u) for u in upper] if self.many else (0, None)
            found = linprog(aim, A_eq=matrix, b_eq=right, bounds=bounds, method="highs")
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[1] - ends[0]


def truth(counts: Counts, released: Released, names: dict[str, str], place: int) -> Counter[Any]:
    """The true count of each row and shown group."""
    found: Counter[Any] = Counter()
    for cell, rows in counts.n.get(released["id"], {}).items():
        for row, n in rows.items():
            found[row, names[cell_values(cell)[place]]] += n
    return found


@pytest.mark.faults
@pytest.mark.timeout(3600)
@settings(max_examples=MANY, deadline=None)
@given(st.integers(0, 10**6), st.integers(5, 260))
def test_no_count_of_one_to_four_is_shown_or_found_by_linear_programming(
    seed: int, people: int
) -> None:
    counts = counted(responses(seed, people))
    for released in release(tables([questionnaire()]), counts, RULES):
        for row, n in released["n"].items():
            assert n is None or n == 0 or n >= 5, (released["id"], row, n)
        for place, breakdown in enumerate(BREAKDOWNS):
            if breakdown not in released["breakdowns"]:
                continue
            attacker = Attacker(released, breakdown, counts)
            real = truth(counts, released, attacker.names, place)
            for row in released["rows"]:
                for g, group in enumerate(attacker.groups):
                    if 0 < real[row, group] < 5:
                        assert attacker.part["n"][row][g] is None
                        assert attacker.width(row, g) > 2.999, (seed, people, released["id"], row)
    figures.record("releases attacked by linear programming", 1)


def test_most_of_a_survey_of_a_large_shop_is_shown() -> None:
    """Hiding everything would pass the test above."""
    counts = counted(responses(7, 600))
    found = release(tables([questionnaire()]), counts, RULES)
    cells = [n for t in found for part in t["breakdowns"].values()
             for line in part["n"].values() for n in line]  # fmt: skip
    assert len(found) == 3
    assert sum(n is not None for n in cells) > 0.5 * len(cells)


def test_nothing_is_released_of_four_answers() -> None:
    assert release(tables([questionnaire()]), counted(responses(1, 4)), RULES) == []


def test_small_groups_are_taken_together_until_they_are_large_enough() -> None:
    names = grouped({"Grip": 40, "Paint": 30, "Sound": 4, "Hair": 3}, 10)
    assert names == {"Grip": "Grip", "Paint": OTHERS, "Sound": OTHERS, "Hair": OTHERS}
    assert grouped({"Grip": 40, "Paint": 4}, 10) == {}


def test_shares_stand_on_those_who_were_asked() -> None:
    given = [({"uses": "yes", "told": "no"}, ("Grip", "Day"))] * 20
    given += [({"uses": "no"}, ("Paint", "Day"))] * 30 + [({}, ("Grip", "Day"))] * 10
    found = {t["id"]: t for t in release(tables([questionnaire()]), counted(given), RULES)}
    assert (found["uses"]["base"], found["uses"]["n"][NO_ANSWER]) == (60, 10)
    assert (found["told"]["base"], found["told"]["n"]["no"]) == (20, 20)


@pytest.mark.faults
@pytest.mark.timeout(3600)
@settings(max_examples=MANY // 2, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 150), st.lists(st.integers(1, 40), max_size=3))
def test_no_two_releases_tell_on_those_who_came_between(
    seed: int, people: int, more: list[int]
) -> None:
    everybody = responses(seed, people + sum(more))
    made: list[dict[str, Released]] = []
    for number in range(len(more) + 1):
        so_far = everybody[: people + sum(more[:number])]
        rules = Rules(k=5, cohort=10, earlier=tuple(made))
        found = release(tables([questionnaire()]), counted(so_far), rules)
        made.append({table["id"]: table for table in found})
    for at, late in enumerate(made):
        for early in made[:at]:
            for key in late.keys() & early.keys():
                for row, n in late[key]["n"].items():
                    was = early[key]["n"].get(row)
                    if n is not None and was is not None:
                        assert n - was == 0 or n - was >= 5, (key, row, was, n)


def test_a_group_that_is_called_all_is_a_group() -> None:
    assert cell_values(cell_name(["all"])) == ("all",)
    assert cell_values(cell_name([])) == ()
    assert cell_values(cell_name(["a.b", "", "100 %", "$x|y"])) == ("a.b", "", "100 %", "$x|y")
