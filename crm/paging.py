"""Pages of a sorted list by keyset, through index ranges that stay small however long the list is.

The embedded database pays for every document an index range surfaces, whatever the limit; so a
page is gathered from narrow ranges of the sort key that widen while they turn up too little. What
is shown on a page, and who may see it, is the caller's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crm import db

Doc = dict[str, Any]
Cursor = tuple[str, str]
DEPTH = 3
"""How many characters of the key the narrowest range fixes."""
GROWTH = 4
"""How much wider each range is than the one before it."""


def window(
    collection: str,
    prefix: Mapping[str, Any],
    key: str,
    *,
    after: Cursor | None = None,
    size: int = 50,
    where: Mapping[str, Any] | None = None,
    fields: Sequence[str] = (),
) -> list[Doc]:
    """The next `size` documents in order of (`key`, _id) after the cursor.

    `prefix` are equalities that lead an index whose next key is `key` (a string in every
    document); `where` filters further. The cursor is the (key, _id) of the last one shown, or
    (key, "") to begin at a letter. Fewer than `size` come back only at the end.
    """
    found: list[Doc] = []
    handle = db.collection(collection)
    shown = tuple(dict.fromkeys((*fields, key))) if fields else ()
    for low, high in _ranges(after[0] if after else ""):
        bounds = {"$gte": low, **({"$lt": high} if high else {})}
        conditions = [c for c in (where, _past(key, after) if after else None) if c]
        found += handle.find(
            {**prefix, key: bounds},
            where={"$and": conditions} if conditions else None,
            sort=[(key, 1), ("_id", 1)],
            limit=size - len(found),
            fields=shown,
        )
        if len(found) >= size:
            break
    return found


def merged(
    collection: str,
    prefixes: Sequence[Mapping[str, Any]],
    key: str,
    *,
    after: Cursor | None = None,
    size: int = 50,
    where: Mapping[str, Any] | None = None,
    fields: Sequence[str] = (),
) -> list[Doc]:
    """A page of the union of several prefixes, each document once (see `window`)."""
    every: dict[str, Doc] = {}
    for prefix in prefixes:
        page = window(collection, prefix, key, after=after, size=size, where=where, fields=fields)
        every.update((doc["_id"], doc) for doc in page)
    return sorted(every.values(), key=lambda doc: (doc[key], doc["_id"]))[:size]


def cursor_of(doc: Mapping[str, Any], key: str = "sort_key") -> str:
    """The cursor after `doc`, for an address: its id and a first letter, so no name is in it."""
    first = str(doc[key])[:1]
    return f"{doc['_id']}~{first if first.isalnum() else ''}"


def read_cursor(collection: str, text: str, key: str = "sort_key") -> Cursor | None:
    """The cursor that `cursor_of` wrote; None for an empty or foreign text.

    Where the document has gone meanwhile, the page begins at its letter.
    """
    doc_id, tilde, first = text.partition("~")
    if not tilde:
        return None
    doc = db.collection(collection).get(doc_id, fields=[key])
    return (doc[key], doc_id) if doc else (first, "")


def _past(key: str, after: Cursor) -> dict[str, Any]:
    value, doc_id = after
    return {"$or": [{key: {"$gt": value}}, {key: value, "_id": {"$gt": doc_id}}]}


def _ranges(low: str) -> Iterator[tuple[str, str | None]]:
    """Ranges that cover every string from `low` on, without a gap, each wider than the last."""
    steps, at = 1, low
    while True:
        high: str | None = at
        for _step in range(steps):
            high = _next_cell(high) if high is not None else None
        yield at, high
        if high is None:
            return
        steps, at = steps * GROWTH, high


def _next_cell(low: str) -> str | None:
    """The next border after `low` where the alphabet is cut at DEPTH characters; None: the end."""
    if len(low) < DEPTH:
        return low + "a" if low.isascii() else _beyond(low)
    return _beyond(low[:DEPTH])


def _beyond(head: str) -> str | None:
    """The first border after every string that begins with `head`."""
    while head:
        last = head[-1]
        if last < "a":
            return head[:-1] + "a"
        if last < "z":
            return head[:-1] + chr(ord(last) + 1)
        head = head[:-1]
    return None
