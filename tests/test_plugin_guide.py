"""The plugin of docs/plugins.md works as printed, in under 100 lines, with no core line changed."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import plugins
from crm import db, migrations, tenancy
from crm.app import build_suite, create_app
from crm.config import Config
from crm.events import PersonErased
from crm.people import service as people
from crm.registry import emit
from tests.factories import Client, World

GUIDE = Path(__file__).parents[1] / "docs" / "plugins.md"
FENCE = re.compile(r"^`(plugins/[^`]+)`\n\n```\w+\n(.*?)^```$", re.M | re.S)


def printed() -> dict[str, str]:
    return dict(FENCE.findall(GUIDE.read_text()))


@pytest.fixture
def guide(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Client, World]]:
    """The application with the printed plugin beside the shipped ones."""
    for name, text in printed().items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    monkeypatch.setattr(plugins, "__path__", [*plugins.__path__, str(tmp_path / "plugins")])
    suite = build_suite(replace(config, plugins=(*config.plugins, "phonebank")))
    for name in db.declared():
        suite.store.database[name].delete_many({})
    with tenancy.suite_context(suite):
        migrations.prepare()
        world = World.build()
        yield Client(create_app(suite=suite), world), world
    suite.store.close()
    for name in [m for m in sys.modules if m.startswith("plugins.phonebank")]:
        del sys.modules[name]


def test_the_printed_plugin_is_under_100_lines_of_code():
    code = [line for name, text in printed().items() if name.endswith(".py")
            for line in text.splitlines() if line.strip()]  # fmt: skip
    assert 40 < len(code) < 100


def test_a_call_from_the_persons_page_to_its_result(guide):
    client, world = guide
    with world.local():
        person = people.create_person({"first_name": "Ida"}, actor=world.actor("organizer"))
    client.sign_in("organizer")
    assert client.post(f"~/phonebank/{person['_id']}/line-up").status_code == 303
    assert "Ida" in client.get("~/phonebank/").get_data(as_text=True)
    result = {"person_id": person["_id"], "result": "talked"}
    assert client.post("~/phonebank/done", result).status_code == 303
    assert client.post("~/phonebank/done", result).status_code == 409
    assert "Ida" not in client.get("~/phonebank/").get_data(as_text=True)
    assert client.sign_in("auditor").get("~/phonebank/").status_code == 403


def test_off_in_a_local_means_not_there_but_erasure_still_reaches_it(guide):
    client, world = guide
    with world.local():
        person = people.create_person({"first_name": "Ida"}, actor=world.actor("organizer"))
        client.sign_in("organizer").post(f"~/phonebank/{person['_id']}/line-up")
        db.collection("locals").update({"_id": "local-764"}, {"$pull": {"plugins": "phonebank"}})
        assert client.get("~/phonebank/").status_code == 404
        emit(PersonErased("acct-admin", person["_id"]))
        assert db.collection("phonebank_calls").find({"state": "waiting"}) == []
