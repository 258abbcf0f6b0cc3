"""Jurisdiction: claims on record, two locals side by side, and the letter with its evidence."""

import pytest

from crm.errors import Conflict
from plugins.jobclasses.service import claims, merging, notes

CLAIM = {
    "basis": ["tasks", "practice"],
    "state": "asserted",
    "statement": "Our members have run these walls since 2021.",
    "contact": "Business agent",
    "date": "2026-03-04",
}


@pytest.fixture
def claim(shop):
    """The claim of one local to a class."""
    job = shop.propose("Volume wrangler")
    return claims.make(job["key"], {**CLAIM, "local": "52"}, actor=shop.actor())


def test_two_locals_that_claim_one_class_stand_side_by_side(shop, claim, client):
    other = {**CLAIM, "local": "600", "statement": "It is camera work.", "state": "disputed"}
    claims.make(claim["class_key"], other, actor=shop.actor())
    row = claims.by_class()[0]
    assert row["contested"]
    assert {c["local"] for c in row["claims"]} == {"52", "600"}
    text = client.sign_in("organizer").get("~/jobclasses/jurisdiction").get_data(as_text=True)
    assert "Our members have run these walls" in text
    assert "It is camera work." in text


def test_a_claim_that_changes_keeps_how_it_stood(shop, claim):
    change = {**CLAIM, "local": "52", "state": "agreed", "reason": "Letter of 3 May"}
    after = claims.change(claim["_id"], 1, change, actor=shop.actor())
    assert [step["state"] for step in after["log"]] == ["asserted", "agreed"]
    with pytest.raises(Conflict) as late:
        claims.change(claim["_id"], 1, change, actor=shop.actor())
    assert late.value.extra["theirs"]["state"] == "agreed"


def test_a_claim_goes_along_when_its_class_is_merged(shop, claim):
    kept = shop.propose("Wall wrangler")
    join = merging.merge(claim["class_key"], kept["key"], (None, None), actor=shop.actor())
    assert claims.get(claim["_id"])["class_key"] == kept["key"]
    merging.undo(join["_id"], actor=shop.actor())
    assert claims.get(claim["_id"])["class_key"] == claim["class_key"]


def test_the_letter_lists_the_evidence_that_stands_by_date(shop, claim, client):
    about = f"claim:{claim['_id']}"
    late = {"kind": "posting", "text": "A posting", "date": "2026-02-02"}
    early = {"kind": "contract", "text": "Article 12", "date": "2024-01-01"}
    gone = {"kind": "report", "text": "A mistake"}
    notes.add(about, late, actor=shop.actor())
    notes.add(about, early, actor=shop.actor())
    wrong = notes.add(about, gone, actor=shop.actor())
    notes.withdraw(wrong["_id"], True, actor=shop.actor())
    notes.add(about, {"kind": "comment", "text": "Internal"}, actor=shop.actor())
    client.sign_in("leadership")
    text = client.get(f"~/jobclasses/claims/{claim['_id']}/letter").get_data(as_text=True)
    assert text.index("Article 12") < text.index("A posting")
    assert "A mistake" not in text
    assert "Internal" not in text


def test_the_letter_comes_as_a_pdf(claim, client):
    pypdf = pytest.importorskip("pypdf")
    import io

    client.sign_in("lead")
    answer = client.get(f"~/jobclasses/claims/{claim['_id']}/letter.pdf")
    assert answer.mimetype == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    assert "Volume wrangler" in "".join(page.extract_text() for page in pages)


def test_a_claim_needs_a_basis_and_a_date_and_keeps_what_was_typed(shop, claim, client):
    client.sign_in("lead")
    form = {"local": "44", "statement": "Because we say so", "state": "asserted"}
    answer = client.post(f"~/jobclasses/classes/{claim['class_key']}/claims/new", form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose at least one basis." in text
    assert "Because we say so" in text


def test_an_organizer_reads_claims_and_makes_none(claim, client):
    client.sign_in("organizer")
    assert client.get(f"~/jobclasses/claims/{claim['_id']}").status_code == 200
    address = f"~/jobclasses/classes/{claim['class_key']}/claims/new"
    assert client.post(address, {"local": "1"}).status_code == 403
