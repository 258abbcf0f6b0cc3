"""Wilson's interval, with and without finite population correction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from plugins.surveys.statistics.intervals import wilson


def test_the_worked_example() -> None:
    assert [round(100 * end, 1) for end in wilson(45, 60)] == [62.8, 84.2]
    assert [round(100 * end, 1) for end in wilson(45, 60, 80)] == [69.1, 80.1]


@given(st.integers(1, 5000), st.data())
def test_it_equals_that_of_statsmodels(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    assert wilson(count, n) == pytest.approx(proportion_confint(count, n, method="wilson"))


@given(st.integers(1, 500), st.data())
def test_a_known_population_only_narrows_it(n: int, data: st.DataObject) -> None:
    count, more = data.draw(st.integers(0, n)), data.draw(st.integers(0, 5000))
    (low, high), (low_known, high_known) = wilson(count, n), wilson(count, n, n + more)
    assert low - 1e-9 <= low_known <= count / n + 1e-9
    assert count / n - 1e-9 <= high_known <= high + 1e-9


def test_when_everybody_answered_nothing_is_uncertain() -> None:
    assert wilson(30, 40, 40) == (0.75, 0.75)


def test_without_answers_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
