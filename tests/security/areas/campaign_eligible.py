"""Eligibility by days and hours in the trust tests."""

from typing import Any

from plugins.campaigns.service import eligible
from tests.security.seed import Local, Values

MATRIX = """
campaigns.eligible_page            -o-lnm---
campaigns.eligible_rule            ---l-m---
campaigns.eligible_size            ---l-m---
"""

FORMS = {
    "campaigns.eligible_rule": lambda v: {
        "version": str(v["campaign_version"]), "rule": "own", "months_1": "6", "hours_1": "10",
        "productions_1": "1", "days_1": "2"},
    "campaigns.eligible_size": lambda v: {
        "version": str(v["campaign_version"]), "on": "2026-10-01"},
}  # fmt: skip

QUERIES = {"campaigns.eligible_page": lambda _v: {"on": "2026-10-01", "show": "open"}}


def _rule(local: Local) -> Values:
    from crm import db

    campaign = local.values["campaign_id"]
    found: Any = db.collection("campaigns_campaigns").get(campaign)
    data = {"rule": "juilliard", "version": found["version"]}
    eligible.choose(campaign, data, actor=local.actor("lead"))
    return {}


PARTS = [_rule]
