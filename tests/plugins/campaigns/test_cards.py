"""Cards: which counts, what becomes of the others, scans, the public page and the evidence file."""

import io
import zipfile
from datetime import date, timedelta

import pytest

from crm import db, localtime, tenancy
from crm.errors import Invalid, NotFound
from crm.people import merge
from crm.people import service as people
from crm.workplaces import rules
from crm.workplaces import service as workplaces
from plugins.campaigns.service import (
    campaigns,
    cardlist,
    cardrecords,
    cards,
    evidence,
    links,
    recount,
    scans,
    submissions,
    thresholds,
    unit,
)
from tests.factories import Client

PDF = b"%PDF-1.4 a scan"


def sign(unit_of, person, day="2026-10-01", **data):
    lead = unit_of.world.actor("lead")
    return cards.sign(unit_of.id, person, {"signed_on": day, **data}, actor=lead)


def standings(unit_of, person):
    member = unit_of.member(person)
    found = cardrecords.of_person(person, unit_of.id)
    return [(c["signed_on"], cardrecords.standing(c, member)) for c in found]


def link(unit_of, text="I agree to be represented."):
    about = {"text": text, "language": "English", "employer": "Example Theatre Co"}
    return links.make(unit_of.id, links.CARD, 30, about, actor=unit_of.world.actor("lead"))


SENT = {"key": "a" * 24, "name": "Worker0 Tester000", "phone": "+12125550123",
        "email": "w@example.org", "other": "", "employer": "Example"}  # fmt: skip


def test_the_last_card_signed_counts_and_the_others_stay_as_duplicates(unit_of):
    person = unit_of.people[0]
    sign(unit_of, person, "2026-10-01")
    sign(unit_of, person, "2026-03-01")
    assert standings(unit_of, person) == [("2026-10-01", "counts"), ("2026-03-01", "duplicate")]
    assert thresholds.signed_by_day(unit_of.id) == {"2026-10-01": 1}


def test_a_mistaken_card_gives_way_to_the_one_before_and_stays_on_file(unit_of):
    person, lead = unit_of.people[0], unit_of.world.actor("lead")
    sign(unit_of, person, "2026-03-01")
    wrong = sign(unit_of, person, "2026-10-01")
    cards.void(wrong["_id"], "typed twice", actor=lead)
    assert standings(unit_of, person) == [("2026-10-01", "void"), ("2026-03-01", "counts")]
    assert recount.differences(unit_of.id) == []


def test_withdrawing_takes_every_card_signed_until_then_out_of_the_count(unit_of):
    person, lead = unit_of.people[0], unit_of.world.actor("lead")
    sign(unit_of, person, "2026-03-01")
    last = sign(unit_of, person, "2026-10-01")
    cards.withdraw(last["_id"], {"ended_on": "2026-10-20", "reason": "afraid"}, actor=lead)
    assert {s for _day, s in standings(unit_of, person)} == {"withdrawn"}
    member = unit_of.member(person)
    assert (member["card"]["state"], member["provenance"]) == ("withdrawn", "")
    assert thresholds.signed_by_day(unit_of.id) == {}
    assert recount.differences(unit_of.id) == []


def test_a_card_proves_support(unit_of):
    person, today = unit_of.people[0], localtime.today()
    card = sign(unit_of, person, today.isoformat())
    member = unit_of.member(person)
    assert (member["assessment"], member["provenance"]) == (2, "proven")
    assert member["proof"] == f"card:{card['_id']}"


def test_the_same_form_sent_twice_is_one_card(unit_of):
    person = unit_of.people[0]
    first, again = (sign(unit_of, person, key="a" * 24) for _n in range(2))
    assert first["_id"] == again["_id"]
    assert len(cardrecords.of_person(person, unit_of.id)) == 1


@pytest.mark.parametrize("day", ["2100-01-01", "1926-10-01"])
def test_a_day_no_card_can_have_been_signed_on_is_refused(unit_of, day):
    with pytest.raises(Invalid):
        sign(unit_of, unit_of.people[0], day)


