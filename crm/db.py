"""The only module that talks to MongoDB (or the embedded server that speaks its protocol).

`collection(name)` gives a handle that adds the current local to every query, insert and
pipeline; outside a local it raises. `GLOBAL` collections belong to no local; `SUITE` ones are
reference data that every local reads and only the suite scope writes. `atomic` runs a function
in one transaction. What a query may look like is decided in `queryshape`.
"""

import functools
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

import pymongo
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DuplicateKeyError,
    ExecutionTimeout,
    NetworkTimeout,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from crm.errors import Conflict, Unavailable
from crm.queryshape import Index, arrange, check_data, check_stages, check_update

P = ParamSpec("P")
T = TypeVar("T")
Doc = dict[str, Any]
DatabaseError = PyMongoError
WRITE_CONFLICT = 112
Insert, Update, Delete = pymongo.InsertOne, pymongo.UpdateOne, pymongo.DeleteOne

GLOBAL = frozenset(
    "accounts sessions locals public_links jobs migrations tokens outbox throttles sentinel "
    "schedules".split()
)
SUITE = frozenset(
    "elections election_imports election_chunks recognition_rules suite_audit suite_notes".split()
)
CORE = frozenset(
    "people workplaces audit audit_seals lists list_rows imports import_rows import_chunks "
    "mappings merges duplicates custom_fields exports export_chunks access_requests counters "
    "idempotency settings affiliations_unplaced work_changes".split()
)

_store: ContextVar["Store"] = ContextVar("store")
_tenant: ContextVar[str | None] = ContextVar("tenant", default=None)
_session: ContextVar[ClientSession | None] = ContextVar("session", default=None)
_indexes: dict[str, tuple[Index, ...]] = {}
_plugin_names: set[str] = set()
_plugin_reference: set[str] = set()


def client(uri: str, *, wait: float = 2.0, **options: Any) -> pymongo.MongoClient[Doc]:
    """A client whose every wait is bounded by `wait` seconds (default of the driver: 30)."""
    milliseconds = int(wait * 1000)
    settings: Doc = {
        "serverSelectionTimeoutMS": milliseconds,
        "connectTimeoutMS": milliseconds,
        "socketTimeoutMS": max(milliseconds, 1000) if wait < 30 else None,
        "maxPoolSize": 8,
        "tz_aware": True,
        "retryWrites": True,
        "retryReads": True,
        "appname": "callboard",
    }
    return pymongo.MongoClient(uri, **{**settings, **options})


class Store:
    """One database; the client is made on first use, so after a fork."""

    def __init__(self, uri: str, name: str, *, wait: float = 2.0) -> None:
        self.uri, self.name, self.wait = uri, name, wait
        self._client: pymongo.MongoClient[Doc] | None = None

    @property
    def client(self) -> pymongo.MongoClient[Doc]:
        """The process's client."""
        if self._client is None:
            self._client = client(self.uri, wait=self.wait)
        return self._client

    @property
    def database(self) -> Database[Doc]:
        """The database all collections live in."""
        options: CodecOptions[Doc] = CodecOptions(tz_aware=True, tzinfo=UTC)
        return self.client.get_database(self.name, codec_options=options)

    def close(self) -> None:
        """End the client, if there is one."""
        if self._client is not None:
            self._client.close()
            self._client = None


@contextmanager
def using(store: Store) -> Iterator[Store]:
    """Make `store` the current one for this thread and block."""
    token = _store.set(store)
    try:
        yield store
    finally:
        _store.reset(token)


@contextmanager
def tenant(local_id: str | None) -> Iterator[None]:
    """Confine every query of the block to one local; only `tenancy` calls this."""
    token = _tenant.set(local_id)
    try:
        yield
    finally:
        _tenant.reset(token)


def declare(
    indexes: Mapping[str, Sequence[Index]], plugin: str = "", *, suite: bool = False
) -> None:
    """Make collections known with their indexes (the core's at import, a plugin's at load).

    With `suite` they are reference data of the whole installation, as those of `SUITE` are.
    """
    for name, entries in indexes.items():
        if plugin and not name.startswith(f"{plugin}_"):
            raise ValueError(f"collection {name!r} of plugin {plugin!r}: name it {plugin}_...")
        _indexes[name] = tuple(entries)
    if plugin:
        (_plugin_reference if suite else _plugin_names).update(indexes)


