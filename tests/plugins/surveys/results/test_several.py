"""Several answers: what people must have chosen tells nothing of what is hidden."""

import os
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from plugins.surveys.results.counting import cell_name, marks
from plugins.surveys.results.releasing import Counts, Released, Rules, release
from plugins.surveys.results.several import Column
from plugins.surveys.results.tables import NO_ANSWER, Limits, tables
from tests import figures
from tests.plugins.surveys.results.test_releasing import DEPARTMENTS, Attacker, option, truth

MANY = 1_500 if os.environ.get("CALLBOARD_FAULTS") == "full" else 60
RULES = Rules(k=5, cohort=10, breakdowns=("department", "shift"))
OPTIONS = ("image", "voice", "text", "none")


def questionnaire(most: int, *, asked_of_some: bool) -> dict[str, Any]:
    """What of these do you use? "None" rules out the rest; a limit, a condition, or neither."""
    uses = {"key": "uses", "type": "single", "text": {"en": "?"},
            "options": [option("yes"), option("no")]}  # fmt: skip
    tools = {"key": "tools", "type": "multiple", "text": {"en": "?"},
             "options": [*map(option, OPTIONS[:3]), option("none", exclusive=True)],
             "validate": {"most": most} if most else {}}  # fmt: skip
    if asked_of_some:
        tools["show_if"] = {"question": "uses", "op": "is", "value": "yes"}
    return {
        "n": 1,
        "languages": ["en"],
        "pages": [{"key": "p", "title": {}, "items": [uses, tools]}],
    }


def answers(random: Random, shy: float, second: float, most: int) -> dict[str, Any]:
    """Most choose one thing, some a second, a few nothing."""
    given: dict[str, Any] = {"uses": random.choices(["yes", "no"], (4, 1))[0]}
    if random.random() < shy:
        return given
    first = random.choices(OPTIONS, (8, 5, 1, 1))[0]
    more = {random.choice(OPTIONS[:3])} if random.random() < second and most != 1 else set()
    given["tools"] = [first] if first == "none" else sorted({first, *more})
    return given


def counted(asked: dict[str, Any], seed: int, people: int, most: int) -> Counts:
    """The counts of so many people, by department and shift."""
    random = Random(seed)
    shy, second = random.choice((0, 0.02, 0.08)), random.choice((0.02, 0.1, 0.5))
    n: dict[str, Any] = {}
    whole: dict[str, int] = {}
    base: dict[str, Any] = {}
    for _each in range(people):
        cell = cell_name((random.choices(DEPARTMENTS, (9, 7, 4, 2, 1))[0],
                          random.choice(("Day", "Night"))))  # fmt: skip
        whole[cell] = whole.get(cell, 0) + 1
        for table, rows in marks(asked, answers(random, shy, second, most)).items():
            base.setdefault(table, {}).setdefault(cell, 0)
            base[table][cell] += 1
            counts = n.setdefault(table, {}).setdefault(cell, {})
            for row in rows:
                counts[row] = counts.get(row, 0) + 1
    return Counts(whole, base, n)


class Clever(Attacker):
    """Knows besides that whoever answers chooses one thing at least, and never two that exclude."""

    def __init__(self, released: Released, breakdown: str, counts: Counts, most: int) -> None:
        super().__init__(released, breakdown, counts)
        self.most = most

    def _limits(self) -> tuple[list[list[float]], list[float]]:
        plain, lines, right = OPTIONS[:3], [], []
        for g, group in enumerate(self.groups):
            sets = [dict.fromkeys([*self.rows, "~"], -1.0)]
            sets += [dict.fromkeys([row, "none", NO_ANSWER, "~"], 1.0) for row in plain]
            if self.most:  # chosen <= most x (people - none - no answer - not asked)
                rest = dict.fromkeys(["none", NO_ANSWER, "~"], float(self.most))
                sets.append({**dict.fromkeys(plain, 1.0), **rest})
            for number, terms in enumerate(sets):
                line = [0.0] * len(self.names_of)
                for row, factor in terms.items():
                    line[self.names_of[row, g]] = factor
                size = self.size[group]
                lines.append(line)
                right.append(-size if not number else size if number <= 3 else self.most * size)
        return lines, right

    def width(self, row: str, g: int) -> float:
        matrix = np.zeros((len(self.equations), len(self.names_of)))
        for line, (terms, _total) in enumerate(self.equations):
            for i, factor in terms.items():
                matrix[line, i] = factor
        right = np.array([total for _terms, total in self.equations])
        upper, least = self._limits()
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(self.names_of))
            aim[self.names_of[row, g]] = sign
            found = linprog(aim, A_eq=matrix, b_eq=right, A_ub=np.array(upper), b_ub=least,
                            bounds=(0, None), method="highs")  # fmt: skip
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[1] - ends[0]


@pytest.mark.faults
@pytest.mark.timeout(3600)
@settings(max_examples=MANY, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 260), st.sampled_from((0, 1, 2)), st.booleans())
def test_what_must_have_been_chosen_places_no_small_count(
    seed: int, people: int, most: int, some: bool
) -> None:
    asked = questionnaire(most, asked_of_some=some)
    counts = counted(asked, seed, people, most)
    for released in release(tables([asked]), counts, RULES):
        if released["kind"] != "many":
            continue
        for place, breakdown in enumerate(released["breakdowns"]):
            attacker = Clever(released, breakdown, counts, most)
            real = truth(counts, released, attacker.names, RULES.breakdowns.index(breakdown))
            for row in released["rows"]:
                for g, group in enumerate(attacker.groups):
                    if 0 < real[row, group] < 5:
                        assert attacker.width(row, g) > 2.999, (seed, people, place, row, group)
    figures.record("questions with several answers attacked by linear programming", 1)


def test_shares_that_add_up_to_less_than_all_tell_nobody_who_kept_silent() -> None:
    """Found by the attacker: 20 + 21 + 9 of 51 chose something, so one did not."""
    column = Column(51, {"image": 20, "voice": 21, "text": 9, NO_ANSWER: 1}, Limits())
    assert column.room(NO_ANSWER, shared=False)[0] == 0
    whole = Column(100, {"image": 58, "voice": 37, "text": 3, NO_ANSWER: 2}, Limits())
    hidden = whole.beside({"text", NO_ANSWER})
    assert hidden
    assert hidden >= {"text", NO_ANSWER}
    assert len(hidden) > 1


def test_most_of_a_question_with_several_answers_is_shown_in_a_large_shop() -> None:
    asked = questionnaire(0, asked_of_some=False)
    found = [t for t in release(tables([asked]), counted(asked, 3, 700, 0), RULES)
             if t["kind"] == "many"]  # fmt: skip
    cells = [n for part in found[0]["breakdowns"].values() for line in part["n"].values()
             for n in line]  # fmt: skip
    assert sum(n is not None for n in cells) > 0.4 * len(cells)