def test_nobody_signs_for_people_out_of_reach_or_of_another_local(unit_of):
    stranger = unit_of.world.actor("organizer2")
    with pytest.raises(NotFound):
        cards.sign(unit_of.id, unit_of.people[0], {}, actor=stranger)
    other = unit_of.world.actor("other-lead", "local-33")
    with tenancy.local_scope("local-33"), pytest.raises(NotFound):
        cards.sign(unit_of.id, unit_of.people[0], {}, actor=other)


def test_a_merge_keeps_both_cards_and_its_undo_gives_each_person_theirs(unit_of):
    kept, gone = unit_of.people[:2]
    sign(unit_of, kept, "2026-03-01")
    sign(unit_of, gone, "2026-10-01")
    admin = unit_of.world.actor("admin")
    versions = tuple(db.collection("people").get(p)["version"] for p in (kept, gone))
    merged = merge.merge_people(kept, gone, versions, {}, actor=admin)
    assert standings(unit_of, kept) == [("2026-10-01", "counts"), ("2026-03-01", "duplicate")]
    assert recount.differences(unit_of.id) == []
    merge.unmerge_people(merged["_id"], actor=admin)
    assert standings(unit_of, kept) == [("2026-03-01", "counts")]
    assert standings(unit_of, gone) == [("2026-10-01", "counts")]
    assert recount.differences(unit_of.id) == []


def test_who_leaves_the_unit_and_comes_back_still_has_the_card(unit_of):
    person, lead = unit_of.people[0], unit_of.world.actor("lead")
    sign(unit_of, person)
    unit.remove_person(unit_of.id, person, actor=lead)
    unit.add_person(unit_of.id, person, actor=lead)
    assert unit_of.member(person)["card"]["signed_on"] == "2026-10-01"


@pytest.mark.parametrize("data", [b"", b"<html>", b"PK\x03\x04", b"MZ"])
def test_a_scan_is_what_its_bytes_say(unit_of, data):
    card = sign(unit_of, unit_of.people[0])
    with pytest.raises(Invalid):
        scans.attach(card, data, actor=unit_of.world.actor("lead"))


def test_a_scan_comes_back_whole_as_a_download_and_never_in_the_page(unit_of, app):
    card, page = sign(unit_of, unit_of.people[0]), Client(app, unit_of.world).sign_in("organizer")
    sent = PDF + b"x" * 300_000
    path = f"~/campaigns/cards/{card['_id']}/scan"
    assert page.post(path, {"scan": (io.BytesIO(sent), "<b>.pdf")}).status_code == 303
    answer = page.get(path)
    assert answer.data == sent
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert page.sign_in("organizer2").get(path).status_code == 404


def test_cards_are_counted_by_the_rules_of_each_jurisdiction_on_the_planned_day(unit_of):
    with tenancy.suite_scope():
        rules.load_recognition_rules()
    lead = unit_of.world.actor("lead")
    place = {"kind": "worksite", "name": "Vancouver stage", "jurisdiction": "CA-BC"}
    site = workplaces.create_workplace(place, actor=lead)["_id"]
    change = {"worksites": [{"id": site, "name": "Vancouver stage"}], "filing_date": "2026-12-01"}
    db.collection("campaigns_campaigns").update({"_id": unit_of.id}, {"$set": change})
    for n, person in enumerate(unit_of.people[:4]):
        if n < 2:
            found = db.collection("people").get(person)
            job = {"worksite": "Vancouver stage", "department": "Hair"}
            people.update_person(person, found["version"], {"employments": [job]}, actor=lead)
        sign(unit_of, person, ("2026-05-31", "2026-06-01", "2026-05-31", "2026-06-01")[n])
    campaign = campaigns.get_campaign(unit_of.id, actor=lead)
    own, other = thresholds.places(campaign, date(2026, 11, 1))
    assert (own.jurisdiction, other.jurisdiction) == ("US-NLRA", "CA-BC")
    assert (own.cards.signed, own.cards.valid) == (2, 2)  # a year, by weak sources
    assert (other.cards.signed, other.cards.valid, other.size) == (2, 1, 2)  # six months
    assert [need.count for need in other.cards.needed] == [1, 2]


