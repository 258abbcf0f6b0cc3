"""The demo: plainly fictional, the same each time, consistent, and able to begin again."""

import pytest

from crm import db, tenancy
from crm.accounts import service as accounts
from crm.demo import generator, service, wordlists
from crm.errors import Invalid
from crm.people.schemas import PersonShape
from crm.registry import current as registry

HASH = "$argon2id$no-password-fits-this"


def _nothing(_done: int, _total: int) -> None:
    pass


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, clean: tenancy.Suite) -> None:
    monkeypatch.setattr(service, "PEOPLE", 60)


def test_the_same_seed_gives_the_same_people() -> None:
    first, second = (list(generator.people(50, generator.random_for("x"))) for _ in range(2))
    assert first == second
    assert first != list(generator.people(50, generator.random_for("y")))


def test_generated_people_are_valid_and_nobodys() -> None:
    for person in generator.people(300, generator.random_for("x")):
        data = {k: v for k, v in person.items() if k != "_id"}
        loaded = PersonShape().load(data)
        assert [p["number"] for p in loaded.get("phones", [])] == [
            p["number"] for p in person["phones"]
        ]
        assert all(p["number"][5:10] == "55501" for p in person["phones"])
        assert all(e["address"].endswith("@example.org") for e in person["emails"])


def test_every_house_has_trades_for_its_departments() -> None:
    for house in wordlists.HOUSES:
        assert set(house.departments) <= set(wordlists.TRADES)


def test_the_demo_is_labelled_consistent_and_has_every_role() -> None:
    told: list[tuple[int, int]] = []
    service.load(HASH, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (100, 100)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    local = db.collection("locals").get(service.SLUG)
    assert local is not None
    assert local["demo"] is True
    with tenancy.local_scope(service.SLUG):
        held = {role for a in accounts.of_local() for m in a["memberships"] for role in m["roles"]}
        assert held == {"organizer", "lead", "leadership", "admin", "auditor"}
        for plugin in registry().enabled():
            assert not plugin.recount or plugin.recount(False) == []
        assert len(db.collection("campaigns_campaigns").find({"status": "open"})) == 3
    admin = accounts.by_email("admin@example.org")
    assert admin is not None
    assert admin["suite_admin"]


def test_the_risk_board_is_computed_and_names_its_invented_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "PEOPLE", 160)
    service.load(HASH, progress=_nothing)
    (board,) = db.raw_database()["jobclasses_boards"].find({"local_id": service.SLUG})
    assert board["people"] == 160
    assert board["sources"] == ["Fictional demo figures, invented for this demo: do not cite"]
    told = [row["title"] for row in board["rows"] if row["score"]]
    assert "Compositor" in told
    assert len(told) >= 3
    members = next(column for column in board["heat"] if column["id"] == "campaigns.members")
    assert any(one["key"] == "compositor" and one["n"] for one in members["counts"])
    assert db.raw_database()["jobclasses_figures"].count_documents({}) == 0


def test_an_interrupted_loading_begins_again_and_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(done: int, _total: int) -> None:
        if done >= 70:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.load(HASH, progress=stop)
    service.load(HASH, progress=_nothing)
    with tenancy.local_scope(service.SLUG):
        assert len(db.collection("people").find({"status": "here"})) == 60
        for plugin in registry().enabled():
            assert not plugin.recount or plugin.recount(False) == []


def test_the_demo_is_loaded_once_and_takes_nobodys_account() -> None:
    service.load(HASH, progress=_nothing)
    with pytest.raises(Invalid):
        service.load(HASH, progress=_nothing)


def test_somebody_elses_account_is_not_taken_over() -> None:
    accounts.create("Somebody", "lead@example.org", "a long phrase for tests")
    with pytest.raises(Invalid):
        service.load(HASH, progress=_nothing)


def test_doubles_among_the_demos_people_are_looked_for() -> None:
    service.load(HASH, progress=_nothing)
    jobs = db.collection("jobs").find({"state": "waiting", "run_after": {"$lte": db.now()}})
    assert "core.find_duplicates" in {job["name"] for job in jobs}
