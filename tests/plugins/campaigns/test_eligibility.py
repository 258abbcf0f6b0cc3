"""The rules over days and hours: Juilliard as it is written, bounds that hold, more never hurts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.campaigns.eligibility import telling
from plugins.campaigns.eligibility.rules import RULES, Branch, branches_of, judge
from plugins.campaigns.eligibility.windows import figures
from plugins.campaigns.eligibility.work import Work, months_before

ON = date(2026, 11, 27)
HOURS = RULES["juilliard"][1]
DAYS = RULES["juilliard-days"][1]


def ago(days: int) -> date:
    return ON - timedelta(days=days)


def work(name: str, begun: int, ended: int, days: float | None = None, hours: float | None = None):
    return Work(name, ago(begun), ago(ended), days, hours)


@pytest.mark.parametrize(
    ("works", "state"),
    [
        ([work("A", 30, 28, 3, 24), work("B", 9, 8, 2, 16)], "in"),  # two productions, 40 hours
        ([work("A", 30, 28, 3, 24), work("B", 9, 8, 2, 15)], "out"),  # an hour short
        ([work("A", 30, 20, 6, 60)], "out"),  # hours enough for a year, but one production
        ([work("A", 30, 10, 12, 120)], "in"),  # 120 hours on one production
        ([work("A", 700, 690, 10, 80), work("B", 30, 26, 4, 40)], "in"),  # over two years
        ([work("A", 800, 790, 10, 100), work("B", 30, 26, 4, 40)], "out"),  # too long ago
        ([work("A", 9, 8, 2, 16), work("a", 6, 5, 2, 24)], "out"),  # one production, written twice
        ([work("A", 30, 28), work("B", 9, 8)], "open"),  # hours not known: nobody is left out
        ([work("A", 2, 2, 1)], "out"),  # a day has no 40 hours, whatever is not known
        ([Work("A", hours=200)], "open"),  # not known when
        ([work("A", 4000, 0, 2000, 16000)], "open"),  # how much of it lately?
        ([], "open"),
    ],
)
def test_the_juilliard_formula_in_hours(works, state):
    assert judge(HOURS, works, ON).state == state


def test_the_juilliard_formula_in_days():
    five = [work("A", 30, 28, 3), work("B", 9, 8, 2)]
    assert judge(DAYS, five, ON).state == "in"
    assert judge(DAYS, [work("A", 40, 10, 14)], ON).state == "out"
    assert judge(DAYS, [work("A", 40, 10, 15)], ON).state == "in"


def test_work_after_the_day_does_not_count_and_the_window_begins_the_day_after():
    late = [Work("A", ON + timedelta(days=1), ON + timedelta(days=20), 15, 150)]
    assert judge(HOURS, late, ON).state == "out"
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)
    year = months_before(ON, 12)
    assert figures([Work("A", year, year, 1, 8)], year, ON).hours.high == 0
    first = year + timedelta(days=1)
    assert figures([Work("A", first, first, 1, 8)], year, ON).hours == (8, 8)


def test_what_is_short_is_told_in_words():
    check = judge(HOURS, [work("A", 9, 8, 2, 16)], ON).checks[0]
    assert telling.figures(check) == "in 12 months: 1 production, 16 hours"
    assert telling.short(check) == "1 production, 24 hours short"
    unknown = judge(HOURS, [work("A", 9, 8)], ON).checks[0]
    assert "hours not known" in telling.figures(unknown)


def test_an_own_rule_is_kept_as_branches():
    stored = {"rule": "own", "branches": [{"months": 6, "productions": 0, "days": 10, "hours": 0}]}
    assert branches_of(stored) == (Branch(6, days=10),)
    assert branches_of(None) == ()
    assert telling.branch(branches_of(stored)[0]) == "10 days in 6 months"


CALM = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
RANK = {"out": 0, "open": 1, "in": 2}
whole = st.integers(0, 200)
works_known = st.builds(
    lambda name, begun, span, days, hours: Work(
        name, ago(begun + span), ago(begun), min(days, span + 1), min(hours, 24 * (span + 1))
    ),
    st.sampled_from("ABC"), st.integers(0, 900), st.integers(0, 60), whole, whole,
)  # fmt: skip
branches = st.builds(
    Branch, months=st.integers(1, 36), productions=st.integers(0, 3),
    days=st.integers(0, 30), hours=st.integers(0, 200),
)  # fmt: skip


@CALM
@given(st.lists(works_known, min_size=1, max_size=5), st.lists(branches, min_size=1), st.data())
def test_more_hours_or_days_or_work_never_make_anybody_less_eligible(works, rule, data):
    at = data.draw(st.integers(0, len(works) - 1))
    before = RANK[judge(rule, works, ON).state]
    for name in ("hours", "days"):
        more = replace(
            works[at], **{name: getattr(works[at], name) + data.draw(st.integers(0, 50))}
        )
        assert RANK[judge(rule, [*works[:at], more, *works[at + 1 :]], ON).state] >= before
    assert RANK[judge(rule, [*works, data.draw(works_known)], ON).state] >= before


@CALM
@given(st.lists(works_known, max_size=5), st.integers(1, 36))
def test_what_is_certain_is_never_more_than_what_is_possible(works, months):
    found = figures(works, months_before(ON, months), ON)
    for bounds in (found.productions, found.days, found.hours):
        assert 0 <= bounds.low <= bounds.high


@CALM
@given(st.lists(works_known, min_size=1, max_size=5), st.lists(branches, min_size=1))
def test_forgetting_hours_puts_nobody_out_who_was_not(works, rule):
    before = judge(rule, works, ON).state
    after = judge(rule, [replace(w, hours=None, days=None) for w in works], ON).state
    assert not (after == "out" and before != "out")