def of_suite(name: str) -> bool:
    """Whether a collection is reference data of the whole installation."""
    return name in SUITE or name in _plugin_reference


def declared() -> dict[str, tuple[Index, ...]]:
    """All known collections and their indexes: what export, erasure and backup walk."""
    return dict(_indexes)


def now() -> datetime:
    """The current time, UTC, to the millisecond that MongoDB keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id() -> str:
    """A random document id (80 bits); ids are no secrets, and not guessable either."""
    return secrets.token_hex(10)


def local_key(*parts: str) -> str:
    """A fixed id inside the current local: `<local>|part|...` (ids are unique suite-wide)."""
    return "|".join((_tenant.get() or "", *parts))


@contextmanager
def _translated() -> Iterator[None]:
    """Driver errors become the product's own, here and nowhere else."""
    try:
        yield
    except DuplicateKeyError as error:
        raise Conflict(duplicate=True) from error
    except BulkWriteError as error:
        if any(failed["code"] != 11000 for failed in error.details["writeErrors"]):
            raise
        raise Conflict(duplicate=True) from error
    except (
        ServerSelectionTimeoutError,
        NetworkTimeout,
        AutoReconnect,
        ExecutionTimeout,
    ) as error:
        raise Unavailable() from error


class Collection:
    """A collection seen from one local. All results are plain dicts and lists."""

    def __init__(self, name: str, stamp: Doc, *, writable: bool = True) -> None:
        self.name, self._stamp, self._writable = name, stamp, writable
        self._raw = _store.get().database[name]

    def _query(self, query: Mapping[str, Any]) -> Doc:
        return arrange(self.name, query, _indexes.get(self.name, ()), self._stamp)

    def _write(self) -> ClientSession | None:
        if not self._writable:
            raise PermissionError(f"{self.name} is reference data; write it in the suite scope")
        return _session.get()

    def get(self, query: Mapping[str, Any] | str, *, fields: Sequence[str] = ()) -> Doc | None:
        """One document by filter or by id; None where there is none in this local."""
        query = {"_id": query} if isinstance(query, str) else query
        shown = dict.fromkeys(fields, 1) or None
        with _translated():
            return self._raw.find_one(self._query(query), shown, session=_session.get())

    def find(
        self,
        query: Mapping[str, Any],
        *,
        where: Mapping[str, Any] | None = None,
        sort: Sequence[tuple[str, int]] = (),
        limit: int = 0,
        fields: Sequence[str] = (),
    ) -> list[Doc]:
        """Documents of one index range; `where` filters them further on the server.

        `where` may hold anything ($or, $expr, ...): it runs on what the range surfaced.
        """
        stages: list[Doc] = [{"$match": where}] if where else []
        if sort:
            stages.append({"$sort": dict(sort)})
        if limit:
            stages.append({"$limit": limit})
        if fields:
            stages.append({"$project": dict.fromkeys(fields, 1)})
        return list(self.aggregate(query, stages))

    def aggregate(self, match: Mapping[str, Any], stages: Sequence[Doc]) -> Iterator[Doc]:
        """Run a pipeline whose first stage is the one index range of `match`."""
        check_stages(self.name, stages)
        pipeline = [{"$match": self._query(match)}, *stages]
        with _translated():
            yield from self._raw.aggregate(pipeline, session=_session.get())

    def insert(self, doc: Doc) -> str:
        """Store one document; gives its id. A unique key already taken raises Conflict."""
        doc = {"_id": new_id(), **doc, **self._stamp}
        check_data(doc)
        with _translated():
            self._raw.insert_one(doc, session=self._write())
        return str(doc["_id"])

    def insert_many(self, docs: Iterable[Doc]) -> int:
        """Store documents in one round trip; gives how many."""
        batch = [{"_id": new_id(), **doc, **self._stamp} for doc in docs]
        check_data(batch)
        if batch:
            with _translated():
                self._raw.insert_many(batch, session=self._write())
        return len(batch)

    def update(self, query: Mapping[str, Any], change: Doc, *, upsert: bool = False) -> int:
        """Change one document; gives 1 if one matched (or was made), else 0: compare-and-set."""
        check_update(self.name, change)
        with _translated():
            result = self._raw.update_one(
                self._query(query), change, upsert=upsert, session=self._write()
            )
        return 1 if result.upserted_id is not None else result.matched_count

    def update_many(self, query: Mapping[str, Any], change: Doc) -> int:
        """Change all documents of one index range; gives how many matched."""
        check_update(self.name, change)
        with _translated():
            found = self._raw.update_many(self._query(query), change, session=self._write())
        return found.matched_count

    def delete(self, query: Mapping[str, Any]) -> int:
        """Remove one document; gives how many went."""
        with _translated():
            return self._raw.delete_one(self._query(query), session=self._write()).deleted_count

    def delete_many(self, query: Mapping[str, Any]) -> int:
        """Remove all documents of one index range; gives how many went."""
        with _translated():
            gone = self._raw.delete_many(self._query(query), session=self._write())
        return gone.deleted_count

    def bulk(self, changes: Iterable[tuple[Mapping[str, Any], Doc, bool]]) -> int:
        """Many (query, change, upsert) updates in one round trip; gives how many matched."""
        batch = []
        for query, change, upsert in changes:
            check_update(self.name, change)
            batch.append(pymongo.UpdateOne(self._query(query), change, upsert=upsert))
        if not batch:
            return 0
        with _translated():
            result = self._raw.bulk_write(batch, ordered=True, session=self._write())
        return result.matched_count + len(result.upserted_ids or {})


