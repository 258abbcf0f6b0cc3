"""People's job classes: by their titles as they are written, imported, merged; by hand; undone."""

import pytest

from crm import db, jobs
from crm.errors import Conflict, NotFound
from crm.events import PeopleImported
from crm.people import merge, removal
from crm.people import service as people
from crm.people.filters import marked
from crm.registry import current as registry
from crm.registry import emit
from plugins.jobclasses.imports import parse_class
from plugins.jobclasses.service import deciding, merging, roster, titles
from plugins.jobclasses.service.roster import FACET
from tests.factories import World


def _person(world: World, title: str, name: str = "Rae") -> str:
    data = {"first_name": name, "last_name": "Tester", "employments": [{"job_title": title}]}
    return str(people.create_person(data, actor=world.actor("lead"))["_id"])


def _class(person_id: str) -> str:
    return str((db.collection("people").get(person_id) or {})["facets"].get(FACET, ""))


def test_a_known_title_is_a_class_as_soon_as_the_worker_has_seen_it(world: World) -> None:
    with world.local():
        first = _person(world, "Gaffer")
        assert _class(first) == ""
        jobs.drain()
        assert _class(first) == "Gaffer"
        second = _person(world, "GAFFER")
        assert _class(second) == "Gaffer"
        assert set(marked(FACET, "Gaffer")) == {first, second}
        assert db.collection("people").get(first)["version"] == 1


def test_what_nobody_is_sure_of_waits_and_one_decision_settles_all(world: World) -> None:
    with world.local():
        both = [_person(world, "Sparkwrangler"), _person(world, "sparkwrangler", "Bo")]
        jobs.drain()
        [row] = titles.waiting()
        assert (row["title"], row["uses"]) == ("Sparkwrangler", 2)
        decision = deciding.decide(row["_id"], "class", "gaffer", actor=world.actor("lead"))
        assert decision["people"] == 2
        assert [_class(p) for p in both] == ["Gaffer", "Gaffer"]
        assert not titles.waiting()
        assert _class(_person(world, "Sparkwrangler", "Cleo")) == "Gaffer"
        deciding.undo(decision["_id"], actor=world.actor("lead"))
        assert [_class(p) for p in both] == ["", ""]
        assert len(titles.waiting()) == 1
        with pytest.raises(Conflict):
            deciding.undo(decision["_id"], actor=world.actor("lead"))


def test_a_new_title_changes_the_class_and_gives_the_old_title_back(world: World) -> None:
    with world.local():
        person = _person(world, "Gaffer")
        jobs.drain()
        stored = db.collection("people").get(person)
        changes = {"employments": [{"job_title": "Key grip"}]}
        people.update_person(person, stored["version"], changes, actor=world.actor("lead"))
        jobs.drain()
        assert _class(person) == "Key grip"
        known = titles.by_keys(["gaffer", "key grip"])
        assert (known["gaffer"]["uses"], known["key grip"]["uses"]) == (0, 1)


def test_a_class_said_by_hand_outlives_decisions_on_the_title(world: World) -> None:
    with world.local():
        person = _person(world, "Sparkwrangler")
        jobs.drain()
        lead = world.actor("lead")
        roster.set_by_hand(person, "best-boy-electric", actor=lead)
        assert _class(person) == "Best boy electric"
        [row] = titles.waiting()
        deciding.decide(row["_id"], "class", "gaffer", actor=lead)
        assert _class(person) == "Best boy electric"
        roster.set_by_hand(person, "", actor=lead)
        assert _class(person) == "Gaffer"


def test_a_person_out_of_reach_is_not_there(world: World) -> None:
    with world.local():
        person = _person(world, "Gaffer")
        with pytest.raises(NotFound):
            roster.set_by_hand(person, "gaffer", actor=world.actor("organizer2"))


def test_an_import_names_classes_and_its_undo_takes_them_back(world: World) -> None:
    from crm.events import ImportUndone

    with world.local():
        person = _person(world, "Gaffer")
        jobs.drain()
        values = {"jobclasses.class": parse_class("Chief lighting technician")}
        assert values["jobclasses.class"] == "gaffer"
        with pytest.raises(ValueError, match="no such job class"):
            parse_class("Sparkwrangler")
        values = {"jobclasses.class": parse_class("key grip")}
        row = {"person_id": person, "created": False, "fields": (), "values": values}
        emit(PeopleImported("", "i1", {}, (row,)))
        assert _class(person) == "Key grip"
        emit(ImportUndone("", "i1", {}, ({**row, "removed": False},)))
        assert _class(person) == "Gaffer"


