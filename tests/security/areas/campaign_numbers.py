"""The wall chart, the dashboards and what they share: who may, and what is sent."""

from typing import TYPE_CHECKING, Any

from crm.people import service as people
from plugins.campaigns.service import assessments, campaigns, displays, keydates, undoing, unit
from tests.factories import World

if TYPE_CHECKING:
    from tests.security.seed import Local

Values = dict[str, Any]

MATRIX = """
campaigns.assess_undo              -o------- change_id=assessed_id
campaigns.all_campaigns            ----nm---
campaigns.briefing                 -o-lnm---
campaigns.briefing_all             ----nm---
campaigns.display_end              ----nm---
campaigns.display_list             ----nm---
campaigns.display_make             ----nm---
campaigns_public.display           aoxlnmufs token=display_token
campaigns.contacts_of_week         -o-lnm---
campaigns.flow_between             -o-lnm---
campaigns.flow_people              -o-lnm---
campaigns.key_date_add             ---l-m---
campaigns.key_date_remove          ---l-m---
campaigns.seen                     -o-lnm---
"""

FORMS = {
    "campaigns.display_make": lambda _v: {"label": "Hall", "days": "30", "code_names": "yes"},
    "campaigns.key_date_add": lambda _v: {"name": "Rally", "on": "2026-12-12"},
}

NEEDS_QUERY = frozenset({"campaigns.contacts_of_week"})

QUERIES = {
    "campaigns.contacts_of_week": lambda v: {"week": "2026-W48", "by": v["organizer_id"]},
    "campaigns.flow_between": lambda _v: {"since": "2026-01-01", "until": "2026-02-01"},
    "campaigns.flow_people": lambda _v: {
        "since": "2026-01-01", "until": "2026-02-01", "old": "0", "new": "2"},
    "campaigns.overview": lambda _v: {"weeks": "26"},
    "campaigns.wall_chart": lambda _v: {
        "rows": "department", "columns": "shift", "colour": "card", "show": "names"},
    "campaigns.chart_cell": lambda v: {
        "rows": "department", "columns": "", "colour": "contact", "after": "x~t",
        "row": f"{v['word']} Wardrobe", "column": ""},
}  # fmt: skip


def _assessment(local: "Local") -> Values:
    actor, values = local.actor("organizer"), local.values
    campaign, person = values["campaign_id"], values["second_id"]
    data = {"assessment": 2, "provenance": "opinion"}
    assessments.assess(campaign, person, data, actor=actor)
    return {"assessed_id": undoing.last_change(campaign, person, actor=actor)}


def _dates(local: "Local") -> Values:
    data = {"name": f"{local.word} rally", "on": "2026-12-12"}
    campaign = keydates.add(local.values["campaign_id"], data, actor=local.actor("lead"))
    return {"date_id": campaign["key_dates"][-1]["id"]}


def _display(local: "Local") -> Values:
    data = {"label": f"{local.word} hall", "days": 30, "code_names": False}
    token = displays.make(data, actor=local.actor("leadership"))
    return {"display_token": token, "display_id": displays.every()[0]["display_id"]}


PARTS = (_assessment, _dates, _display)


def texts(world: World, text: str, number: int) -> list[str]:
    """A text as a key date and as facets of the wall chart; the pages that show it."""
    lead = world.actor("lead")
    data = {"name": f"Dates {number}", "stage": "building", "size_source": "estimated"}
    campaign = campaigns.open_campaign(data, actor=lead)["_id"]
    lead = world.actor("lead")
    keydates.add(campaign, {"name": text[:80], "on": "2026-12-12"}, actor=lead)
    job = {"department": text, "shift": text, "job_title": text}
    person = people.create_person(
        {"first_name": text, "last_name": text, "employments": [job]}, actor=lead
    )
    unit.add_person(campaign, person["_id"], actor=lead)
    base = f"campaigns/{campaign}"
    return [base, f"{base}/chart", f"{base}/chart?show=names&rows=job_title&columns="]
