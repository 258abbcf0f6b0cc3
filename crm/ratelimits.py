"""Where rate limits are counted: the installation's own database, over its own client.

The storage of `limits` would open a second client with the driver's long waits, and one more
at the end of the process only to close it.
"""

from typing import Any

from limits.errors import StorageError
from limits.storage import MongoDBStorage

from crm.db import Store

SCHEME = "callboard"
COUNTERS, WINDOWS = "limiter_counters", "limiter_windows"


class Storage(MongoDBStorage):
    """Counts in two collections of `store`; they hold hashed keys only, and expire."""

    STORAGE_SCHEME = [SCHEME]

    def _init_mongo_client(self, uri: str | None, **options: Any) -> Any:
        """The store's client, whatever the `uri` says."""
        return options["store"].client

    def give_back(self, key: str) -> None:
        """Take the newest hit of `key` off its window; hits counted before it stay."""
        try:
            self.windows.update_one({"_id": key}, {"$pop": {"entries": -1}})
        except self.base_exceptions as error:
            raise StorageError(error) from error

    def __del__(self) -> None:
        """Leave the client open: it belongs to the store."""


def settings(store: Store) -> dict[str, Any]:
    """The configuration of Flask-Limiter for counting in `store`."""
    return {
        "RATELIMIT_STORAGE_URI": f"{SCHEME}://",
        "RATELIMIT_STORAGE_OPTIONS": {
            "store": store,
            "database_name": store.name,
            "counter_collection_name": COUNTERS,
            "window_collection_name": WINDOWS,
            "wrap_exceptions": True,
        },
    }
