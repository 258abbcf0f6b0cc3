"""What the pages do with titles, sightings, claims and codes, the API does too."""

from typing import Any

from crm import jobs
from tests.factories import OWN, Client, World

BASE = f"/api/v1/l/{OWN}/jobclasses"
CLAIM = {"local": "52", "basis": ["tasks"], "date": "2026-02-03", "statement": "Ours"}


def _send(client: Client, path: str, data: Any, method: str = "POST") -> Any:
    return client.post(BASE + path, method=method, json=data)


def test_titles_are_answered_with_reasons_and_nothing_is_stored(client: Client) -> None:
    client.sign_in("lead")
    asked = {"titles": [{"title": "AI Juicer"}, {"title": "zzyx qwfp"}]}
    first, second = _send(client, "/match", asked).json["answers"]
    assert first["proposals"][0]["class_key"] == first["class_key"] != ""
    assert (first["ai"], first["because"], first["proposals"][0]["bare"]) == (True, ["ai"], True)
    assert (second["known"], second["class_key"]) == (False, "")
    assert client.get(BASE + "/titles").json == []


def test_a_list_is_matched_decided_and_taken_back(client: Client, world: World) -> None:
    client.sign_in("lead")
    sent = {"name": "Crew of May", "titles": [{"title": "Gaffer"}, {"title": "Sparkwrangler"}]}
    answer = _send(client, "/lists", sent)
    assert (answer.status_code, answer.json["count"]) == (202, 2)
    where = f"{BASE}/lists/{answer.json['id']}"
    assert client.get(f"{where}/rows").json[0]["meaning"] is None
    with world.local():
        jobs.drain()
    assert client.get(where).json["state"] == "done"
    first, second = client.get(f"{where}/rows?first=1").json
    assert first["meaning"]["class_key"] == "gaffer"
    decided = {"choice": "class", "class_key": "gaffer"}
    done = _send(client, f"/titles/{second['meaning']['id']}/decision", decided).json
    assert client.get(BASE + "/titles").json == []
    assert _send(client, f"/decisions/{done['id']}/undo", {}).json["state"] == "open"
    [waiting] = client.get(f"{BASE}/titles?source=list:{answer.json['id']}").json
    assert waiting["title"] == "Sparkwrangler"
    assert _send(client, f"/decisions/{done['id']}/undo", {}).status_code == 409


def test_a_sighting_is_logged_once_gathers_and_becomes_a_class(client: Client) -> None:
    client.sign_in("lead")
    met = {"key": "6" * 24, "kind": "posting", "title": "Splorf Quoxer", "seen_on": "2026-03-04"}
    made = _send(client, "/sightings", met).json
    assert _send(client, "/sightings", met).json["id"] == made["id"]
    assert [one["id"] for one in client.get(f"{BASE}/sightings?month=2026-03").json] == [made["id"]]
    again = _send(client, "/sightings", {**met, "key": "7" * 24})
    assert (again.status_code, list(again.json["errors"])) == (422, ["anyway"])
    [cluster] = client.get(BASE + "/clusters").json
    whole = client.get(f"{BASE}/clusters/{cluster['id']}").json
    assert [one["title"] for one in whole["sightings"]] == ["Splorf Quoxer"]
    text = {"title": "Splorf quoxer", "craft": "vfx", "definition": "Quoxes."}
    job = _send(client, f"/clusters/{cluster['id']}/class", text).json
    assert job["status"] == "proposed"
    assert _send(client, f"/clusters/{cluster['id']}/dismiss", {}).status_code == 409
    assigned = _send(client, f"/sightings/{made['id']}/class", {"class_key": "gaffer"}, "PUT")
    assert assigned.json["class_key"] == "gaffer"
    assert _send(client, f"/sightings/{made['id']}", None, "DELETE").status_code == 204
    assert client.get(f"{BASE}/sightings/{made['id']}").status_code == 404


def test_a_claim_is_made_changed_and_has_evidence(client: Client) -> None:
    client.sign_in("lead")
    claim = _send(client, "/classes/gaffer/claims", CLAIM).json
    where = f"/claims/{claim['id']}"
    note = {"kind": "contract", "text": "Article 9"}
    _send(client, f"{where}/notes", note)
    changed = {**CLAIM, "state": "agreed", "version": 1}
    assert _send(client, where, changed, "PUT").json["version"] == 2
    assert _send(client, where, changed, "PUT").status_code == 409
    found = client.get(BASE + where).json
    assert (found["title"], found["claim"]["state"]) == ("Gaffer", "agreed")
    assert [one["text"] for one in found["evidence"]] == ["Article 9"]


def test_codes_are_taken_in_all_or_none(client: Client) -> None:
    client.sign_in("lead")
    good = {"title": "Gaffer", "scheme": "isco", "code": "7411", "relation": "broader"}
    wrong = {"class_key": "gaffer", "scheme": "soc", "code": "99-9999"}
    answer = _send(client, "/crosswalk", {"rows": [good, wrong]}, "PUT")
    assert answer.status_code == 422
    assert "Row 2: 99-9999 is no code" in answer.json["errors"]["rows"][0]
    done = _send(client, "/crosswalk", {"rows": [good]}, "PUT").json
    assert done == {"rows": 1, "classes": 1, "same": 0}
    listed = client.get(f"{BASE}/crosswalk?scheme=isco").json
    assert [c["skos"] for c in listed if c["class_key"] == "gaffer"] == ["skos:broadMatch"]
    assert len(client.get(BASE + "/classes/gaffer/versions").json) == 2


def test_a_class_is_merged_and_it_is_taken_back(client: Client) -> None:
    client.sign_in("lead")
    asked = {"into": "key-grip", "version": 0, "reason": "one craft"}
    join = _send(client, "/classes/gaffer/merge", asked).json
    assert client.get(BASE + "/classes/gaffer").json["merged_into"] == "key-grip"
    assert _send(client, f"/joins/{join['id']}/undo", {}).json["status"] == "adopted"
    note = _send(client, "/classes/gaffer/notes", {"kind": "comment", "text": "Why?"}).json
    gone = _send(client, f"/notes/{note['id']}/withdrawn", {"withdrawn": True}, "PUT").json
    assert gone["withdrawn"] is True
    assert client.get(BASE + "/classes/gaffer/notes").json == [gone]


def test_the_board_and_paths_are_tables(client: Client) -> None:
    client.sign_in("lead")
    assert client.get(BASE + "/board").status_code == 404
    computed = _send(client, "/board", {}).json
    assert client.get(BASE + "/board").json["rows"] == computed["rows"] == []
    steps = client.get(BASE + "/classes/gaffer/paths").json
    assert steps == sorted(steps, key=lambda step: -step["near"])
    assert steps[0]["shared"]
    names = [offer["name"] for offer in client.get(BASE + "/training").json]
    assert {offer["name"] for step in steps for offer in step["training"]} <= set(names)
