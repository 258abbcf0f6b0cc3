"""32 writers on one record: nobody's change is lost, and who comes second sees both texts."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from crm import db, tenancy
from crm.errors import Conflict
from crm.people import service as people
from crm.workplaces import service as workplaces
from plugins.campaigns.service import campaigns
from tests import figures
from tests.factories import OWN, Client, World

pytestmark = pytest.mark.timeout(900)
WRITERS = 32
CAMPAIGN = {"name": "Footlights", "employer": "Example", "stage": "cards", "size": 5,
            "size_source": "listed"}  # fmt: skip
Doc = dict[str, Any]


def _person(actor: Any) -> Doc:
    return people.create_person({"first_name": "Ada", "notes": "-"}, actor=actor)


def _workplace(actor: Any) -> Doc:
    data = {"kind": "employer", "name": "Example", "notes": "-"}
    return workplaces.create_workplace(data, actor=actor)


def _campaign(actor: Any) -> Doc:
    return campaigns.open_campaign({**CAMPAIGN, "unit_definition": "-"}, actor=actor)


def _change_campaign(doc: Doc, text: str, actor: Any) -> Any:
    data = {**CAMPAIGN, "unit_definition": text}
    return campaigns.update_campaign(doc["_id"], doc["version"], data, actor=actor)


KINDS: dict[str, tuple[Callable[[Any], Doc], str, str, Callable[[Doc, str, Any], Any]]] = {
    "person": (_person, "people", "notes", lambda doc, text, actor: people.update_person(
        doc["_id"], doc["version"], {"notes": text}, actor=actor)),
    "workplace": (_workplace, "workplaces", "notes", lambda doc, text, actor:
                  workplaces.update_workplace(
                      doc["_id"], doc["version"], {"notes": text}, actor=actor)),
    "campaign": (_campaign, "campaigns_campaigns", "unit_definition", _change_campaign),
}  # fmt: skip
"""Kind -> (make one, its collection, a field of text, change that field)."""


def _at_once(work: Callable[[int], Any]) -> list[Any]:
    """Run `work(0..31)`, all beginning at the same moment."""
    start = threading.Barrier(WRITERS)

    def run(number: int) -> Any:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_is_lost_in_services(world: World, suite: tenancy.Suite, kind: str) -> None:
    """Each adds its own word to what it has read, and tries again for as long as it must."""
    make, collection, field, change = KINDS[kind]
    actor = world.actor("admin")
    with world.local():
        made = make(actor)
    blind: list[str] = []

    def write(number: int) -> int:
        lost = 0
        with tenancy.suite_context(suite), tenancy.local_scope(OWN):
            while True:
                doc = db.collection(collection).get(made["_id"])
                assert doc is not None
                try:
                    change(doc, f"{doc[field]} w{number}", actor)
                except Conflict as conflict:
                    lost += 1
                    theirs = conflict.extra.get("theirs")
                    blind.extend([] if theirs and field in theirs else [f"writer {number}"])
                else:
                    return lost

    conflicts = sum(_at_once(write))
    with world.local():
        stored = db.collection(collection).get(made["_id"])
    assert stored is not None
    words = stored[field].split()[1:]
    figures.record("lost update: writers", WRITERS)
    figures.record("lost update: changes lost", WRITERS - len(set(words)))
    assert sorted(words) == sorted(f"w{n}" for n in range(WRITERS))
    assert conflicts, "nobody met: the writers do not run at once"
    assert not blind, f"a conflict without the other text: {blind[:3]}"


def _forms(kind: str, made: Doc, text: str) -> tuple[str, Doc]:
    """The address and the form that changes the record on its page."""
    version = str(made["version"])
    if kind == "person":
        return f"~/people/{made['_id']}/edit/notes", {"version": version, "notes": text}
    if kind == "workplace":
        form = {"version": version, "name": "Example", "notes": text}
        return f"~/workplaces/{made['_id']}", form
    form = {**CAMPAIGN, "version": version, "unit_definition": text}
    return f"~/campaigns/{made['_id']}/edit", form


@pytest.mark.parametrize("kind", KINDS)
def test_pages_show_the_loser_both_texts(
    app: Flask, world: World, suite: tenancy.Suite, kind: str
) -> None:
    make, collection, field, _change = KINDS[kind]
    with world.local():
        made = make(world.actor("lead"))
    clients = [Client(app, world).sign_in("admin") for _n in range(WRITERS)]
    for client in clients:
        client._token()

    def send(number: int) -> tuple[int, str]:
        path, form = _forms(kind, made, f"text-of-{number:02}")
        answer = clients[number].post(path, form)
        return answer.status_code, answer.get_data(as_text=True)

    answers = _at_once(send)
    with world.local():
        stored = db.collection(collection).get(made["_id"])
    assert stored is not None
    won = [number for number, (status, _html) in enumerate(answers) if status == 303]
    assert [f"text-of-{n:02}" for n in won] == [stored[field]], [s for s, _html in answers]
    for number, (status, html) in enumerate(answers):
        if number not in won:
            assert status in {409, 422}, (number, status)
            shown = set(re.findall(r"text-of-\d\d", html))
            assert shown == {f"text-of-{number:02}", stored[field]}, (number, shown)
    figures.record("lost update: losers who saw both texts", WRITERS - 1)
