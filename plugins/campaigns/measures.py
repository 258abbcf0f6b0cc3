"""Counts that other parts of Callboard may draw: people, support and cards by any facet.

Over all open campaigns; somebody in two units counts in both. Counted from the same kept cells as
the wall chart, so at most some minutes old.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from crm import db
from crm.i18n import _
from crm.plugin import Measure
from plugins.campaigns.service import colouring, keptcells
from plugins.campaigns.service.cells import Cell


def _counts(of: Callable[[Cell], int]) -> Callable[[str], Mapping[str, int]]:
    def count(facet_id: str) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for campaign in db.collection("campaigns_campaigns").find({"status": "open"}):
            scheme = colouring.schemes(campaign)[colouring.ASSESSMENT]
            groups, _at = keptcells.of_unit(campaign, facet_id, "", scheme)
            for (value, _column), group in groups.items():
                found[value] += of(group.cell)
        return found

    return count


FEWEST = 5
"""People that a cell must have before its shares are told."""


def _measure(name: str, label: object, of: Callable[[Cell], int]) -> Measure:
    return Measure(
        id=f"campaigns.{name}",
        label=label,
        permission="campaigns.numbers",
        counts=_counts(of),
        of="" if name == "members" else "campaigns.members",
        fewest=FEWEST,
    )


MEASURES = (
    _measure("members", _("In the unit of a campaign"), lambda cell: cell.n),
    _measure("assessed", _("Assessed"), lambda cell: cell.assessed),
    _measure("supporters", _("Assessed as supporters"), lambda cell: cell.support),
    _measure("cards", _("Signed a card"), lambda cell: cell.counts["cards"]),
)
