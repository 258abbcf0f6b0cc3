"""Counts of a large unit that no counter keeps: counted by a walk over it, kept for some minutes.

Only counts are kept, never people; a page that shows them says when they were counted.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from crm import db

FRESH = timedelta(minutes=5)


def kept(key: str, stamp: Any, count: Callable[[], Any]) -> tuple[Any, datetime]:
    """What `count` gave within the last FRESH, else gives now; and the moment it was counted.

    `stamp` is what the counts depend on besides the records, such as the version of a rule: with
    another one they are counted anew.
    """
    stored = db.collection("campaigns_kept_cells")
    found = stored.get(key)
    if found is not None and found["at"] > db.now() - FRESH and found.get("stamp") == stamp:
        return found["counts"], found["at"]
    at, counts = db.now(), count()
    stored.update({"_id": key}, {"$set": {"at": at, "stamp": stamp, "counts": counts}}, upsert=True)
    return counts, at
