"""The pages of a proposal: what a form keeps, who sees both texts, what a program gets."""

from plugins.jobclasses.service import classes
from tests.factories import Client

FORM = {
    "key": "a" * 24,
    "title": "Wall wrangler",
    "craft": "games",
    "definition": "Looks after walls.",
    "tasks": "Watch\nLog",
    "soc": "27-4011 broader",
    "sources": "A posting | https://example.org/p | 2026-11-03",
}


def own(world, title="Wall wrangler"):
    with world.local():
        return next(c for c in classes.own_classes() if c["title"] == title)


def test_a_proposal_comes_back_with_what_is_wrong_and_what_was_typed(client):
    client.sign_in("organizer")
    answer = client.post("~/jobclasses/new", {**FORM, "soc": "27-9999"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "27-9999 is no code of SOC 2018" in text
    assert "Looks after walls." in text


def test_a_class_is_proposed_reviewed_and_adopted_on_its_page(client, world):
    client.sign_in("organizer").post("~/jobclasses/new", FORM)
    job = own(world)
    assert job["sources"] == [
        {"text": "A posting", "url": "https://example.org/p", "date": "2026-11-03"}
    ]
    page = f"~/jobclasses/classes/{job['key']}"
    client.sign_in("lead").post(f"{page}/decide", {"to": "review", "version": "1"})
    client.post(f"{page}/decide", {"to": "adopted", "version": "2"})
    assert own(world)["status"] == "adopted"
    history = client.get(f"{page}/history").get_data(as_text=True)
    assert "Version 3" in history
    assert "Under review" in history


def test_a_rejection_without_a_reason_is_asked_for_one(client, world):
    client.sign_in("lead").post("~/jobclasses/new", FORM)
    page = f"~/jobclasses/classes/{own(world)['key']}/decide"
    answer = client.post(page, {"to": "rejected", "version": "1"})
    assert answer.status_code == 422
    assert "Say why" in answer.get_data(as_text=True)


def test_whoever_saves_second_sees_both_texts(client, world):
    client.sign_in("lead").post("~/jobclasses/new", FORM)
    page = f"~/jobclasses/classes/{own(world)['key']}/edit"
    changed = {k: v for k, v in FORM.items() if k != "key"} | {"version": "1"}
    client.post(page, {**changed, "definition": "The first text."})
    answer = client.post(page, {**changed, "definition": "The second text."})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "The first text." in text
    assert "The second text." in text


def test_a_link_that_could_run_is_refused(client):
    data = {"kind": "posting", "text": "See", "url": "javascript:alert(1)"}
    answer = client.sign_in("lead").post("~/jobclasses/classes/gaffer/notes", data)
    assert answer.status_code == 422


def test_a_program_looks_up_proposes_and_claims(app, world):
    client = Client(app, world).sign_in("lead")
    base = "/api/v1/l/local-764/jobclasses"
    found = client.get(f"{base}/classes?q=gaffer").get_json()
    assert found[0]["key"] == "gaffer"
    body = {**FORM, "tasks": ["Watch", "Log"], "soc": ["27-4011 broader"], "sources": ["A posting"]}
    made = client.post(f"{base}/classes", json=body)
    assert made.status_code == 201
    claim = {"local": "52", "basis": ["tools"], "date": "2026-01-01"}
    assert client.post(f"{base}/classes/gaffer/claims", json=claim).status_code == 201
    assert client.get(f"{base}/claims").get_json()[0]["local"] == "52"
    codes = client.get(f"{base}/crosswalk?scheme=noc").get_json()
    assert {row["scheme"] for row in codes} == {"noc"}
