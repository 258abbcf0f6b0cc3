"""Reading whole collections in bounded pieces, as BSON bytes.

The embedded server holds all documents that a query surfaces in memory at once, so a collection
of a local is read local by local, and by spans of time where an index has the time first. If
that did not meet every document, the collection is read again with one cursor.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from crm import db, ratelimits, tenancy

BATCH = 500
SPAN = timedelta(days=30)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
TIMES = frozenset({"at", "created_at"})
"""Keys that hold the time a document was made, and so never change."""
LEFT_OUT = {
    "sessions": "everybody signs in again",
    "throttles": "counts of failed sign-ins, of minutes",
    ratelimits.COUNTERS: "counts of requests, of minutes",
    ratelimits.WINDOWS: "counts of requests, of minutes",
    "callboard_sentinel": "belongs to one embedded server",
}


def left_out() -> dict[str, str]:
    """What no export holds, and why: `LEFT_OUT`, and what plugins keep to the running database."""
    found = dict(LEFT_OUT)
    for plugin in tenancy.suite().registry.plugins.values():
        found.update(plugin.left_out)
    return found


@dataclass
class Digest:
    """Count and content of documents met in any order, each a BSON byte string."""

    count: int = 0
    total: int = 0

    def add(self, document: bytes) -> None:
        """Take in one document."""
        self.count += 1
        self.total += int.from_bytes(hashlib.sha256(document).digest(), "big")

    @property
    def content(self) -> str:
        """The sum of the documents' SHA-256, as 64 hexadecimal digits: blind to their order."""
        return f"{self.total % 2**256:064x}"


def collections(database: Any) -> list[str]:
    """What an export holds: every collection but `left_out`, locals last (see `restoring`)."""
    without = left_out()
    names = [
        name
        for name in sorted(database.list_collection_names())
        if name not in without and not name.startswith("system.")
    ]
    return sorted(names, key=lambda name: name == "locals")


def documents(data: bytes) -> Iterator[bytes]:
    """Split concatenated BSON; ValueError where it is cut short."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        if size < 5 or at + size > len(data):
            raise ValueError("a document is cut short")
        yield data[at : at + size]
        at += size


def spans(now: datetime) -> Iterator[dict[str, Any]]:
    """Ranges of time that together hold every date, and last what is no date at all."""
    last = BEGINNING
    yield {"$lt": last}
    while last < now:
        step = SPAN if now - last < timedelta(days=1500) else timedelta(days=365)
        yield {"$gte": last, "$lt": last + step}
        last += step
    yield {"$gte": last}


def pieces(name: str, locals_: list[str]) -> Iterator[dict[str, Any]]:
    """Filters that each ride one index range and together meet the collection once."""
    indexes = db.declared().get(name, ())
    if name in db.GLOBAL or db.of_suite(name) or not indexes:
        yield {}
        return
    timed = next((i.keys[0] for i in indexes if i.keys[0] in TIMES and i.expires is None), None)
    for local_id in locals_:
        if timed is None:
            yield {"local_id": local_id}
            continue
        for span in spans(db.now()):
            yield {"local_id": local_id, timed: span}
        yield {"local_id": local_id, timed: None}


def batches(database: Any, name: str, queries: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """Concatenated BSON documents, up to BATCH at a time."""
    for query in queries:
        for batch in database[name].find_raw_batches(query, batch_size=BATCH):
            if batch:
                yield bytes(batch)


def local_ids(database: Any) -> list[str]:
    """All locals there are, listed or not."""
    return [row["_id"] for row in database["locals"].find({}, {"_id": 1})]


def read(database: Any, name: str) -> "Reading":
    """Begin to read a collection: iterate it, then ask `complete()`."""
    return Reading(database, name, database[name].estimated_document_count())


@dataclass
class Reading:
    """One pass over a collection. After it, `complete()` says whether it met everything."""

    database: Any
    name: str
    before: int
    digest: Digest = field(default_factory=Digest)
    whole: bool = False

    def __iter__(self) -> Iterator[bytes]:
        queries = iter([{}]) if self.whole else pieces(self.name, local_ids(self.database))
        for batch in batches(self.database, self.name, queries):
            for document in documents(batch):
                self.digest.add(document)
            yield batch

    def complete(self) -> bool:
        """Whether as many were met as there are; writes meanwhile are allowed for."""
        after = self.database[self.name].estimated_document_count()
        low, high = sorted((self.before, after))
        return self.whole or low <= self.digest.count <= high

    def again(self) -> "Reading":
        """The same collection with one cursor: it misses nothing, and costs memory."""
        return Reading(self.database, self.name, self.before, whole=True)


def digest(database: Any, name: str) -> Digest:
    """Count and content of a collection as it is now."""
    reading = read(database, name)
    for _batch in reading:
        pass
    if not reading.complete():
        reading = reading.again()
        for _batch in reading:
            pass
    return reading.digest
