"""What would become of the groups, shown before the first invitation fixes them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import db
from crm.errors import NotFound
from plugins.surveys.answering import rosters
from plugins.surveys.answering.cohorts import OTHERS
from plugins.surveys.results.groups import grouped
from plugins.surveys.results.reading import group_name
from plugins.surveys.service import foreseen, surveys
from tests.factories import Client, World
from tests.plugins.surveys.answering import invite, make, members
from tests.plugins.surveys.samples import version
from tests.plugins.surveys.test_inviting import everybody  # noqa: F401 - a fixture

LEAST = 10
PEOPLE = st.lists(
    st.tuples(st.sampled_from(["Camera", "Grip", "Hair", ""]), st.sampled_from(["Day", "Night"])),
    max_size=90,
)


def crew(*sizes):
    return [department for department, n in sizes for _each in range(n)]


def wish(mode="anonymous", *breakdowns):
    least = {"k": 5, "comments": 10, "cohort": LEAST}
    return {"mode": mode, "breakdowns": list(breakdowns or ["department"]), "thresholds": least}


def people(values):
    return [{"employments": [{"department": d, "shift": s}], "facets": {}} for d, s in values]


def fates(found, at=0):
    return {line.name: (line.n, line.kept, line.fate) for line in found.groups[at].lines}


def test_each_group_stands_or_is_taken_together(world: World):
    with world.local():
        staff = people(
            [(d, "") for d in crew(("Camera", 14), ("Grip", 12), ("Hair", 6), ("Props", 7))]
        )
        found = foreseen.of(wish(), staff, refuse=2)
    assert fates(found) == {
        "Camera": (14, 14, "stands"),
        "Grip": (12, 12, "stands"),
        "Hair": (None, 0, "together"),
        "Props": (None, 0, "together"),
    }
    assert found.groups[0].stands
    assert (found.people, found.refuse) == (39, 2)


def test_a_large_group_that_is_given_up_for_the_rest_is_said(world: World):
    with world.local():
        staff = people([(d, "") for d in crew(("Camera", 12), ("Grip", 15), ("Hair", 3))])
        found = foreseen.of(wish(), staff)
    assert fates(found)["Camera"] == (12, 0, "given-up")


def test_a_breakdown_that_stands_alone_and_not_beside_another_is_said(world: World):
    with world.local():
        staff = people([(d, s) for d in ("Camera", "Grip") for s in ("Day", "Night")] * 6)
        beside = foreseen.of(wish("anonymous", "department", "shift"), staff)
        alone = foreseen.of(wish("anonymous", "shift"), staff)
    assert fates(beside)["Camera"] == (12, 12, "stands")
    assert fates(beside, 1) == {"Day": (12, 0, "combined"), "Night": (12, 0, "combined")}
    assert not beside.groups[1].stands
    assert fates(alone) == {"Day": (12, 12, "stands"), "Night": (12, 12, "stands")}


def test_no_number_below_the_least_is_told(world: World):
    @given(PEOPLE, st.sampled_from(["anonymous", "confidential", "identified"]))
    def check(values, mode):
        for group in foreseen.of(wish(mode, "department", "shift"), people(values)).groups:
            for line in group.lines:
                assert line.n is None or line.n >= LEAST
                assert line.kept == 0 or line.kept >= LEAST
                assert line.left is None or line.left >= LEAST

    with world.local():
        check()


@pytest.mark.parametrize("mode", ["anonymous", "identified"])
def test_what_is_foreseen_is_what_inviting_makes(lead, mode):
    staff = members(lead, 48, crew(("Camera", 3), ("Grip", 2), ("Hair", 1)))
    declared = make(lead, mode, breakdowns=["department"])
    found = foreseen.of(declared, staff)
    invite(declared, staff, lead)
    stored = Counter({c["values"]["department"]: c["n"]
                      for c in rosters.get(declared["_id"])["cohorts"]})  # fmt: skip
    shown = grouped(stored, LEAST)
    kept = {group_name(value): n for value, n in stored.items()
            if shown.get(value) == value != OTHERS}  # fmt: skip
    assert {line.name: line.kept for line in found.groups[0].lines if line.kept} == kept
    assert kept


def test_the_form_shows_the_groups_of_what_is_chosen_and_saves_nothing(
    client: Client,
    lead,
    everybody,  # noqa: F811
):
    members(lead, 31, ["Camera"])
    data = {"name": "Census", "mode": "anonymous", "pages": version([])["pages"]}
    made = surveys.create_survey(data, actor=lead)
    before = db.collection("surveys_surveys").get(made["_id"])
    client.sign_in("lead")
    sent = {"version": before["version"], "name": "Typed", "title": "T", "mode": "anonymous",
            "languages": ["en"], "breakdowns": ["department"], "cohort": "40"}  # fmt: skip
    address = f"~/surveys/{made['_id']}/settings/groups"
    shown = client.post(address, {**sent, "source": everybody}).get_data(as_text=True)
    assert "31 people would be invited" in shown
    assert "under 40" in shown
    assert "Nothing could be told by this" in shown
    assert 'value="Typed"' in shown
    assert db.collection("surveys_surveys").get(made["_id"]) == before
    missing = client.post(address, sent)
    assert missing.status_code == 422
    assert client.post(address, {**sent, "source": "list:nobodys"}).status_code == 404


def test_an_open_survey_declares_nothing_anew(client: Client, lead, everybody):  # noqa: F811
    opened = make(lead, "anonymous", breakdowns=["department"])
    client.sign_in("lead")
    sent = {"version": opened["version"], "name": "N", "title": "T", "mode": "anonymous",
            "languages": ["en"], "source": everybody}  # fmt: skip
    assert client.post(f"~/surveys/{opened['_id']}/settings/groups", sent).status_code == 409


def test_the_first_look_at_who_is_invited_shows_the_groups_it_fixes(
    client: Client,
    lead,
    everybody,  # noqa: F811
):
    members(lead, 12)
    opened = make(lead, "anonymous", breakdowns=["department"])
    client.sign_in("lead")
    address = f"~/surveys/{opened['_id']}/invitations"
    first = client.post(address, {"source": everybody}).get_data(as_text=True)
    assert "Groups that this first invitation fixes" in first
    client.post(f"{address}/letters", {"source": everybody})
    later = client.post(address, {"source": everybody}).get_data(as_text=True)
    assert "Groups that this first invitation fixes" not in later


def test_only_people_in_reach_are_counted(lead, world: World, everybody):  # noqa: F811
    members(world.actor("organizer2"), 12)
    members(lead, 11)
    assert foreseen.look({**wish(), "_id": "x"}, everybody, actor=lead).people == 11
    with pytest.raises(NotFound):
        foreseen.look(wish(), "campaign:nobodys", actor=lead)
