"""Assessments, cards, thresholds, unit size, structure tests and leaders."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crm import db, tenancy
from crm.auth import token_hash
from crm.workplaces import rules
from plugins.campaigns.service import cards, links, scans, structuretests, submissions, unit

if TYPE_CHECKING:
    from tests.security.seed import Local

MATRIX = """
admin.rule_add                     --------s
admin.rule_change                  --------s
admin.rule_form                    --------s
admin.rule_new                     --------s
admin.rules_book                   --------s
campaigns.assessments_of           -o-l-m---
campaigns.card_end                 -o-l-m---
campaigns.card_link_end            ---l-m---
campaigns.card_link_make           ---l-m---
campaigns.card_links               ---l-m---
campaigns.card_panel               -o-l-m---
campaigns.card_scan                -o-l-m---
campaigns.card_scan_file           -o-l-m---
campaigns.card_sign                -o-l-m---
campaigns.cards_page               -o-lnm---
campaigns.evidence_file            ---l-m---
campaigns.evidence_form            ---l-m---
campaigns.scale_form               -----m---
campaigns.scale_save               -----m---
campaigns.submission_aside         ---l-m---  sent_id=aside_id
campaigns.submission_match         ---l-m---
campaigns.submissions_list         ---l-m---
campaigns.leader_page              -o-lnm---
campaigns.petition_link            ---l-m---
campaigns.petition_link_end        ---l-m---  number=petition_number
campaigns.test_edit                ---l-m---
campaigns.test_list                -o-lnm---
campaigns.test_make                ---l-m---
campaigns.test_new                 ---l-m---
campaigns.test_people              -o-l-m---
campaigns.test_save                ---l-m---
campaigns.test_show                -o-lnm---
campaigns.test_take                -o-l-m---
campaigns_public.petition          aoxlnmufs  token=petition_token
campaigns_public.petition_sign     aoxlnmufs  token=petition_token
campaigns_public.card              aoxlnmufs  token=card_token
campaigns_public.card_sign         aoxlnmufs  token=card_token
"""

SAYS_SO = frozenset({"campaigns.petition_link", "campaigns.submission_match"})

UNREACHED = {"campaigns.card_scan"}
"""It needs a file."""

SENT = {"key": "b" * 24, "name": "Somebody Else", "phone": "+12125550177",
        "email": "else@example.org", "other": "", "employer": "Example"}  # fmt: skip

TEST = {"name": "Petition", "ask": "We ask", "goal": "5", "opens": "2026-01-01",
        "closes": "2026-02-01", "tiers": "Signed\nSaid yes", "proving": "1"}  # fmt: skip
RULE = {"compare": "at least", "value": "30", "unit": "percent of the unit", "note": "n",
        "source": "a statute", "certainty": "high", "checked": "2026-11",
        "in_force": "2026-01-01"}  # fmt: skip

FORMS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "admin.rule_add": lambda _v: {
        **RULE, "jurisdiction": "CA-YT", "place": "Yukon", "kind": "vote_from"},
    "admin.rule_change": lambda _v: {**RULE, "seen": "0"},
    "campaigns.card_end": lambda _v: {"how": "void", "reason": "typed twice"},
    "campaigns.card_link_make": lambda _v: {
        "statement": "I agree", "language": "English", "days": "5"},
    "campaigns.card_sign": lambda _v: {
        "key": "c" * 24, "signed_on": "2026-01-02", "witness": "w", "language": "English"},
    "campaigns.evidence_file": lambda _v: {"reason": "filing"},
    "campaigns.scale_save": lambda _v: {
        "version": "0", "label_1": "For", "place_1": "1", "colour_1": "#aabbcc", "support_1": "yes",
        "label_2": "So so", "place_2": "2", "label_3": "Against", "place_3": "3",
        "became_4": "3", "became_5": "3"},
    "campaigns.submission_match": lambda v: {"person_id": v["second_id"]},
    "campaigns.petition_link": lambda _v: {"days": "5"},
    "campaigns.test_make": lambda _v: TEST,
    "campaigns.test_save": lambda _v: {**TEST, "version": "1"},
    "campaigns.test_take": lambda _v: {"tier": "1", "on": "2026-01-02"},
    "campaigns_public.petition_sign": lambda _v: {
        "key": "9" * 24, "name": "New Signer", "phone": "+12125550179", "agree": "yes",
        "email": "petition@example.org"},
    "campaigns_public.card_sign": lambda _v: {
        "key": "e" * 24, "name": "New Signer", "phone": "+12125550178", "agree": "yes",
        "email": "signer@example.org", "employer": "Example"},
}  # fmt: skip

QUERIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "admin.rule_new": lambda _v: {"jurisdiction": "CA-BC"},
    "campaigns.test_people": lambda _v: {"letter": "t"},
    "campaigns.cards_page": lambda _v: {"show": "all", "after": ""},
}


def _cards(local: "Local") -> dict[str, Any]:
    """A card with a scan, a link to sign by, and two submissions that wait."""
    v, lead = local.values, local.actor("lead")
    campaign, person = v["campaign_id"], v["person_id"]
    card = cards.sign(campaign, person, {"witness": local.word}, actor=lead)
    scans.attach(card, b"%PDF-1.4 " + local.word.encode(), actor=lead)
    about = {"text": f"{local.word} I agree", "language": "", "employer": local.word}
    token, link = links.make(campaign, links.CARD, 30, about, actor=lead)
    waiting = submissions.take(link, {**SENT, "name": f"{local.word} Else"})
    aside = submissions.take(link, {**SENT, "key": "d" * 24, "name": f"{local.word} Aside"})
    phone = local.values["phone"]
    own = {**SENT, "key": "f" * 24, "name": f"Ada {local.word} Tester", "phone": phone}
    submissions.take(link, own)
    db.collection("public_links").update(
        {"_id": token_hash(token)}, {"$set": {"expires_at": db.now() + timedelta(days=1)}}
    )
    with tenancy.suite_scope():
        rules.load_recognition_rules()
    return {"rule_id": "CA-BC|vote_from", "card_id": card["_id"], "card_token": token,
            "number": link["number"], "sent_id": waiting["_id"],
            "aside_id": aside["_id"]}  # fmt: skip


def _tests(local: "Local") -> dict[str, Any]:
    """A structure test with its petition's page."""
    lead, campaign = local.actor("lead"), local.values["campaign_id"]
    data = {"name": f"{local.word} test", "ask": f"{local.word} ask", "goal": 5, "proving": 1,
            "opens": "2026-01-01", "closes": "2026-02-01", "tiers": ["Signed"]}  # fmt: skip
    test = structuretests.make(campaign, data, actor=lead)["_id"]
    about = {"ref": test, "text": f"{local.word} ask", "tier": 1}
    token, link = links.make(campaign, links.PETITION, 30, about, actor=lead)
    return {"test_id": test, "petition_token": token, "petition_number": link["number"]}


