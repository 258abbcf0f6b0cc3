"""Shares as they are written: nothing seems reached before it is, and none is above the whole."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from crm import formats


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(215, 718, "29 %"), (3, 10, "30 %"), (27, 4034, "under 1 %"), (0, 4034, "0 %"),
     (718, 718, "100 %"), (717, 718, "99 %"), (25, 20, "over 100 %"), (3, 0, "-")],
)  # fmt: skip
def test_a_share_of_a_unit_is_rounded_down(app: Flask, part: int, whole: int, text: str) -> None:
    with app.test_request_context():
        assert formats.reached(part, whole) == text


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.integers(1, 99))
def test_no_threshold_seems_reached_before_it_is(whole: int, part: int, percent: int) -> None:
    shown = formats.reached(min(part, whole), whole) if 100 * part >= whole or not part else "0 %"
    assert (int(shown.split()[0]) >= percent) == (100 * min(part, whole) >= percent * whole)
