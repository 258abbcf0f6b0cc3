"""One measured page: what is asked for, by whom, and how fast it should be."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.clients import Ask, Browser
from bench.data import Place

ORGANIZER, LEAD, LEADERSHIP = "organizer", "lead", "leadership"


@dataclass(frozen=True)
class Page:
    """`limit` is the target of p95 with one client, in milliseconds.

    `slow` divides the number of requests, where one alone takes a second of work.
    """

    id: str
    label: str
    role: str
    make: Callable[[Place, Browser, Random], Ask]
    limit: int = 100
    slow: int = 1
