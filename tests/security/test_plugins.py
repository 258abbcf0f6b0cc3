"""A plugin that misbehaves is contained, or refused at the start with what to change."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import click
import pytest
from click.testing import CliRunner
from flask import Blueprint, Flask

from crm import auth, db, jobs, registry, tenancy
from crm.app import create_app
from crm.core import core
from crm.errors import Conflict, NotFound, PluginDisabled
from crm.events import PersonChanged, PersonErased
from crm.people import service as people
from crm.plugin import (
    NavItem,
    Permission,
    Plugin,
    PluginError,
    SearchSource,
    Slot,
    Timeline,
)
from crm.queryshape import Index, QueryShape
from crm.registry import Registry
from tests import figures
from tests.factories import OTHER, OWN, Client, World

RIGHT = Permission(id="noisy.use", label="Use", default_roles=("organizer", "lead", "admin"))
SLOTS = ("person_panels", "dashboard_tiles", "today_panels", "workplace_panels")


def noisy(**parts: Any) -> Plugin:
    """A plugin called noisy with its one permission and some misbehaving parts."""
    given = {"permissions": (RIGHT,), "indexes": {"noisy_things": (Index("kind"),)}, **parts}
    return Plugin(name="noisy", label="Noisy", summary="Misbehaves", **given)


@pytest.fixture
def start(clean: tenancy.Suite) -> Iterator[Callable[..., Client]]:
    """Starts an application with a noisy plugin beside the shipped ones."""
    stack: list[Any] = []

    def run(**parts: Any) -> Client:
        shipped = [p for p in clean.registry.plugins.values() if p.name != "core"]
        loaded = Registry(core, [*shipped, noisy(**parts)])
        suite = tenancy.Suite(clean.config, clean.store, loaded)
        context = tenancy.suite_context(suite)
        context.__enter__()
        stack.append(context)
        db.raw_database()["noisy_things"].delete_many({})
        return Client(create_app(suite=suite), World.build()).sign_in("lead")

    yield run
    for context in reversed(stack):
        context.__exit__(None, None, None)


def _raise(*_args: Any, **_kwargs: Any) -> Any:
    raise RuntimeError("misbehaves")


def _person(client: Client) -> str:
    with client.world.local():
        data = {"first_name": "Ada", "last_name": "Tester"}
        return str(people.create_person(data, actor=client.world.actor("lead"))["_id"])


def _slots(render: Callable[..., Any]) -> dict[str, Any]:
    slot = Slot(id="noisy.slot", permission="noisy.use", render=render, order=1)
    kind = Slot(id="noisy.kind", permission="noisy.use", render=lambda **_k: "<i>still here</i>")
    return dict.fromkeys(SLOTS, (slot, kind))


JUNK = [None, 5, b"bytes", object(), ["<b>"], {}]


@pytest.mark.parametrize("given", ["raises", *range(len(JUNK))])
def test_a_slot_that_raises_or_returns_junk_spoils_no_page(
    start: Callable[..., Client], given: Any
) -> None:
    client = start(**_slots(_raise if given == "raises" else lambda **_k: JUNK[given]))
    for path in ("~/", "~/dashboard", f"~/people/{_person(client)}"):
        answer = client.get(path)
        html = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "Noisy is unavailable" in html, path
        assert "still here" in html, path
    figures.record("plugin containment cases", 3)


def test_a_slot_that_sleeps_holds_up_nobody_else(start: Callable[..., Client]) -> None:
    entered, let_go = threading.Event(), threading.Event()

    def sleep(**_kwargs: Any) -> str:
        entered.set()
        let_go.wait(60)
        return "awake"

    client = start(**_slots(sleep))
    other = Client(client.app, client.world).sign_in("organizer")
    waiting = threading.Thread(target=lambda: client.get("~/"))
    waiting.start()
    try:
        assert entered.wait(60)
        assert other.get("~/people/").status_code == 200
        assert waiting.is_alive()
    finally:
        let_go.set()
        waiting.join()
    figures.record("plugin containment cases", 1)


MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
ENTRIES: list[Any] = [None, [5], [{}], [{"at": "never"}], [{"title": "x"}]]


@pytest.mark.parametrize("given", ["raises", *range(len(ENTRIES))])
def test_history_and_search_do_without_a_source_that_fails(
    start: Callable[..., Client], given: Any
) -> None:
    answer = _raise if given == "raises" else lambda *_a, **_k: ENTRIES[given]
    source = SearchSource(id="noisy", label="Noisy", permission="noisy.use", find=answer)
    if given == 4:
        source = SearchSource(id="noisy", label="Noisy", permission="noisy.use", find=_raise)
    line = Timeline(id="noisy", permission="noisy.use", entries=answer)
    client = start(search=(source,), timeline=(line,))
    person = _person(client)
    assert client.get(f"~/people/{person}").status_code == 200
    found = client.post("~/search/results", {"words": "Tester"})
    assert found.status_code == 200
    assert "Ada" in found.get_data(as_text=True)
    figures.record("plugin containment cases", 2)


def test_a_handler_that_raises_fails_the_write_and_leaves_no_half(
    start: Callable[..., Client],
) -> None:
    client = start(handlers={PersonChanged: _raise})
    person = _person(client)
    with client.world.local():
        before = db.collection("people").get(person)
        assert before is not None
        with pytest.raises(RuntimeError):
            people.update_person(
                person, before["version"], {"notes": "x"}, actor=client.world.actor("lead")
            )
        assert db.collection("people").get(person) == before
    figures.record("plugin containment cases", 1)


def test_a_job_that_raises_fails_alone(start: Callable[..., Client]) -> None:
    client = start(jobs={"noisy.fail": lambda _job: (_ for _ in ()).throw(NotFound())})
    with client.world.local():
        failing = jobs.enqueue("noisy.fail", by="x")
        fine = jobs.enqueue("core.find_duplicates", by="x")
    jobs.drain()
    states = {i: (db.collection("jobs").get(i) or {})["state"] for i in (failing, fine)}
    assert states == {failing: "failed", fine: "done"}
    figures.record("plugin containment cases", 1)


def test_no_query_of_a_plugin_leaves_its_local(start: Callable[..., Client]) -> None:
    world = start().world
    with world.local(OTHER):
        secret = db.collection("noisy_things").insert({"kind": "a", "word": "theirs"})
        theirs = people.create_person({"first_name": "T"}, actor=world.actor("other-lead", OTHER))
    with world.local():
        things = db.collection("noisy_things")
        tries: list[Callable[[], Any]] = [
            lambda: things.get(secret),
            lambda: things.get({"_id": secret, "local_id": OTHER}),
            lambda: things.find({"kind": "a"}),
            lambda: things.find({"kind": "a"}, where={"local_id": OTHER}),
            lambda: things.find({"kind": "a"}, where={"$or": [{}, {"local_id": OTHER}]}),
            lambda: things.find({"local_id": OTHER}),
            lambda: things.find({"$or": [{"local_id": OTHER}]}),
            lambda: things.find({}),
            lambda: things.find({"kind": {"$ne": ""}}),
            lambda: list(things.aggregate({"kind": "a"}, [{"$unionWith": "noisy_things"}])),
            lambda: list(things.aggregate({"kind": "a"}, [{"$lookup": {
                "from": "people", "pipeline": [], "as": "all"}}])),
            lambda: list(things.aggregate({"kind": "a"}, [{"$facet": {"x": [
                {"$unionWith": "people"}]}}])),
            lambda: list(things.aggregate({"kind": "a"}, [{"$out": "people"}])),
            lambda: list(things.aggregate({"kind": "a"}, [{"$merge": "people"}])),
            lambda: things.update(secret and {"_id": secret}, {"$set": {"word": "ours"}}),
            lambda: things.update({"kind": "a"}, {"$set": {"local_id": OTHER}}, upsert=True),
            lambda: things.update({"_id": secret}, {"$set": {"kind": "b"}}, upsert=True),
            lambda: things.update_many({"kind": "a"}, {"$set": {"word": "ours"}}),
            lambda: things.bulk([({"_id": secret}, {"$set": {"word": "ours"}}, False)]),
            lambda: things.delete({"_id": secret}),
            lambda: things.delete_many({"kind": "a"}),
            lambda: things.insert({"kind": "c", "local_id": OTHER}),
            lambda: things.insert({"_id": secret, "kind": "c"}),
            lambda: db.collection("people").get(theirs["_id"]),
            lambda: db.collection("someone_elses"),
            lambda: db.collection("elections").insert({"employer": "x"}),
        ]  # fmt: skip
        for number, attempt in enumerate(tries):
            try:
                got = attempt()
            except (QueryShape, LookupError, PermissionError, Conflict):
                continue
            assert "theirs" not in repr(got), number
            assert theirs["_id"] not in repr(got), number
    with world.local(OTHER):
        assert db.collection("noisy_things").find({"kind": "a"})[0]["word"] == "theirs"
        assert db.collection("noisy_things").find({"kind": "c"}) == []
    figures.record("plugin containment cases", len(tries))


def _bare() -> Blueprint:
    pages = Blueprint("noisy", __name__)
    pages.add_url_rule("/", "index", lambda: "open to all")
    return pages


WRONG: dict[str, tuple[Callable[[Registry], Any], str]] = {
    "contract": (lambda _r: noisy(contract=2), "contract 2; this core has 1"),
    "name": (lambda _r: Plugin(name="No-isy", label="", summary=""), "lower-case letters"),
    "permission": (
        lambda _r: noisy(permissions=(Permission(id="people.view", label=""),)), "noisy...."),
    "role": (lambda _r: Permission(id="noisy.x", label="", default_roles=("boss",)), "boss"),
    "collection": (lambda _r: noisy(indexes={"people": ()}), "noisy_..."),
    "job": (lambda _r: noisy(jobs={"core.find_duplicates": _raise}), "noisy...."),
    "route": (lambda _r: noisy(pages=Blueprint("people", __name__)), "call it 'noisy'"),
    "taken": (lambda r: r.add(r.plugins["campaigns"]), "taken"),
    "requires": (lambda r: r.add(noisy(requires=("absent",))), "list them before it"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_clashes_is_refused_with_the_fix(clean: tenancy.Suite, what: str) -> None:
    build, fix = WRONG[what]
    with pytest.raises(PluginError) as refused:
        build(Registry(core, [p for p in clean.registry.plugins.values() if p.name != "core"]))
    assert fix in str(refused.value)
    figures.record("plugin containment cases", 1)


def test_a_misspelled_field_is_refused() -> None:
    with pytest.raises(TypeError, match="person_pannels"):
        noisy(person_pannels=())


def test_an_unmarked_view_or_a_lost_navigation_entry_stops_the_start(
    start: Callable[..., Client],
) -> None:
    with pytest.raises(RuntimeError, match=r"noisy\.index"):
        start(pages=_bare())
    item = NavItem(label="Lost", endpoint="noisy.lost", permission="noisy.use")
    with pytest.raises(PluginError, match=r"noisy\.lost"):
        start(nav=(item,))


def test_in_production_a_plugin_that_fails_to_load_is_off_and_shown() -> None:
    loaded = Registry(core)
    loaded.load(["absent"], strict=False)
    assert "absent" not in loaded.plugins
    assert "ModuleNotFoundError" in loaded.failed["absent"]
    with pytest.raises(ModuleNotFoundError):
        Registry(core).load(["absent"], strict=True)


def _pages() -> Blueprint:
    pages = Blueprint("noisy", __name__)
    view = auth.allow("noisy.use")(lambda: "noisy page")
    pages.add_url_rule("/", "index", view)
    return pages


def _switch_off(slug: str) -> None:
    db.collection("locals").update({"_id": slug}, {"$pull": {"plugins": "noisy"}})


def test_off_is_off_at_all_five_doors(start: Callable[..., Client]) -> None:
    item = NavItem(label="Noisy pages", endpoint="noisy.index", permission="noisy.use")
    erased: list[str] = []
    client = start(
        **_slots(lambda **_k: "<b>noisy slot</b>"),
        pages=_pages(),
        nav=(item,),
        jobs={"noisy.run": lambda _job: {"ran": True}},
        handlers={PersonErased: lambda event: erased.append(event.person_id)},
    )
    other = Client(client.app, client.world).sign_in("other-lead")
    here, there = client.get("~/").get_data(as_text=True), f"/l/{OTHER}/"
    assert "noisy slot" in here
    assert "Noisy pages" in here
    with client.world.local(OTHER):
        queued = jobs.enqueue("noisy.run", by="x")
    _switch_off(OTHER)
    page, missing = other.get(f"{there}noisy/"), other.get(f"{there}nothing/")
    assert (page.status_code, client.get("~/noisy/").status_code) == (404, 200)
    assert page.status_code == missing.status_code
    html = other.get(there).get_data(as_text=True)
    assert "noisy slot" not in html
    assert "Noisy pages" not in html
    jobs.drain()
    assert (db.collection("jobs").get(queued) or {})["state"] == "failed"
    with pytest.raises(PluginDisabled), tenancy.local_scope(OTHER, plugin="noisy"):
        pass
    with client.world.local(OTHER):
        actor = client.world.actor("other-lead", OTHER)
        assert not actor.can("noisy.use")
        assert registry.current().find("person_panels", "noisy.slot", actor) is None
        registry.emit(PersonErased("x", "gone"))
    assert erased == ["gone"]  # erasure reaches a plugin that is off
    figures.record("plugin containment cases", 8)


@click.command()
def _scoped() -> None:
    with tenancy.local_scope(OWN, plugin="campaigns"):
        raise AssertionError("entered")


def test_off_is_off_for_the_shipped_plugin_too(client: Client, app: Flask) -> None:
    """Pages and API of campaigns in a local that has it off answer as what is not there."""
    db.collection("locals").update({"_id": OWN}, {"$set": {"plugins": []}})
    client.sign_in("admin")
    for path in ("~/campaigns/", "~/campaigns/new", "~/campaigns/scale.css", "/api/v1~/campaigns/"):
        assert client.get(path.replace("~", f"/l/{OWN}")).status_code == 404, path
    html = client.get("~/").get_data(as_text=True)
    assert "/campaigns/" not in html
    result = CliRunner().invoke(_scoped, standalone_mode=False)
    assert isinstance(result.exception, PluginDisabled)
    figures.record("plugin containment cases", 6)
