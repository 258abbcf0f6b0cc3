"""No hidden cell can be worked out: an attacker with linear programming tries on random tables."""

import os
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from plugins.surveys.statistics.flows import Cell, Table, bounds
from plugins.surveys.statistics.suppression import (
    WIDTH,
    hidden_cells,
    hidden_totals,
)
from tests import figures

FULL = os.environ.get("CALLBOARD_FAULTS") == "full"
MANY, SOME = (10_000, 1_000) if FULL else (150, 100)
K = 5
counts = st.one_of(st.integers(0, 12), st.integers(0, 90))


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    """Counts of 2 to 6 answers in 2 to 6 groups."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    line = st.lists(counts, min_size=columns, max_size=columns)
    return draw(st.lists(line, min_size=rows, max_size=rows))


def attack(
    table: Table, hidden: Iterable[Cell], unknown_rows: Iterable[int] = ()
) -> dict[Cell, float]:
    """How closely linear programming places each hidden cell: the width of its interval.

    The attacker knows all shown cells, the size of each group, and the total of each row but
    those of `unknown_rows`, of which they know the sum.
    """
    cells, unknown = sorted(hidden), set(unknown_rows)
    rows, columns = len(table), len(table[0])
    equations, totals = [], []
    for column in range(columns):
        inside = [1.0 if c == column else 0.0 for _r, c in cells]
        equations.append(inside)
        totals.append(sum(table[r][c] for r, c in cells if c == column))
    known = [r for r in range(rows) if r not in unknown]
    for row in known:
        equations.append([1.0 if r == row else 0.0 for r, _c in cells])
        totals.append(sum(table[r][c] for r, c in cells if r == row))
    found = {}
    for number, cell in enumerate(cells):
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(cells))
            aim[number] = sign
            answer = linprog(aim, A_eq=np.array(equations), b_eq=np.array(totals), method="highs")
            assert answer.status in {0, 3}, answer.message
            ends.append(sign * answer.fun if answer.status == 0 else float("inf"))
        found[cell] = ends[1] - ends[0]
    return found


def small(table: Table) -> set[Cell]:
    """Cells about one to four people."""
    return {(r, c) for r, row in enumerate(table) for c, n in enumerate(row) if 0 < n < K}


@pytest.mark.faults
@pytest.mark.timeout(3600)
@settings(max_examples=MANY, deadline=None)
@given(tables())
def test_no_small_cell_can_be_placed_within_three_people(table: list[list[int]]) -> None:
    totals = hidden_totals([sum(row) for row in table], K)
    hidden = hidden_cells(table, K, totals)
    assert small(table) <= hidden
    widths = attack(table, hidden, totals)
    narrow = {c: w for c, w in widths.items() if c in small(table) and w < WIDTH - 1e-6}
    whole = len(hidden) == len(table) * len(table[0])
    assert whole or not narrow, (table, hidden, narrow)
    figures.record("tables attacked by linear programming", 1)


@pytest.mark.faults
@pytest.mark.timeout(3600)
@settings(max_examples=SOME, deadline=None)
@given(tables())
def test_the_bounds_are_those_of_linear_programming(table: list[list[int]]) -> None:
    hidden = hidden_cells(table, K)
    for cell, width in attack(table, hidden).items():
        low, high = bounds(table, hidden, cell, WIDTH)
        assert low <= table[cell[0]][cell[1]] <= high
        assert (high - low >= WIDTH) == (width >= WIDTH - 1e-6) or width >= high - low - 1e-6


@given(st.lists(counts, min_size=1, max_size=9))
def test_of_a_plain_list_of_answers_only_the_sum_of_what_is_hidden_is_known(n: list[int]) -> None:
    hidden = hidden_totals(n, K)
    assert {row for row, count in enumerate(n) if 0 < count < K} <= hidden
    rest = [row for row, count in enumerate(n) if count and row not in hidden]
    if hidden and rest:
        assert len(hidden) >= 2
        assert sum(n[row] for row in hidden) >= K


def test_a_group_that_answered_alike_is_not_told_on() -> None:
    table = [[20, 9, 8], [12, 0, 7], [11, 0, 9]]
    assert (0, 1) in hidden_cells(table, K)


def test_a_table_without_small_cells_is_shown_whole() -> None:
    assert hidden_cells([[20, 9], [12, 6], [0, 7]], K) == set()


def test_without_complementary_cells_the_attacker_wins() -> None:
    """The attack itself works, or the tests above prove nothing."""
    table = [[20, 9, 8], [12, 3, 7], [11, 8, 9]]
    assert attack(table, {(1, 1)}) == {(1, 1): 0.0}
