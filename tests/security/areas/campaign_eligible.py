"""Eligibility, flip mode and sizes by jurisdiction in the trust tests."""

from typing import Any

from crm import db
from plugins.campaigns.service import eligible, flip
from tests.security.seed import Local, Values

MATRIX = """
campaigns.eligible_page            -o-lnm---
campaigns.eligible_rule            ---l-m---
campaigns.eligible_size            ---l-m---
campaigns.flip_page                -o-l-m---
campaigns.flip_read                ---l-m---
campaigns.flip_rows                ---l-m---
campaigns.place_size               ---l-m---
"""
OWN = {"rule": "own", "months_1": "24", "hours_1": "10", "productions_1": "1", "days_1": "1"}
ROW = {"name_0": "Tom Abara", "position_0": "Key Grip", "department_0": "Grip", "head_0": "yes",
       "phone_0": "", "email_0": "tom@example.org", "hours_0": "11", "keep_0": "yes",
       "raw_0": "Key Grip Tom Abara", "why_0": ""}  # fmt: skip
SHEET = {"production": "Blue Hour", "day": "2026-10-02", "hours": "12"}

FORMS = {
    "campaigns.eligible_rule": lambda v: {"version": str(v["campaign_version"]), **OWN},
    "campaigns.eligible_size": lambda v: {
        "version": str(v["campaign_version"]), "on": "2026-10-01"},
    "campaigns.flip_read": lambda _v: {**SHEET, "text": "GRIP\nKey Grip  Tom Abara  7:00A"},
    "campaigns.place_size": lambda v: {
        "version": str(v["campaign_version"]), "jurisdiction": "", "size": "30",
        "size_source": "employer", "size_date": "2026-10-01"},
    "campaigns.flip_rows": lambda _v: {**SHEET, "rows": "1", "left": "", **ROW},
}  # fmt: skip

QUERIES = {"campaigns.eligible_page": lambda _v: {"on": "2026-10-01", "show": "in"}}


def _rule(local: Local) -> Values:
    campaign, actor = local.values["campaign_id"], local.actor("lead")
    found: Any = db.collection("campaigns_campaigns").get(campaign)
    rule = {"rule": "own", "version": found["version"], "months_1": 24, "hours_1": 10}
    eligible.choose(campaign, rule, actor=actor)
    stint = {"_id": f"{local.word}:stint", "campaign_id": campaign, "hours": 12, "head": True,
             "person_id": local.values["person_id"], "production": f"{local.word} show",
             "day": "2026-09-20", "import_id": f"{local.word}-made", "at": db.now(),
             "by": actor.account_id}  # fmt: skip
    db.collection("campaigns_stints").insert(stint)
    return {}


PARTS = [_rule]


def texts(world: Any, text: str, number: int) -> list[str]:
    """A production that bears the text, on the clock, and the list that names it."""
    found = db.collection("campaigns_campaigns").find({"status": "open"})
    campaign = next(c["_id"] for c in found if c["name"] == text[:80])
    members = db.collection("campaigns_members").find({"campaign_id": campaign})
    stint = {"_id": f"{number}:stint", "campaign_id": campaign, "hours": None, "head": True,
             "person_id": members[0]["person_id"], "production": text[:120], "day": "2026-09-20",
             "import_id": "made", "at": db.now(), "by": "acct-lead"}  # fmt: skip
    db.collection("campaigns_stints").insert(stint)
    flip.read(campaign, f"Key Grip  {text[:200]}  7:00A\nGrip  Ann Dow", actor=world.actor("lead"))
    return [f"campaigns/{campaign}/flip", f"campaigns/{campaign}/eligible"]
