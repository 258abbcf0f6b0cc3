"""How the demo's campaigns went: a visual-effects shop of 600 after five months, and a beginning.

The story of the shop: it began among compositors and roto artists, whose work new tools take
over. In the eleventh week the employer held meetings on the clock and support fell back for three
weeks. Cards have gone out for nine weeks, in bursts after meetings. Production and Pipeline are
hard to reach, nights are thin, and two departments have nobody on the committee.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

MIXED = (3, 6, 6, 3, 2)
STEADY = (-1, 0, 0, 0, 1)


@dataclass(frozen=True)
class Plan:
    """How far a campaign is: contacts in all, over how many weeks, and what came of them."""

    contacts: int
    weeks: int = 12
    levels: tuple[int, ...] = MIXED
    """Weights of a first assessment 1 to 5."""
    cards: float = 0.0
    """The share of supporters who have signed."""
    card_weeks: tuple[int, ...] = ()
    """Weights of the last weeks as those in which a card was signed, the latest last."""
    committee: float = 0.0
    pace: tuple[int, ...] = ()
    """Weights of the weeks by contacts; even where there are none."""
    moods: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """By week: what a later assessment may move by (otherwise `steady`)."""
    steady: tuple[int, ...] = STEADY
    leanings: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By department: weights of a first assessment, where they differ."""
    reached: Mapping[str, float] = field(default_factory=dict)
    """By department or shift: the chance that a person there was ever contacted."""
    bare: tuple[str, ...] = ()
    """Departments without anybody on the committee."""

    def first_levels(self, department: str) -> tuple[int, ...]:
        """Weights of a first assessment in a department."""
        return self.leanings.get(department, self.levels)

    def chance(self, department: str, shift: str) -> float:
        """How likely somebody there was ever contacted."""
        return self.reached.get(department, 0.92) * self.reached.get(shift, 1.0)

    def minute(self, random: Random) -> int:
        """A minute since the beginning, by the pace of the weeks."""
        week = random.choices(range(self.weeks), self.pace or None)[0]
        return week * 7 * 24 * 60 + random.randrange(7 * 24 * 60)

    def signed_days_ago(self, random: Random) -> int:
        """How many days ago a card was signed."""
        if not self.card_weeks:
            return random.randint(0, self.weeks * 4)
        back = (
            len(self.card_weeks)
            - 1
            - random.choices(range(len(self.card_weeks)), self.card_weeks)[0]
        )
        return back * 7 + random.randrange(7)


KEEN, COOL, AFRAID = (8, 12, 4, 1, 1), (3, 7, 7, 4, 2), (2, 5, 9, 3, 2)
SHOP = Plan(
    contacts=3300,
    weeks=22,
    levels=(5, 11, 6, 3, 1),
    steady=(-1, -1, 0, 0, 0, 0, 1),
    cards=0.84,
    card_weeks=(3, 9, 4, 3, 8, 3, 2, 6, 4),
    committee=0.13,
    pace=(2, 3, 4, 5, 6, 7, 8, 8, 9, 9, 8, 5, 6, 8, 11, 11, 10, 11, 10, 9, 11, 9),
    moods={11: (0, 1, 1, 1, 2), 12: (0, 0, 1, 1, 1), 13: (0, 0, 0, 1), 16: (-1, -1, 0, 0)},
    leanings={
        "Compositing": KEEN, "Roto and paint": KEEN, "Matte painting": KEEN,
        "Production": COOL, "Pipeline": COOL, "Machine learning": AFRAID,
    },
    reached={"Production": 0.7, "Pipeline": 0.72, "Machine learning": 0.8, "Night": 0.78},
    bare=("Pipeline", "Machine learning"),
)  # fmt: skip
YOUNG = Plan(90, weeks=3, levels=(2, 3, 5, 2, 1))
