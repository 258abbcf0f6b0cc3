"""Imports into a campaign, over the API, and on the command line."""

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crm import db
from crm.errors import NotFound
from crm.imports.cli import import_people
from crm.imports.service import uploads
from plugins.campaigns.service import campaigns, contacts, recount
from tests.crm.imports import rosters
from tests.factories import OWN, Client, World

HEADERS = (*rosters.HEADERS, "Assessment")


def open_campaign(world: World, who: str = "lead") -> str:
    data = {"name": "Blue Moon", "stage": "research", "size_source": "estimated"}
    return str(campaigns.open_campaign(data, actor=world.actor(who))["_id"])


def members() -> dict[str, dict[str, Any]]:
    return {m["person_id"]: m for m in db.raw_database()["campaigns_members"].find({})}


def test_a_roster_goes_into_a_campaign_and_out_again(world: World) -> None:
    with world.local():
        campaign_id = open_campaign(world)
        lead = world.actor("lead")
        rosters.bring_in(rosters.roster(3), lead)
        before = rosters.people()
        rows = [[*row, str(n % 5 + 1)] for n, row in enumerate(rosters.roster(10))]
        rows[0][5] = "Carpentry"
        import_id = rosters.upload(
            rosters.csv_bytes(rows, HEADERS), lead, **{"campaigns.campaign": campaign_id}
        )
        assert uploads.get_import(import_id, actor=lead)["fields"][-1] == "campaigns.assessment"
        rosters.preview(import_id, lead)
        assert rosters.commit(import_id, lead) == {"new": 7, "changed": 1, "same": 2}
        found = members()
        assert len(found) == 10
        assert sorted(m["assessment"] for m in found.values()) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
        scope = campaigns.scope_of(campaign_id)
        assert all(scope in p["scopes"] for p in rosters.people().values())
        assert recount.all_campaigns(False) == []
        rosters.undo(import_id, lead)
        assert members() == {}
        assert recount.all_campaigns(False) == []
        assert rosters.people() == before


def test_people_already_talked_to_stay_when_a_roster_is_undone(world: World) -> None:
    with world.local():
        campaign_id, lead = open_campaign(world), world.actor("lead")
        import_id = rosters.upload(
            rosters.csv_bytes(rosters.roster(3)), lead, **{"campaigns.campaign": campaign_id}
        )
        rosters.preview(import_id, lead)
        rosters.commit(import_id, lead)
        talked = sorted(rosters.people())[0]
        lead = world.actor("lead")
        contact = {"key": "a" * 20, "kind": "phone", "result": "talked", "provenance": "stated"}
        rest = {"issues": [], "ask": "", "answer": "", "follow_up": "", "note": "Likes hats"}
        contacts.log_contact(campaign_id, talked, {**contact, **rest}, actor=lead)
        assert rosters.undo(import_id, lead) == {"removed": 2, "restored": 0, "kept": 1}
        assert list(rosters.people()) == [talked]
        assert list(members()) == [talked]
        assert recount.all_campaigns(False) == []


def test_a_campaign_one_does_not_lead_cannot_be_chosen(world: World) -> None:
    with world.local():
        campaign_id = open_campaign(world, "admin")
        data = rosters.csv_bytes(rosters.roster(2))
        with pytest.raises(NotFound):
            rosters.upload(data, world.actor("lead"), **{"campaigns.campaign": campaign_id})


def test_the_api_gives_imports_and_rows(client: Client) -> None:
    client.sign_in("lead")
    with client.world.local():
        lead = client.world.actor("lead")
        import_id = rosters.upload(rosters.csv_bytes(rosters.roster(4, 3)), lead)
        rosters.preview(import_id, lead)
    base = f"/api/v1/l/{OWN}/imports/"
    assert [i["id"] for i in client.get(base).json] == [import_id]
    assert client.get(base + import_id).json["counts"]["problem"] == 3
    page = client.get(f"{base}{import_id}/rows?state=problem&limit=2").json
    assert (len(page["items"]), page["after"]) == (2, 2)
    page = client.get(f"{base}{import_id}/rows?state=problem&limit=2&after=2").json
    assert (len(page["items"]), page["after"]) == (1, 0)
    assert client.get(f"{base}{import_id}/rows?state=all").status_code == 422
    client.sign_in("other-lead")
    assert client.get(f"/api/v1/l/local-33/imports/{import_id}").status_code == 404


@pytest.fixture
def command(world: World, config: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("crm.cli.from_environment", lambda: config)

    def run(*args: str) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # the runner's own streams
            return CliRunner().invoke(import_people, [*args, "--local", OWN])

    return run


def test_the_command_imports_a_file(command: Any, world: World, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(rosters.csv_bytes(rosters.roster(5, 2)))
    done = command(str(file), "--yes", "--tag", "spring")
    assert done.exit_code == 0, done.output
    assert "5 new, 0 changed, 0 the same, 0 questions, 2 problems" in done.output
    assert len(rosters.people()) == 5
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"First Name": "first_name", "Employee ID": "external_id"}))
    again = command(str(file), "--yes", "--mapping", str(mapping))
    assert "2 new, 0 changed, 5 the same" in again.output
    mapping.write_text("no json")
    assert command(str(file), "--mapping", str(mapping)).exit_code == 1
    file.write_bytes(b"%PDF")
    assert command(str(file)).exit_code == 1
    with world.local():
        campaign_id = open_campaign(world)
    file.write_bytes(rosters.csv_bytes(rosters.roster(5, first=50)))
    done = command(str(file), "--yes", "--campaign", campaign_id)
    assert done.exit_code == 0, done.output
    assert len(members()) == 5
    assert len(rosters.people()) == 12
