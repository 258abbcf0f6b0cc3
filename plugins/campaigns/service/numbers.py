"""The numbers leadership steers by, all from counters: never a scan, never a made-up zero."""

from dataclasses import dataclass
from datetime import date

from crm import localtime
from plugins.campaigns.service import assessments, counters
from plugins.campaigns.service.assessments import Ages
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.cells import Cell, by_row, cells, total
from plugins.campaigns.service.thresholds import Cards, cards


def overdue(campaign_id: str, today: date) -> int:
    """Follow-ups whose day has passed."""
    due = counters.read(campaign_id, "due", {"$lt": today.isoformat()})
    return sum(doc.get("n", 0) for doc in due)


@dataclass
class Figures:
    """The five numbers of a campaign and what stands behind them."""

    campaign: Campaign
    total: Cell
    size: int | None
    size_source: str
    size_date: str
    cards: Cards
    departments: list[Cell]
    uncovered: list[str]
    overdue: int
    ages: Ages

    @property
    def old(self) -> int:
        """People whose assessment is older than the local's limit: counted, and said apart."""
        return self.total.assessed - self.ages.assessed

    @property
    def old_support(self) -> int:
        """Supporters whose assessment is older than the limit."""
        return self.total.support - self.ages.support

    @property
    def outgrown(self) -> bool:
        """Whether more people are listed than the unit is said to have."""
        return self.total.n > self.base

    @property
    def base(self) -> int:
        """What shares are counted against: the stated unit size, else the people listed."""
        return self.size or self.total.n


def figures(campaign: Campaign, today: date | None = None) -> Figures:
    """Unit size and source, assessed, 1 + 2, valid cards, committee coverage; overdue besides."""
    today = today or localtime.today()
    found = cells(campaign["_id"])
    departments = by_row(found)
    everybody = total(found)
    size = campaign["unit_size"]
    base = size["n"] or everybody.n
    return Figures(
        campaign=campaign,
        total=everybody,
        size=size["n"],
        size_source=size["source"] if size["n"] else "listed",
        size_date=size["date"],
        cards=cards(campaign, base, today),
        departments=departments,
        uncovered=[d.row for d in departments if d.row and not d.counts["committee"]],
        overdue=overdue(campaign["_id"], today),
        ages=assessments.ages(campaign["_id"], today),
    )