def test_merging_people_keeps_what_was_said_by_hand_and_unmerging_gives_it_back(
    world: World,
) -> None:
    with world.local():
        admin = world.actor("admin")
        kept, gone = _person(world, "Gaffer"), _person(world, "Gaffer", "Ray")
        jobs.drain()
        roster.set_by_hand(gone, "key-grip", actor=admin)
        merged = merge.merge_people(kept, gone, (1, 1), {}, actor=admin)
        assert _class(kept) == "Key grip"
        assert len(db.collection("jobclasses_people").find({"class_key": "key-grip"})) == 1
        merge.unmerge_people(merged["_id"], actor=admin)
        assert (_class(kept), _class(gone)) == ("Gaffer", "Key grip")
        assert titles.by_keys(["gaffer"])["gaffer"]["uses"] == 2


def test_what_is_taken_back_after_classes_were_merged_is_the_class_that_stands(
    world: World,
) -> None:
    from crm.events import ImportUndone

    with world.local():
        admin = world.actor("admin")
        imported, kept, gone, titled = (
            _person(world, title, name)
            for title, name in (
                ("Gaffer", "Rae"), ("Gaffer", "Bo"), ("Gaffer", "Ray"), ("Sparkwrangler", "Cleo"))
        )  # fmt: skip
        jobs.drain()
        roster.set_by_hand(imported, "key-grip", actor=admin)
        row = {"person_id": imported, "created": False, "fields": (),
               "values": {"jobclasses.class": "gaffer"}}  # fmt: skip
        emit(PeopleImported("", "i1", {}, (row,)))
        roster.set_by_hand(gone, "key-grip", actor=admin)
        joined = merge.merge_people(kept, gone, (1, 1), {}, actor=admin)
        [waits] = titles.waiting()
        deciding.decide(waits["_id"], "class", "key-grip", actor=admin)
        again = deciding.decide(waits["_id"], "class", "gaffer", actor=admin)
        merging.merge("key-grip", "dolly-grip", (None, None), actor=admin)
        emit(ImportUndone("", "i1", {}, ({**row, "removed": False},)))
        merge.unmerge_people(joined["_id"], actor=admin)
        deciding.undo(again["_id"], actor=admin)
        for person in (imported, gone, titled):
            assert (roster.row_of(person) or {})["class_key"] == "dolly-grip"


def test_nothing_is_left_of_a_purged_person(world: World) -> None:
    with world.local():
        admin, person = world.actor("admin"), _person(world, "Gaffer")
        jobs.drain()
        removal.delete_person(person, actor=admin)
        removal.purge_person(person, actor=admin)
        assert roster.row_of(person) is None
        assert titles.by_keys(["gaffer"])["gaffer"]["uses"] == 0


def test_a_local_that_switches_it_on_later_has_its_roster_matched(world: World) -> None:
    with world.local():
        person = _person(world, "Gaffer")
        for name in ("jobclasses_people", "jobclasses_mappings"):
            for row in db.collection(name).find({"title_key": "gaffer"}):
                db.collection(name).delete({"_id": row["_id"]})
        people.settle_facets([person], actor=world.actor("admin"))
        assert _class(person) == ""
        roster.queue_backlog()
        jobs.drain()
        assert _class(person) == "Gaffer"


def test_lists_filter_by_class_craft_and_ai(world: World) -> None:
    with world.local():
        person = _person(world, "Gaffer")
        jobs.drain()
        filters = {f.id: f for f in registry().items("person_filters")}
        assert filters["jobclasses.class"].query({"classes": ["gaffer"]}) == [person]
        assert filters["jobclasses.craft"].query({"craft": "lighting"}) == [person]
        assert filters["jobclasses.craft"].query({"craft": "grip"}) == []


def test_a_class_found_later_reaches_units_without_counting_as_work_on_them(world: World) -> None:
    from plugins.campaigns.service import campaigns, unit

    with world.local():
        lead = world.actor("lead")
        data = {"name": "Footlights", "employer": "Example", "stage": "building",
                "size_source": "estimated"}  # fmt: skip
        campaign = campaigns.open_campaign(data, actor=lead)["_id"]
        person = _person(world, "Gaffer")
        unit.add_person(campaign, person, actor=world.actor("lead"))
        before = unit.of_person(person)[0]["version"]
        jobs.drain()
        [member] = unit.of_person(person)
        assert member["facets"][FACET] == "Gaffer"
        assert member["version"] == before