def test_cards_that_age_are_told_before_they_lapse(unit_of):
    sign(unit_of, unit_of.people[0], "2026-01-15")
    sign(unit_of, unit_of.people[1], "2026-10-15")
    campaign = {**unit_of.campaign, "filing_date": "2026-12-01"}
    assert thresholds.cards(campaign, 10, date(2026, 11, 1)).ageing == 1


def test_a_signature_by_link_is_matched_where_name_and_phone_are_those_of_one_person(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    found = db.collection("people").get(person)
    phones = {"phones": [{"number": SENT["phone"]}]}
    people.update_person(person, found["version"], phones, actor=lead)
    _token, made = link(unit_of)
    sent = submissions.take(made, SENT)
    assert (sent["state"], sent["person_id"]) == ("matched", person)
    card = cardrecords.of_person(person, unit_of.id)[0]
    assert card["kind"] == "electronic"
    asked = ("name", "email", "phone", "text", "employer", "method", "submitted_at", "sha256")
    assert all(card["evidence"][name] for name in asked)
    assert submissions.take(made, SENT)["_id"] == sent["_id"]
    assert len(cardrecords.of_person(person, unit_of.id)) == 1


def test_any_other_signature_waits_for_a_human(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    sent = submissions.take(link(unit_of)[1], SENT)  # the name alone is not certain
    assert sent["state"] == "waiting"
    waiting = submissions.waiting(unit_of.id, actor=lead)
    assert [c["member"]["person_id"] for c in submissions.candidates(waiting[0])] == [person]
    submissions.match(sent["_id"], person, actor=lead)
    assert unit_of.member(person)["card"]["state"] == "signed"
    assert submissions.waiting(unit_of.id, actor=lead) == []
    with pytest.raises(NotFound):
        submissions.waiting(unit_of.id, actor=unit_of.world.actor("organizer"))


def test_what_is_put_aside_can_be_matched_later(unit_of, app):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    sent = submissions.take(link(unit_of)[1], SENT)
    submissions.set_aside(sent["_id"], actor=lead)
    assert submissions.waiting(unit_of.id, actor=lead) == []
    page = Client(app, unit_of.world).sign_in("lead")
    text = page.get(f"~/campaigns/{unit_of.id}/submissions").get_data(as_text=True)
    assert f"submissions/{sent['_id']}/match" in text
    assert person in text
    with unit_of.world.local():
        submissions.match(sent["_id"], person, actor=lead)
        assert unit_of.member(person)["card"]["state"] == "signed"


def test_a_signature_matched_to_the_wrong_person_waits_again_once_that_card_is_void(unit_of):
    lead, (wrong, right) = unit_of.world.actor("lead"), unit_of.people[:2]
    sent = submissions.take(link(unit_of)[1], SENT)
    for person in (wrong, wrong, right):
        matched = submissions.match(sent["_id"], person, actor=lead)
        assert unit_of.member(person)["card"]["id"] == matched["record_id"]
        if person == wrong:
            cards.void(matched["record_id"], "wrong person", actor=lead)
            assert [s["_id"] for s in submissions.waiting(unit_of.id, actor=lead)] == [sent["_id"]]
    assert unit_of.member(wrong)["card"]["state"] == ""


def test_the_public_page_tells_nothing_but_the_statement(unit_of, app):
    token, made = link(unit_of)
    visitor = Client(app, unit_of.world)
    text = visitor.get(f"/p/{token}/card").get_data(as_text=True)
    assert "I agree to be represented." in text
    assert "Footlights" not in text
    bad = visitor.post(f"/p/{token}/card", {**SENT, "phone": "12"})
    assert bad.status_code == 422
    assert "w@example.org" in bad.get_data(as_text=True)
    known = visitor.post(f"/p/{token}/card", {**SENT, "agree": "yes"})
    unknown = {**SENT, "key": "b" * 24, "name": "No Body", "agree": "yes"}
    assert known.status_code == visitor.post(f"/p/{token}/card", unknown).status_code == 200
    assert visitor.get(f"/p/{token}x/card").status_code == 404
    with unit_of.world.local():
        links.end(unit_of.id, links.CARD, made["number"], actor=unit_of.world.actor("lead"))
    assert visitor.get(f"/p/{token}/card").status_code == 404


def test_the_evidence_file_holds_what_the_boards_guidance_asks_for(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    sent = submissions.take(link(unit_of)[1], SENT)
    submissions.match(sent["_id"], person, actor=lead)
    sign(unit_of, unit_of.people[1])  # paper is filed as paper
    campaign = campaigns.get_campaign(unit_of.id, actor=lead)
    data = evidence.export(campaign, "filing", actor=lead)
    rows = evidence.read_rows(data)
    assert [row["Signer's name"] for row in rows] == ["Worker0 Tester000"]
    assert all(rows[0][name] for name in ("E-mail", "Telephone", "Employer", "Method"))
    assert rows[0]["Submitted (UTC)"].startswith(localtime.today().isoformat())
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert b"I agree to be represented." in packed.read("texts.txt")
    kept = db.collection("audit").find({"people": person}, where={"action": "export"})
    assert [entry["reason"] for entry in kept] == ["filing"]


def test_withdrawn_electronic_cards_do_not_go_into_the_evidence(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    sent = submissions.take(link(unit_of)[1], SENT)
    sent = submissions.match(sent["_id"], person, actor=lead)
    cards.withdraw(sent["record_id"], {}, actor=lead)
    campaign = campaigns.get_campaign(unit_of.id, actor=lead)
    with pytest.raises(Invalid):
        evidence.export(campaign, "filing", actor=lead)


def test_who_has_left_the_unit_is_not_in_the_evidence(unit_of):
    lead, person = unit_of.world.actor("lead"), unit_of.people[0]
    sent = submissions.take(link(unit_of)[1], SENT)
    submissions.match(sent["_id"], person, actor=lead)
    campaign = campaigns.get_campaign(unit_of.id, actor=lead)
    assert len(evidence.counting(campaign, localtime.today())) == 1
    unit.remove_person(unit_of.id, person, actor=lead)
    assert evidence.counting(campaign, localtime.today()) == []


def test_cards_come_page_by_page_each_once_however_far_apart_they_were_signed(unit_of, monkeypatch):
    monkeypatch.setattr(cardlist, "SIZE", 2)
    lead, today = unit_of.world.actor("lead"), localtime.today()
    ago = [0, 0, 0, 1, 20, 21, 90, 400, 4000]
    days = [(today - timedelta(days=n)).isoformat() for n in ago]
    for number, day in enumerate(reversed(days)):
        sign(unit_of, unit_of.people[number % 3], day)
    campaign = campaigns.get_campaign(unit_of.id, actor=lead)
    page = cardlist.page(campaign, "all", "", actor=lead)
    seen = page.rows
    while page.after:
        page = cardlist.page(campaign, "all", page.after, actor=lead)
        seen += page.rows
    assert [row.card["signed_on"] for row in seen] == days
    assert len({row.card["_id"] for row in seen}) == len(days)
    for cursor in ("nonsense", "2026-99-99~x", "0001-01-05~x", "9999-12-31~x"):
        assert cardlist.page(campaign, "all", cursor, actor=lead).rows[:1] in ([], seen[:1])


def test_leadership_sees_the_counts_of_cards_and_no_names(unit_of, app):
    sign(unit_of, unit_of.people[0], (localtime.today() - timedelta(days=3)).isoformat())
    text = Client(app, unit_of.world).sign_in("leadership").get(f"~/campaigns/{unit_of.id}/cards")
    assert text.status_code == 200
    assert "Worker" not in text.get_data(as_text=True)
    assert "not legal advice" in text.get_data(as_text=True)