def collection(name: str) -> Collection:
    """The handle for `name`. A local's collection outside a local scope raises LookupError."""
    if name in GLOBAL:
        return Collection(name, {})
    if of_suite(name):
        return Collection(name, {}, writable=_tenant.get() is None)
    if name not in CORE and name not in _plugin_names:
        raise LookupError(f"unknown collection {name!r}: declare it with its indexes")
    local_id = _tenant.get()
    if local_id is None:
        raise LookupError(f"{name} belongs to a local: enter local_scope(...) first")
    return Collection(name, {"local_id": local_id})


def _transient(error: BaseException, label: str = "TransientTransactionError") -> bool:
    cause = error if isinstance(error, PyMongoError) else error.__cause__
    return isinstance(cause, PyMongoError) and cause.has_error_label(label)


def atomic(function: Callable[P, T]) -> Callable[P, T]:
    """Run `function` in one transaction: all of its writes, or none.

    A call inside another atomic function joins it. A write conflict is tried again for as long
    as a database wait may take, then raises Unavailable.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if _session.get() is not None:
            return function(*args, **kwargs)
        store = _store.get()
        deadline = time.monotonic() + max(store.wait, 1.0) * 2
        with _translated(), store.client.start_session() as session:
            while True:
                try:
                    return _attempt(session, lambda: function(*args, **kwargs))
                except Exception as error:
                    if not _transient(error) or time.monotonic() > deadline:
                        raise
                    time.sleep(0.005 + secrets.randbelow(20) / 1000)

    return run


def _attempt(session: ClientSession, work: Callable[[], T]) -> T:
    token = _session.set(session)
    try:
        with session.start_transaction():
            result = work()
            _commit(session)
        return result
    except PyMongoError as error:
        if _transient(error):
            raise
        with _translated():
            raise
    finally:
        _session.reset(token)


def _commit(session: ClientSession) -> None:
    """Commit; an answer that did not come may mean yes, so the work is not done again then."""
    try:
        session.commit_transaction()
    except PyMongoError as error:
        if getattr(error, "code", None) == WRITE_CONFLICT:
            raise
        raise Unavailable() from None


def outside_transaction() -> bool:
    """Whether no transaction is open in this thread."""
    return _session.get() is None


def raw_database() -> Database[Doc]:
    """The whole database, for export, restore, migrations and measurement only."""
    return _store.get().database


def ping() -> None:
    """A real read within the bounded wait; raises Unavailable."""
    with _translated():
        _store.get().database["sentinel"].find_one({"_id": "sentinel"})


def current_store() -> Store:
    """The store in use: for those who open another database on the same server."""
    return _store.get()


def stored(data: bytes) -> Any:
    """A document as export files hold it, to be inserted without being taken apart."""
    return RawBSONDocument(data)
