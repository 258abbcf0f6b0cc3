"""A proposal's life, the two-person rule, and versions that can be compared and restored."""

import pytest

from crm import audit, tenancy
from crm.errors import Conflict, Forbidden, Invalid
from crm.locals import service as local_bodies
from plugins.jobclasses.service import browsing, classes, keeping, notes, proposals
from tests.factories import OWN


def step(shop, key, to, role="lead", reason=""):
    job = classes.get(key)
    return proposals.move(key, job["version"], to, actor=shop.actor(role), reason=reason)


def test_a_proposal_is_reviewed_and_adopted(shop):
    job = shop.propose("Volume wrangler", role="organizer")
    assert job["status"] == "proposed"
    step(shop, job["key"], "review")
    assert step(shop, job["key"], "adopted", role="admin")["status"] == "adopted"
    assert [v["action"] for v in keeping.versions(job["key"])] == ["adopted", "review", "propose"]
    assert [job["title"] for job in browsing.look_up({"q": "volume wrang"})] == ["Volume wrangler"]


def test_no_step_is_skipped_and_an_organizer_decides_nothing(shop):
    job = shop.propose("Volume wrangler")
    with pytest.raises(Invalid):
        step(shop, job["key"], "adopted")
    with pytest.raises(Forbidden):
        step(shop, job["key"], "review", role="organizer")


def test_a_rejection_says_why(shop):
    job = shop.propose("Volume wrangler")
    with pytest.raises(Invalid) as refused:
        step(shop, job["key"], "rejected")
    assert "reason" in refused.value.errors
    assert step(shop, job["key"], "rejected", reason="A grip does this")["status"] == "rejected"
    assert browsing.look_up({"q": "volume wrangler"}) == []


def test_nothing_is_adopted_without_evidence(shop):
    job = shop.propose("Volume wrangler", sources=[])
    step(shop, job["key"], "review")
    with pytest.raises(Invalid, match="invalid"):
        step(shop, job["key"], "adopted")
    evidence = {"kind": "posting", "text": "A posting of 3 November"}
    notes.add(f"class:{job['key']}", evidence, actor=shop.actor())
    assert step(shop, job["key"], "adopted")["status"] == "adopted"


def test_with_the_two_person_rule_nobody_adopts_their_own_proposal(shop):
    local_bodies.save_settings("jobclasses", {"two_people": True}, actor=shop.actor("admin"))
    with tenancy.local_scope(OWN):
        job = shop.propose("Volume wrangler", role="lead")
        step(shop, job["key"], "review", role="admin")
        for role in ("lead", "admin"):
            with pytest.raises(Invalid, match="invalid"):
                step(shop, job["key"], "adopted", role=role)
            assert classes.get(job["key"])["status"] == "review"


def test_a_title_that_is_taken_is_not_proposed_twice(shop):
    with pytest.raises(Invalid) as refused:
        shop.propose("gaffer")
    assert "Gaffer" in str(refused.value.errors["title"][0])
    with pytest.raises(Invalid):
        shop.propose("Focus puller")


def test_a_line_that_sends_a_proposal_twice_makes_one(shop):
    first = shop.propose("Volume wrangler", key="a" * 24)
    assert shop.propose("Volume wrangler", key="a" * 24)["_id"] == first["_id"]


def test_changing_a_shipped_class_makes_it_our_own_and_keeps_what_was_shipped(shop):
    shipped = classes.get("gaffer")
    changed = {**keeping.snapshot(shipped), "definition": "Heads the lamps."}
    changed.pop("status")
    changed.pop("merged_into")
    job = proposals.edit("gaffer", 0, changed, actor=shop.actor())
    assert job["version"] == 1
    assert classes.get("gaffer")["definition"] == "Heads the lamps."
    assert keeping.version("gaffer", 0)["snapshot"]["definition"] == shipped["definition"]
    again = proposals.restore("gaffer", 0, 1, actor=shop.actor())
    assert again["definition"] == shipped["definition"]


def test_whoever_comes_second_loses_nothing_and_sees_the_other_text(shop):
    job = shop.propose("Volume wrangler")
    text = {k: v for k, v in keeping.snapshot(job).items() if k not in ("status", "merged_into")}
    proposals.edit(job["key"], 1, {**text, "definition": "First."}, actor=shop.actor())
    with pytest.raises(Conflict) as late:
        proposals.edit(job["key"], 1, {**text, "definition": "Second."}, actor=shop.actor())
    assert late.value.extra["theirs"]["definition"] == "First."


def test_a_class_cannot_be_a_kind_of_itself(shop):
    one = shop.propose("Volume wrangler")
    two = shop.propose("Wall wrangler", parent=one["key"])
    text = {k: v for k, v in keeping.snapshot(one).items() if k not in ("status", "merged_into")}
    with pytest.raises(Invalid):
        proposals.edit(one["key"], 1, {**text, "parent": two["key"]}, actor=shop.actor())


def test_an_organizer_changes_their_own_proposal_and_no_other(shop):
    job = shop.propose("Volume wrangler", role="organizer")
    text = {k: v for k, v in keeping.snapshot(job).items() if k not in ("status", "merged_into")}
    assert proposals.edit(job["key"], 1, text, actor=shop.actor("organizer"))["version"] == 2
    with pytest.raises(Forbidden):
        proposals.edit("gaffer", 0, text, actor=shop.actor("organizer"))


def test_every_decision_is_in_the_audit_trail(shop):
    job = shop.propose("Volume wrangler")
    step(shop, job["key"], "review")
    now = job["updated_at"]
    entries = audit.window(now.replace(year=2000), now.replace(year=2999))
    ours = [e["action"] for e in entries if e["entity_id"] == job["key"]]
    assert sorted(ours) == ["propose", "review"]
