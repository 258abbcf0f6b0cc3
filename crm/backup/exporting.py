"""Writing the whole database to files, in the layout that mongorestore reads too.

<folder>/manifest.json, <folder>/<database>/<collection>.bson and .metadata.json; folders 0700,
files 0600. A folder is written under another name and gets its own when it is complete.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crm import db
from crm.backup import manifest, walk
from crm.errors import Conflict
from crm.i18n import _

Progress = Callable[[int, int], object]


def silent(_done: int, _total: int) -> None:
    """No progress shown."""


def export_all(folder: Path, progress: Progress = silent) -> dict[str, Any]:
    """Write everything to `folder` (which must not exist, or be empty); gives the manifest.

    `progress` gets documents done and expected. Raises Conflict where the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(_("%(folder)s is not empty", folder=folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    try:
        found = _write_all(partial, progress)
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return found


def _write_all(folder: Path, progress: Progress) -> dict[str, Any]:
    database = db.raw_database()
    info = database.client.server_info()
    names = walk.collections(database)
    found: dict[str, Any] = {
        "format": manifest.FORMAT,
        "code_version": manifest.code_version(),
        "server": {k: info[k] for k in ("version", "secantusVersion") if k in info},
        "database": database.name,
        "started_at": db.now().isoformat(),
        "note": manifest.NOTE,
        "left_out": walk.left_out(),
        "collections": {},
        "files": {},
    }
    (folder / database.name).mkdir(mode=0o700)
    total, done = sum(database[name].estimated_document_count() for name in names), 0
    for name in names:
        done = _write_collection(database, name, folder, found, _from(progress, done, total))
    found["finished_at"] = db.now().isoformat()
    _write(folder / manifest.NAME, json.dumps(found, indent=2).encode())
    return found


def _from(progress: Progress, start: int, total: int) -> Callable[[int], int]:
    """Count on from `start`; gives the new count."""

    def move(count: int) -> int:
        progress(start + count, max(total, start + count))
        return start + count

    return move


def _write_collection(
    database: Any, name: str, folder: Path, found: dict[str, Any], move: Callable[[int], int]
) -> int:
    stem = f"{database.name}/{name}"
    reading = walk.read(database, name)
    described = _write_documents(folder / f"{stem}.bson", reading, move)
    if not reading.complete():
        (folder / f"{stem}.bson").unlink()
        reading = reading.again()
        described = _write_documents(folder / f"{stem}.bson", reading, move)
    found["files"][f"{stem}.bson"] = described
    metadata = json.dumps(_metadata(database, name)).encode()
    found["files"][f"{stem}.metadata.json"] = _write(folder / f"{stem}.metadata.json", metadata)
    digest = reading.digest
    found["collections"][name] = {"count": digest.count, "content": digest.content}
    return move(digest.count)


def _write_documents(
    path: Path, reading: walk.Reading, move: Callable[[int], int]
) -> dict[str, Any]:
    made, size = hashlib.sha256(), 0
    with _private(path) as out:
        for batch in reading:
            out.write(batch)
            made.update(batch)
            size += len(batch)
            move(reading.digest.count)
        out.flush()
        os.fsync(out.fileno())
    return {"bytes": size, "sha256": made.hexdigest()}


def _metadata(database: Any, name: str) -> dict[str, Any]:
    """What mongorestore wants to know; our own restore makes the indexes from code."""
    indexes = []
    for key, found in database[name].index_information().items():
        options = {k: v for k, v in found.items() if k in {"unique", "expireAfterSeconds"}}
        keys = {field: {"$numberInt": str(int(order))} for field, order in found["key"]}
        if "expireAfterSeconds" in options:
            options["expireAfterSeconds"] = {"$numberInt": str(int(options["expireAfterSeconds"]))}
        indexes.append({"v": {"$numberInt": "2"}, "key": keys, "name": key, **options})
    return {"indexes": indexes, "collectionName": name, "type": "collection"}


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(path: Path, data: bytes) -> dict[str, Any]:
    with _private(path) as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
