"""Rate limits of the public pages: counted in this process's memory, under keyed hashes.

The keys are HMACs of the address under a secret of the day (`security.address_key`), and nothing
is written anywhere: a counter in the database would say when which address answered.
"""

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from crm import security
from crm.errors import TooMany

PAGES, CODES = "600 per minute", "120 per minute"
"""Generous: a whole workplace may share one address."""

_limiter = MovingWindowRateLimiter(MemoryStorage())


def count(kind: str, rate: str) -> None:
    """Count one request of the caller's address; raises TooMany."""
    if security.limiter.enabled and not _limiter.hit(parse(rate), kind, security.address_key()):
        raise TooMany()
