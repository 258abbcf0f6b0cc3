"""Going through every person of a local in bounded ranges, for background work.

No page waits for this: a page reads the rows of a list, or one window of a directory.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm import db

_FIRST = "abcdefghijklmnopqrstuvwxyz"
_SECOND = " aeimpt"
EDGES = ("", "0", *(first + second for first in _FIRST for second in _SECOND), "{")
"""Where each window of sort keys begins; the last has no end."""


def everyone(
    *, where: Mapping[str, Any] | None = None, fields: Sequence[str] = (), status: str = "here"
) -> Iterator[dict[str, Any]]:
    """All people of the local that fit `where`, in rough order of their sort keys."""
    people = db.collection("people")
    for edge, following in zip(EDGES, (*EDGES[1:], None), strict=True):
        bounds = {"$gte": edge} | ({"$lt": following} if following else {})
        query = {"status": status, "sort_key": bounds}
        yield from people.find(query, where=where, fields=fields)
