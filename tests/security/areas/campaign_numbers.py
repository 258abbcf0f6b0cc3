"""The wall chart, the dashboards and what they share: who may, and what is sent."""

from typing import TYPE_CHECKING, Any

from plugins.campaigns.service import assessments, undoing

if TYPE_CHECKING:
    from tests.security.seed import Local

Values = dict[str, Any]

MATRIX = """
campaigns.assess_undo              -o-------
"""

QUERIES = {
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
    return {"change_id": undoing.last_change(campaign, person, actor=actor)}


PARTS = (_assessment,)
