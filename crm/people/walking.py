"""Going through every person of a local in bounded ranges, for background work.

No page waits for this: a page reads the rows of a list, or one window of a directory.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm import db

_FIRST = "abcdefghijklmnopqrstuvwxyz"
_SECOND = " aeimpt"
EDGES = ("", "0", *(first + second for first in _FIRST for second in _SECOND), "{")
"""Where the narrowest windows of sort keys begin; the last has no end."""
FEW, MANY = 50, 200
"""Windows grow while they hold fewer people, and shrink when they hold more."""


def everyone(
    *, where: Mapping[str, Any] | None = None, fields: Sequence[str] = (), status: str = "here"
) -> Iterator[dict[str, Any]]:
    """All people of the local that fit `where`, in rough order of their sort keys."""
    people, at, step = db.collection("people"), 0, 1
    while at < len(EDGES):
        following = EDGES[at + step : at + step + 1]
        bounds = {"$gte": EDGES[at]} | ({"$lt": following[0]} if following else {})
        query = {"status": status, "sort_key": bounds}
        found = people.find(query, where=where, fields=fields)
        yield from found
        at += step
        step = step * 4 if len(found) < FEW else max(1, step // 4) if len(found) > MANY else step
