"""The numbers leadership steers by, all from counters: never a scan, never a made-up zero."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from crm import db
from crm.i18n import _
from crm.workplaces import rules
from plugins.campaigns.service import counters
from plugins.campaigns.service.campaigns import Campaign
from plugins.campaigns.service.counters import SEP

COMMITTEE_SHARE = 0.10
"""The field's guide line: an organizing committee of at least 1 in 10 (product.md, Words)."""
WEEKS = 12


@dataclass
class Cell:
    """Counts of one group of the unit: a cell of the chart, a department, or everybody."""

    row: str = ""
    column: str = ""
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        """People listed."""
        return self.counts["n"]

    @property
    def assessed(self) -> int:
        """People with an assessment 1 to 5."""
        return self.n - self.counts["a0"]

    @property
    def support(self) -> int:
        """Activists and supporters: assessments 1 and 2."""
        return self.counts["a1"] + self.counts["a2"]

    def level(self, level: int) -> int:
        """People at an assessment 0 to 5."""
        return self.counts[f"a{level}"]


def cells(campaign_id: str) -> list[Cell]:
    """Department x shift, from the stored counters; emptied cells are left out."""
    found = []
    for doc in counters.read(campaign_id, "cell"):
        row, _sep, column = doc["key"].partition(SEP)
        counts = Counter({name: doc.get(name, 0) for name in counters.FIELDS})
        if counts["n"]:
            found.append(Cell(row, column, counts))
    return sorted(found, key=lambda c: (c.row == "", c.row, c.column))


def total(found: Sequence[Cell]) -> Cell:
    """The sum of cells."""
    counts: Counter[str] = Counter()
    for cell in found:
        counts.update(cell.counts)
    return Cell(counts=counts)


def by_row(found: Sequence[Cell]) -> list[Cell]:
    """Cells summed over their columns: one per department."""
    rows: dict[str, Cell] = {}
    for cell in found:
        rows.setdefault(cell.row, Cell(cell.row)).counts.update(cell.counts)
    return list(rows.values())


@dataclass
class Cards:
    """Signed cards, those valid on the day that counts, and what the jurisdiction asks for."""

    signed: int
    valid: int
    on: str
    life: str
    needed: list[tuple[str, int, int]]
    """(rule, percent, cards needed for the unit size)."""


def _cutoff(on: date, life: Mapping[str, Any] | None) -> str:
    """The first signing date that still counts on `on`; '' where no card life is known."""
    if not life or not life.get("value"):
        return ""
    value, unit = int(float(life["value"])), str(life.get("unit", ""))
    if unit.startswith("month"):
        month = on.month - 1 - value
        year, month = on.year + month // 12, month % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        return date(year, month, min(on.day, last)).isoformat()
    return (on - timedelta(days=value)).isoformat()


def cards(campaign: Campaign, size: int | None, today: date) -> Cards:
    """Cards valid on the planned filing date (today where none is set), with thresholds.

    Card life and thresholds are the jurisdiction's dated rules, never constants.
    """
    on = date.fromisoformat(campaign["filing_date"]) if campaign["filing_date"] else today
    known = rules.of(campaign["jurisdiction"])
    life = known.get("card_life")
    cutoff = _cutoff(on, life)
    days = {d["key"]: d.get("n", 0) for d in counters.read(campaign["_id"], "card")}
    signed = sum(days.values())
    valid = sum(n for day, n in days.items() if day >= cutoff)
    needed = []
    for kind in ("showing_of_interest", "vote_from", "certified_without_vote"):
        rule = known.get(kind)
        if rule and rule.get("value") and size:
            hundredths = size * int(rule["value"])
            more = rule["compare"] == "more than"
            count = hundredths // 100 + 1 if more else -(-hundredths // 100)
            needed.append((str(rules.KIND_LABELS[kind]), int(rule["value"]), count))
    text = f"{life['value']} {life['unit']}" if life and life.get("value") else ""
    return Cards(signed, valid, on.isoformat(), text, needed)


def overdue(campaign_id: str, today: date) -> int:
    """Follow-ups whose day has passed."""
    due = counters.read(campaign_id, "due", {"$lt": today.isoformat()})
    return sum(doc.get("n", 0) for doc in due)


def _weeks(today: date, count: int = WEEKS) -> list[str]:
    days = [today - timedelta(weeks=back) for back in range(count - 1, -1, -1)]
    return [f"{d.isocalendar()[0]}-W{d.isocalendar()[1]:02}" for d in days]


@dataclass
class Trend:
    """By ISO week: contacts, contacts by organizer, and people at each assessment at its end."""

    weeks: list[str]
    contacts: list[int]
    talked: list[int]
    by_organizer: dict[str, list[int]]
    levels: dict[int, list[int]]


def trend(campaign_id: str, now: Cell, today: date | None = None) -> Trend:
    """The last twelve weeks; levels are counted back from today's by each week's changes."""
    weeks = _weeks(today or db.now().date())
    place = {week: i for i, week in enumerate(weeks)}
    size = len(weeks)
    result = Trend(weeks, [0] * size, [0] * size, {}, {})
    moved = {level: [0] * size for level in range(1, 6)}
    for doc in counters.read(campaign_id, "week", {"$gte": weeks[0]}):
        week, _sep, who = doc["key"].partition(SEP)
        if week not in place:
            continue
        at = place[week]
        result.contacts[at] += doc.get("contacts", 0)
        result.talked[at] += doc.get("talked", 0)
        if doc.get("contacts"):
            result.by_organizer.setdefault(who, [0] * size)[at] += doc["contacts"]
        for level, column in moved.items():
            column[at] += doc.get(f"d{level}", 0)
    for level, changes in moved.items():
        after, levels = now.level(level), [0] * size
        for at in range(size - 1, -1, -1):
            levels[at] = after
            after -= changes[at]
        result.levels[level] = levels
    return result


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

    @property
    def base(self) -> int:
        """What shares are counted against: the stated unit size, else the people listed."""
        return self.size or self.total.n


def figures(campaign: Campaign, today: date | None = None) -> Figures:
    """Unit size and source, assessed, 1 + 2, valid cards, committee coverage; overdue besides."""
    today = today or db.now().date()
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
    )


def shared() -> dict[str, int]:
    """The local's open campaigns added up, for the body above it: counts, never names."""
    found = [figures(c) for c in db.collection("campaigns_campaigns").find({"status": "open"})]
    return {
        str(_("Open campaigns")): len(found),
        str(_("Unit size")): sum(f.base for f in found),
        str(_("Assessed")): sum(f.total.assessed for f in found),
        str(_("1 + 2")): sum(f.total.support for f in found),
        str(_("Valid cards")): sum(f.cards.valid for f in found),
    }
