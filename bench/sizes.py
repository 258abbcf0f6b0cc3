"""How much data is measured, and how long: all from one fixed seed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """`people` and `contacts` in all; pages are measured in the first, the largest local."""

    name: str
    locals: int
    people: int
    contacts: int
    largest: int
    imported: int = 2000

    def split(self) -> list[int]:
        """People per local, the largest first."""
        rest, others = self.people - self.largest, self.locals - 1
        return [self.largest, *(rest // others for _number in range(others))]


@dataclass(frozen=True)
class Effort:
    """Requests per page with one client, and with eight together."""

    alone: int
    together: int


SMALL = Size("small", 1, 2_000, 10_000, 2_000)
MEDIUM = Size("medium", 20, 20_000, 100_000, 8_000)
LARGE = Size("large", 200, 200_000, 1_000_000, 8_000)
TINY = Size("tiny", 1, 80, 200, 80, imported=20)
FULL, QUICK, FEW = Effort(200, 400), Effort(40, 80), Effort(3, 16)
CLIENTS = 8
WALL = 500
"""People on the wall chart that is measured, where the local has so many."""
