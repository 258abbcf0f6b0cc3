"""Groups that answers carry: never fewer than the promise on the first page says."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from plugins.surveys.answering import cohorts
from plugins.surveys.answering.cohorts import OTHERS

VALUE = st.tuples(
    st.sampled_from(["Camera", "Grip", "Hair", ""]), st.sampled_from(["Day", "Night"])
)


@given(st.lists(VALUE, max_size=120), st.integers(2, 15))
def test_no_group_is_smaller_than_promised_unless_all_are_one(values, fewest):
    mapping = cohorts.roll_up(values, fewest)
    sizes = Counter(mapping[v] for v in values)
    if len(values) < fewest:
        assert set(sizes) <= {(OTHERS, OTHERS)}
    else:
        assert all(n >= fewest for n in sizes.values())


@given(st.lists(VALUE, min_size=1, max_size=120))
def test_a_group_only_ever_gives_way_to_the_rest(values):
    for value, kept in cohorts.roll_up(values, 10).items():
        assert all(k in (v, OTHERS) for v, k in zip(value, kept, strict=True))


def test_large_groups_stay_as_they_are():
    values = [("Camera",)] * 12 + [("Grip",)] * 15 + [("Hair",)] * 3 + [("Props",)] * 9
    mapping = cohorts.roll_up(values, 10)
    assert mapping[("Camera",)] == ("Camera",)
    assert mapping[("Grip",)] == ("Grip",)
    assert mapping[("Hair",)] == mapping[("Props",)] == (OTHERS,)


def test_the_last_breakdown_gives_way_before_the_first():
    values = [(who, shift) for who in ("Grip", "Props") for shift in ("Day", "Night")] * 9
    mapping = cohorts.roll_up(values, 10)
    assert mapping[("Grip", "Day")] == mapping[("Grip", "Night")] == ("Grip", OTHERS)
    assert mapping[("Props", "Day")] == mapping[("Props", "Night")] == ("Props", OTHERS)


def test_the_rest_takes_in_the_smallest_group_where_it_is_too_small_itself():
    values = [("Camera",)] * 12 + [("Grip",)] * 15 + [("Hair",)] * 3
    assert cohorts.roll_up(values, 10)[("Camera",)] == (OTHERS,)


def test_somebody_who_comes_later_falls_into_a_group_there_is():
    known = [("Camera", "Day"), ("Camera", OTHERS)]
    assert cohorts.fit(("Camera", "Day"), known) == ("Camera", "Day")
    assert cohorts.fit(("Camera", "Night"), known) == ("Camera", OTHERS)
    assert cohorts.fit(("Hair", "Night"), known) is None
