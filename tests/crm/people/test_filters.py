"""The core's conditions on people find exactly those who meet them."""

from typing import Any

import pytest

from crm import tenancy
from crm.people import custom, filters, service
from crm.workplaces import resolving
from tests.factories import World


def ask(filter_id: str, **values: Any) -> set[str]:
    """Ids that a filter gives for values as a form sends them."""
    found = next(f for f in filters.FILTERS if f.id == filter_id)
    return set(found.query(found.schema().load(values)))


@pytest.fixture
def people(world: World) -> dict[str, str]:
    """Two people who differ in everything, and one who is deleted."""
    actor = world.actor("admin")
    with world.local():
        locker = custom.add_field({"label": "Locker", "kind": "number"}, actor=actor)
        yes = custom.add_field({"label": "Car", "kind": "yesno"}, actor=actor)
        place = resolving.find_or_create("Acme", "Plant One", actor=actor)
        other = resolving.find_or_create("Other", actor=actor)
        ana = service.create_person(
            {
                "last_name": "Ana",
                "tags": ["steward"],
                "member_status": "member",
                "phones": [{"number": "+12125550142", "good": None, "texts": "yes"}],
                "employments": [{"department": "Grip & Lïghting", "shift": "Night", **place}],
                "custom": {locker: 12, yes: True},
            },
            actor=actor,
        )
        ben = service.create_person(
            {
                "last_name": "Ben",
                "emails": [{"address": "b@example.org", "good": True}],
                "employments": [{"department": "Sound", "job_title": "Mixer", **other}],
                "custom": {locker: 40, yes: False},
            },
            actor=actor,
        )
        service.set_do_not_contact(ben["_id"], {"reason": "asked"}, actor=actor)
    return {
        "ana": ana["_id"], "ben": ben["_id"], "locker": locker, "car": yes,
        "acme": place["employer"], "plant": place["worksite"],
    }  # fmt: skip


def test_each_filter_finds_who_meets_it(world: World, people: dict[str, str]) -> None:
    ana, ben, locker = {people["ana"]}, {people["ben"]}, people["locker"]
    with world.local():
        assert ask("tag", tag="steward") == ana
        assert ask("department", value="grip & light") == ana
        assert ask("department", value="s") == ben
        assert ask("shift", value="NIGHT") == ana
        assert ask("job_title", value="mix") == ben
        assert ask("member_status", status="member") == ana
        assert ask("member_status", status="unknown") == ben
        assert ask("has_phone", has="true") == ana
        assert ask("has_phone", has="false") == ben
        assert ask("has_email") == ben
        assert ask("do_not_contact", has="true") == ben
        assert ask("do_not_contact", has="false") == ana
        assert ask("texts", consent="yes") == ana
        assert ask("custom", field=locker) == ana | ben
        assert ask("custom", field=locker, value="12") == ana
        assert ask("custom", field=locker, at_least="13") == ben
        assert ask("custom", field=locker, at_most="40", at_least="1") == ana | ben
        assert ask("custom", field=people["car"], value="no") == ben
        assert ask("custom", field="gone") == set()
        assert ask("added_since", day="2020-01-01") == ana | ben
        assert ask("added_since", day="2099-01-01") == set()
        assert ask("workplace", workplace_id=people["acme"]) == ana
        assert ask("workplace", workplace_id=people["plant"]) == ana
        assert ask("workplace", workplace_id="gone") == set()


def test_filters_and_facets_are_registered(world: World) -> None:
    registry = tenancy.suite().registry
    with world.local():
        offered = registry.filters(world.actor("organizer"))
        assert {f.id for f in filters.FILTERS} <= set(offered)
        assert [f.id for f in registry.items("facets")][:4] == [f.id for f in filters.FACETS]
