"""The local's own scale: other words, another order, more or fewer levels; old values stay true."""

import pytest

from crm import tenancy
from crm.errors import Conflict, Invalid
from plugins.campaigns import scale
from plugins.campaigns.service import assessments, cells, history, recount, scales, unit, unitlist
from plugins.campaigns.service import trend as trends
from tests.factories import OWN, Client

FIVE = {1: "Activist", 2: "Supporter", 3: "Undecided", 4: "Leaning against", 5: "Opposed"}


def form(labels, support=(1, 2), version=0, **more):
    data = {"version": version, **more}
    for place, (level, label) in enumerate(labels.items(), 1):
        data |= {f"label_{level}": label, f"place_{level}": place, f"colour_{level}": "#aabbcc",
                 f"support_{level}": level in support}  # fmt: skip
    return data


def change(world, data):
    """Change the scale and enter the local again, as the next request would."""
    scales.change(data, actor=world.actor("admin"))
    return tenancy.local_scope(OWN)


def give(unit_of, *levels):
    for person, level in zip(unit_of.people, levels, strict=False):
        data = {"assessment": level, "provenance": "opinion"}
        assessments.assess(unit_of.id, person, data, actor=unit_of.world.actor("lead"))


def test_a_level_taken_out_counts_as_what_was_confirmed_and_nothing_is_rewritten(unit_of):
    give(unit_of, 1, 3, 4, 5)
    three = {1: "Yes", 3: "Maybe", 5: "No"}
    confirmed = {"became_2": 1, "became_4": 5}
    with change(unit_of.world, form(three, (1,), **confirmed)):
        total = cells.total(cells.cells(unit_of.id))
        assert [total.level(n) for n in three] == [1, 1, 2]
        assert (total.assessed, total.support) == (4, 1)
        assert recount.differences(unit_of.id) == []
        assert unit_of.member(unit_of.people[2])["assessment"] == 4
        assert (scale.digit(4), scale.label(4), scale.earlier_label(4)) == (
            "3",
            "No",
            "Leaning against",
        )
        found = trends.trend(unit_of.id, total)
        assert {n: column[-1] for n, column in found.levels.items()} == {1: 1, 3: 1, 5: 2}
        asked = {"assessment": 5, "after": ""}
        page = unitlist.page(unit_of.campaign, asked, actor=unit_of.world.actor("lead"))
        assert len(page.rows) == 2


def test_without_a_confirmed_mapping_nothing_changes(unit_of):
    with pytest.raises(Invalid) as refused:
        scales.change(form({1: "Yes", 5: "No"}, (1,)), actor=unit_of.world.actor("admin"))
    assert set(refused.value.errors) == {"became_2", "became_3", "became_4"}
    with tenancy.local_scope(OWN):
        assert scale.stored() == {}


def test_a_level_brought_back_means_again_what_it_meant(unit_of):
    give(unit_of, 4)
    four = {n: label for n, label in FIVE.items() if n != 4}
    with change(unit_of.world, form(four, became_4=5)):
        assert scale.label(4) == "Opposed"
        with change(unit_of.world, form(FIVE, version=1)):
            assert scale.label(4) == "Leaning against"
            assert cells.total(cells.cells(unit_of.id)).level(4) == 1


def test_a_level_mapped_twice_follows_the_chain(unit_of):
    give(unit_of, 4)
    four = {n: label for n, label in FIVE.items() if n != 4}
    with change(unit_of.world, form(four, became_4=5)):
        three = {1: "A", 2: "B", 3: "C"}
        with change(unit_of.world, form(three, version=1, became_5=3)):
            assert scale.label(4) == "C"


def test_the_digit_is_the_place_in_the_scale(unit_of, app):
    upside_down = dict(reversed(FIVE.items()))
    give(unit_of, 1)
    with change(unit_of.world, form(upside_down)):
        assert (scale.digit(1), scale.support_name(), scale.proven_level()) == ("5", "4 + 5", 1)
    page = Client(app, unit_of.world).sign_in("lead")
    text = page.get(f"~/campaigns/{unit_of.id}/unit?assessment=1").get_data(as_text=True)
    assert 'title="Activist' in text
    assert ">5<span" in text


def test_more_levels_can_be_added_and_used(unit_of):
    six = {**FIVE, 6: "Hostile"}
    with change(unit_of.world, form(six)):
        give(unit_of, 6)
        assert history.of_person(unit_of.people[0], unit_of.id)[0]["after"] == 6
        assert cells.total(cells.cells(unit_of.id)).level(6) == 1
        assert recount.differences(unit_of.id) == []


@pytest.mark.parametrize(
    ("labels", "support"),
    [({1: "One"}, (1,)), ({1: "One", 2: "one"}, (1,)), (FIVE, ()), (FIVE, tuple(FIVE))],
)
def test_a_scale_that_makes_no_sense_is_refused(unit_of, labels, support):
    with pytest.raises(Invalid):
        scales.change(form(labels, support), actor=unit_of.world.actor("admin"))


def test_of_two_who_change_the_scale_the_second_is_told(unit_of):
    with change(unit_of.world, form(FIVE)), pytest.raises(Conflict):
        scales.change(form(FIVE), actor=unit_of.world.actor("admin"))


def test_the_page_asks_what_a_level_becomes_before_it_goes(unit_of, app):
    give(unit_of, 4)
    page = Client(app, unit_of.world).sign_in("admin")
    data = {
        k: v for k, v in form({n: t for n, t in FIVE.items() if n != 4}).items() if v is not False
    }
    asked = page.post("~/campaigns/scale", data)
    text = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "Leaning against”, 1 people" in text
    assert page.post("~/campaigns/scale", {**data, "became_4": "5"}).status_code == 303
    assert page.sign_in("lead").get("~/campaigns/scale").status_code == 403
    assert unit.of_person(unit_of.people[0])[0]["assessment"] == 4
