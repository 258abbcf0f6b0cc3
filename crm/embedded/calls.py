"""The few database calls the supervisor makes itself: the account, the sentinel, the probe.

The sentinel is one document that is always there, in a database that otherwise starts happily
without its files and shows nothing. What it counts is written elsewhere; here it is only read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from crm.db import DatabaseError, client

DATABASE = "callboard"
SENTINEL = "callboard_sentinel"
SENTINEL_ID = "sentinel"
USER = "callboard"
ROLES = ["readWriteAnyDatabase", "dbAdminAnyDatabase", "clusterMonitor"]
INTERNAL_ERROR = 1
CONCERN = {"w": "majority", "j": True}


class EmbeddedError(Exception):
    """The embedded database cannot run; the message says what to do. `code`: the server's own."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class SentinelMissing(EmbeddedError):
    """The server answers, but the document that must always be there is gone."""


@contextmanager
def _connected(uri: str) -> Iterator[Any]:
    """A client with bounded waits; every driver error leaves as EmbeddedError."""
    connection = client(uri, wait=5.0)
    try:
        yield connection
    except DatabaseError as error:
        code = getattr(error, "code", None)
        raise EmbeddedError(f"the embedded database answered: {error}", code) from error
    finally:
        connection.close()


def _write(database: Any, command: dict[str, Any]) -> None:
    """A journaled write; a refused document raises although the command itself succeeded."""
    answer = database.command({**command, "writeConcern": CONCERN})
    failed = answer.get("writeErrors") or [answer.get("writeConcernError")]
    if failed[0]:
        raise EmbeddedError(f"a write failed: {failed[0].get('errmsg')}", failed[0].get("code"))


def provision(uri: str, password: str) -> None:
    """Create the one account (enough for data and indexes, not for accounts) and the sentinel."""
    with _connected(uri) as connection:
        connection["admin"].command(
            {
                "createUser": USER,
                "pwd": password,
                "roles": ROLES,
                "mechanisms": ["SCRAM-SHA-256"],
            }
        )
        first = {"_id": SENTINEL_ID, "created_at": datetime.now(UTC)}
        _write(connection[DATABASE], {"insert": SENTINEL, "documents": [first]})


def accounts(uri: str) -> list[str]:
    """The ids of all accounts on the server."""
    command = {"find": "system.users", "projection": {"_id": 1}}
    with _connected(uri) as connection:
        batch = connection["admin"].command(command)["cursor"]["firstBatch"]
    return [row["_id"] for row in batch]


def probe(uri: str) -> None:
    """Read the sentinel and make a journaled write; raises EmbeddedError, SentinelMissing.

    Not a ping: a server that has lost its disk still answers those.
    """
    find = {"find": SENTINEL, "filter": {"_id": SENTINEL_ID}, "limit": 1}
    beat = {"q": {"_id": "probe"}, "u": {"$set": {"at": datetime.now(UTC)}}, "upsert": True}
    with _connected(uri) as connection:
        database = connection[DATABASE]
        if not database.command(find)["cursor"]["firstBatch"]:
            raise SentinelMissing("the sentinel document is gone")
        _write(database, {"update": SENTINEL, "updates": [beat]})
