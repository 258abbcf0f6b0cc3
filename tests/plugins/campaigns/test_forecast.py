"""The forecast of cards: the published interval, its limits, and when it keeps silent."""

from datetime import date, timedelta
from math import sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.campaigns.service import forecast

TODAY, FILING = date(2026, 11, 27), date(2026, 12, 25)


def day(back: int) -> str:
    return (TODAY - timedelta(days=back)).isoformat()


def even(a_week: int) -> dict[str, int]:
    """The same number of cards in each of the last six weeks."""
    return {day(7 * week): a_week for week in range(6)}


def test_an_even_pace_gives_nelsons_interval():
    found = forecast.forecast(even(10), TODAY, FILING, cutoff="", without=500)
    reach = 1.2816 * sqrt(40 * (1 + 4 / 6))
    assert (found.middle, found.observed, found.spread) == (100, 60, 1.0)
    assert found.low == int(60 + 40 - reach)
    assert found.high == int(60 + 40 + reach) + 1


def test_uneven_weeks_widen_the_interval_and_leave_the_middle():
    uneven = {day(0): 30, day(14): 30}
    steady = forecast.forecast(even(10), TODAY, FILING, cutoff="", without=500)
    found = forecast.forecast(uneven, TODAY, FILING, cutoff="", without=500)
    assert found.middle == steady.middle
    assert found.spread > 10
    assert found.high - found.low > 2 * (steady.high - steady.low)


def test_nobody_signs_twice_and_no_card_is_taken_back():
    found = forecast.forecast(even(10), TODAY, FILING, cutoff="", without=7)
    assert (found.low, found.middle, found.high) == (67, 67, 67)


def test_cards_too_old_on_the_filing_day_are_not_counted():
    found = forecast.forecast(even(10), TODAY, FILING, cutoff=day(10), without=500)
    assert found.middle == 20 + 40


@pytest.mark.parametrize(
    ("days", "on"),
    [({}, FILING), ({day(1): 4}, FILING), (even(10), TODAY), ({day(60): 100}, FILING)],
)
def test_where_too_little_is_known_nothing_is_said(days, on):
    assert forecast.forecast(days, TODAY, on, cutoff="", without=500) is None


def test_the_interval_holds_about_eight_times_in_ten():
    """A thousand drives with a steady pace: the promise on the screen is kept."""
    random, held = Random(764), 0
    for _drive in range(1000):
        rate = random.uniform(2, 20)

        def week(rate: float = rate) -> int:
            return sum(random.random() < rate / 200 for _chance in range(200))

        days = {day(7 * n): week() for n in range(6)}
        found = forecast.forecast(days, TODAY, FILING, cutoff="", without=10_000)
        if found is None:
            held += 1
            continue
        held += found.low <= sum(days.values()) + sum(week() for _week in range(4)) <= found.high
    assert 760 <= held <= 920


@settings(deadline=None)
@given(
    days=st.dictionaries(st.integers(0, 60).map(day), st.integers(0, 40), max_size=30),
    without=st.integers(0, 300),
    ahead=st.integers(1, 200),
)
def test_the_interval_is_in_order_and_within_the_unit(days, without, ahead):
    on = TODAY + timedelta(days=ahead)
    found = forecast.forecast(days, TODAY, on, cutoff="", without=without)
    if found is not None:
        there = sum(days.values())
        assert there <= found.low <= found.middle <= found.high <= there + without


@settings(deadline=None)
@given(days=st.dictionaries(st.integers(0, 200).map(day), st.integers(0, 9), max_size=40))
def test_the_path_ends_at_the_cards_that_count(days):
    found = forecast.path(days, TODAY, cutoff=day(100))
    counted = sum(n for signed, n in days.items() if signed >= day(100))
    assert (found.counts or [0])[-1] == counted
    assert found.counts == sorted(found.counts)
