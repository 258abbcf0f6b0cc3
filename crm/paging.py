"""Pages of a sorted list by keyset, through index ranges that stay small however long the list is.

The embedded database pays for every document an index range surfaces, whatever the limit; so a
page is gathered from narrow ranges of the sort key that widen while they turn up too little. What
is shown on a page, and who may see it, is the caller's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import db

Doc = dict[str, Any]
Cursor = tuple[str, str]
DEPTH = 3
"""How many characters of the key the narrowest cell fixes."""
LETTERS = 26
FIRST = 26
"""So many cells are in the first range: few documents even of a big collection."""
GROWTH = 16
"""How much wider a range may be than the one before it."""


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
    conditions = [c for c in (where, _past(key, after) if after else None) if c]
    low: str | None = after[0] if after else ""
    steps = FIRST
    while low is not None and len(found) < size:
        high = _beyond_cells(low, steps)
        bounds = {"$gte": low, **({"$lt": high} if high else {})}
        rows = handle.find(
            {**prefix, key: bounds},
            where={"$and": conditions} if conditions else None,
            sort=[(key, 1), ("_id", 1)],
            limit=size - len(found),
            fields=shown,
        )
        found += rows
        low, steps = high, _wider(steps, len(rows), size - len(found))
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


def _wider(steps: int, got: int, wanted: int) -> int:
    """Cells of the next range: as many as should hold what is wanted, going by the last one."""
    growth = 1.5 * wanted / got if got else GROWTH
    return int(steps * min(max(growth, 1), GROWTH))


def _beyond_cells(low: str, steps: int) -> str | None:
    """A border about `steps` cells after `low`, always at least one; None: the end."""
    high: str | None = low
    while high is not None and steps > 0:
        width = 1 if len(high) < DEPTH else LETTERS**2 if steps >= LETTERS**2 else LETTERS
        if width > steps or width == 1:
            high, steps = _next_cell(high), steps - 1
        else:
            high, steps = _beyond(high[: 1 if width > LETTERS else 2]), steps - width
    return high


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