PARTS = (_cards, _tests)


def texts(world: Any, text: str, number: int) -> list[str]:
    """A test, a card of somebody of the unit, and what came in by public pages, all of this text.

    The public pages themselves are looked at, too: they show the statement and the ask.
    """
    lead = world.actor("lead")
    found = db.collection("campaigns_campaigns").find({"status": "open"})
    campaign = next(c["_id"] for c in found if c["name"] == text[:80])
    data = {"name": text[:80], "ask": text[:2000], "goal": 5, "opens": "2026-01-01", "proving": 1,
            "closes": "2026-02-01", "tiers": [text[:60], "Said yes"]}  # fmt: skip
    test = structuretests.make(campaign, data, actor=lead)["_id"]
    member = unit.of_campaign(campaign)[0]["person_id"]
    structuretests.take(test, member, 1, actor=lead)
    signed = {"signed_on": "2026-01-02", "witness": text[:120], "language": text[:40]}
    cards.sign(campaign, member, signed, actor=lead)
    pages = [f"campaigns/{campaign}", f"campaigns/{campaign}/tests", f"campaigns/tests/{test}",
             f"campaigns/tests/{test}/people", f"campaigns/{campaign}/cards",
             f"campaigns/{campaign}/people/{member}/cards"]  # fmt: skip
    for purpose, page in ((links.CARD, "card"), (links.PETITION, "petition")):
        about = {"text": text[:2000], "language": text[:40], "employer": text[:200], "ref": test}
        token, link = links.make(campaign, purpose, 30, {**about, "tier": 1}, actor=lead)
        said = {**SENT, "key": f"{number:024x}", "name": text[:120], "other": text[:120]}
        submissions.take(link, {**said, "employer": text[:200], "confirm": False})
        pages.append(f"/p/{token}/{page}")
    pages += [f"campaigns/{campaign}/submissions", f"campaigns/{campaign}/cards/links"]
    return pages if number < 3 else pages[2:6]
