"""Reading an export back into an empty database, and proving that it is the same.

Hashes first; then the indexes from the code (the embedded server fills them more cheaply while
documents arrive than afterwards); documents in batches, `locals` last, so that a half-restored
database never looks set up; then counts and content are compared with the manifest.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm import db, migrations, tenancy
from crm.backup import manifest, walk
from crm.backup.exporting import Progress, silent
from crm.embedded.server import EmbeddedServer
from crm.errors import Conflict
from crm.i18n import _

BYTES = 4_000_000
SCRATCH = "scratch"
"""Folder, inside the data folder, of the throw-away server."""
OWN = frozenset({"sentinel", "migrations", "schedules", *walk.LEFT_OUT})
"""What a start writes into an empty database: replaced by what the export holds."""


def restore(folder: Path, progress: Progress = silent) -> int:
    """Restore `folder` into the current database; gives the number of documents.

    `progress` gets documents done of all, counted twice: written and compared.
    Raises Damaged (a file or the result differs) and Conflict (the database holds data). When
    it fails, what was written is removed again.
    """
    found = manifest.load(folder)
    manifest.check_files(folder, found)
    database = db.raw_database()
    require_empty(database)
    total = sum(c["count"] for c in found["collections"].values())
    done = 0

    def move(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total * 2)

    try:
        for name in found["collections"]:
            database[name].drop()
        migrations.ensure_indexes(lambda: move(0))
        for name in found["collections"]:
            path = folder / found["database"] / f"{name}.bson"
            _insert(database[name], path, move)
        _compare(database, found, move)
    except BaseException:
        for name in found["collections"]:
            database[name].drop()
        raise
    return total


def require_empty(database: Any) -> None:
    """Raise Conflict where any collection but `OWN` holds a document."""
    for name in database.list_collection_names():
        if name not in OWN and not name.startswith("system.") and database[name].find_one():
            holds = _("The database %(name)s holds data: %(what)s.", name=database.name, what=name)
            raise Conflict(holds)


def _insert(collection: Any, path: Path, move: Callable[[int], None]) -> None:
    for batch in _batches(path):
        collection.insert_many([db.stored(document) for document in batch], ordered=False)
        move(len(batch))


def _batches(path: Path) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for document in _documents(path):
        batch.append(document)
        size += len(document)
        if len(batch) >= walk.BATCH or size >= BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _documents(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while head := source.read(4):
            body = source.read(int.from_bytes(head, "little") - 4)
            yield head + body


def _compare(database: Any, found: dict[str, Any], move: Callable[[int], None]) -> None:
    for name, wanted in found["collections"].items():
        digest = walk.digest(database, name)
        if (digest.count, digest.content) != (wanted["count"], wanted["content"]):
            text = _(
                "%(name)s differs after the restore: %(have)s documents, %(want)s expected",
                name=name,
                have=digest.count,
                want=wanted["count"],
            )
            raise manifest.Damaged(text)
        move(wanted["count"])


@contextmanager
def database_named(name: str, *, scratch: bool = False) -> Iterator[None]:
    """Make another database of the same server the current one; a scratch one is dropped."""
    here = db.current_store()
    store = db.Store(here.uri, name, wait=here.wait)
    try:
        with db.using(store):
            yield
    finally:
        if scratch:
            store.client.drop_database(name)
        store.close()


@contextmanager
def scratch() -> Iterator[None]:
    """An empty database that is gone after the block, as the current one.

    With MongoDB it is another database of that server. The embedded server removes a database
    key by key, each forced to disk, while everybody waits: there it is a second, throw-away
    server beside it.
    """
    config = tenancy.suite().config
    if config.mongodb_uri:
        name = f"{config.database[:30]}_verify_{db.new_id()[:8]}"
        with database_named(name, scratch=True):
            yield
        return
    with EmbeddedServer(config.data_dir / SCRATCH, in_memory=True) as server:
        store = db.Store(server.uri, config.database, wait=60)
        try:
            with db.using(store):
                yield
        finally:
            store.close()


def verify(folder: Path, progress: Progress = silent) -> int:
    """Prove an export by a restore into a scratch database; gives the number of documents."""
    here = db.current_store()

    def note(done: int, total: int) -> None:
        with db.using(here):  # a job notes its progress in the real database
            progress(done, total)

    with scratch():
        return restore(folder, note)
