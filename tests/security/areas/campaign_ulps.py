"""The retaliation log in the trust tests."""

from typing import Any

from plugins.campaigns.service import ulps
from plugins.campaigns.ulpforms import IncidentForm
from tests.security.seed import Local, Values

MATRIX = """
campaigns.ulp_list                 -o-l-m---
campaigns.ulp_new                  -o-l-m---
campaigns.ulp_create               -o-l-m---
campaigns.ulp_people               -o-l-m---
campaigns.ulp_edit                 -o-l-m---
campaigns.ulp_save                 -o-l-m---
"""


def _form(v: Values) -> dict[str, Any]:
    return {"key": "b" * 24, "kind": "threat", "day": "2026-10-01", "what": "a threat",
            "supervisor": "a manager", "people": [v["person_id"]], "witness": "a colleague",
            "evidence": "a message", "state": "open"}  # fmt: skip


FORMS = {
    "campaigns.ulp_create": _form,
    "campaigns.ulp_people": lambda v: {**_form(v), "words": "a"},
    "campaigns.ulp_save": lambda v: {**_form(v), "version": str(v["incident_version"])},
}


SAYS_SO = frozenset({"campaigns.ulp_people"})
"""Looks for people while the form is being typed: it shows the form again and writes nothing."""


def versions(values: Values, stored: Any) -> None:
    """The version that a form of the seeded record carries."""
    found = stored["campaigns_incidents"][values["incident_id"]]
    values["incident_version"] = found["version"]


def _incident(local: Local) -> Values:
    texts = dict.fromkeys(("what", "supervisor", "witness", "evidence"), f"{local.word} text")
    data = IncidentForm().load({**_form(local.values), "key": "c" * 24, **texts})
    campaign = local.values["campaign_id"]
    incident = ulps.record(campaign, data, actor=local.actor("organizer"))
    return {"incident_id": incident["_id"]}


PARTS = [_incident]


def texts(world: Any, text: str, number: int) -> list[str]:
    """A record that bears the text everywhere, on the log and in its form."""
    from crm import db

    found = db.collection("campaigns_campaigns").find({"status": "open"})
    campaign = next(c["_id"] for c in found if c["name"] == text[:80])
    data = {"key": f"{number:024x}", "kind": "threat", "day": "2026-10-01", "what": text,
            "supervisor": text[:200], "witness": text[:500], "evidence": text,
            "case": text[:60], "state": "filed"}  # fmt: skip
    loaded = IncidentForm().load(data)
    incident = ulps.record(campaign, loaded, actor=world.actor("lead"))["_id"]
    edit = [f"campaigns/{campaign}/ulps/{incident}"] if number < 3 else []
    return [f"campaigns/{campaign}/ulps", *edit]
