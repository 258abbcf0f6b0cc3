"""Reference data uploaded through the pages: kept in pieces until a job has loaded it.

A release of occupations comes as the ZIP file that onetcenter.org offers; exposure figures as the
files their authors publish. Pieces are suite-wide, so that any worker can read them.
"""

from collections.abc import Sequence
from pathlib import PurePath
from typing import IO, Any

from crm import audit, db, jobs, tenancy
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.jobclasses.service import (
    exposure,
    exposurefiles,
    learning,
    occupations,
    onetfiles,
    referencefiles,
)

JOB = "jobclasses.load"
LARGEST = 20 * 1024 * 1024
PIECE = 1024 * 1024
Upload = tuple[str, IO[bytes]]


def start(kind: str, given: Sequence[Upload], replace: bool, *, actor: Actor) -> str:
    """Check the files, store them and queue the load; gives the job's id. Raises Invalid."""
    contents = [(PurePath(name).name[:120], stream.read(LARGEST + 1)) for name, stream in given]
    contents = [(name, content) for name, content in contents if name and content]
    if not contents:
        raise Invalid({kind: [_("Choose the file first.")]})
    if sum(len(content) for _name, content in contents) > LARGEST:
        raise Invalid({kind: [_("The files are too large: at most 20 MB.")]})
    _check(kind, contents)
    upload_id = db.new_id()
    with tenancy.suite_scope():
        _store(upload_id, contents)
    audit.record(actor, "load", kind, upload_id)
    args = {"upload_id": upload_id, "kind": kind, "replace": replace}
    return jobs.enqueue(JOB, args, by=actor.account_id, key=upload_id)


def _check(kind: str, contents: Sequence[tuple[str, bytes]]) -> None:
    """Read the files once, so that a wrong one is told where it was chosen."""
    try:
        if kind == "onet":
            onetfiles.read(referencefiles.from_zip(contents[0][1], onetfiles.WANTED))
        else:
            exposurefiles.read(dict(contents), set())
    except Invalid as error:
        raise Invalid({kind: error.errors["files"]}) from error


def _store(upload_id: str, contents: Sequence[tuple[str, bytes]]) -> None:
    number = 0
    for name, content in contents:
        for at in range(0, len(content), PIECE):
            piece = {"upload_id": upload_id, "number": number, "name": name}
            db.collection("jobclasses_pieces").insert({**piece, "data": content[at : at + PIECE]})
            number += 1


def run(upload_id: str, kind: str, replace: bool, progress: Any) -> dict[str, Any]:
    """Load what was uploaded, then learn; harmless to repeat."""
    by = "upload"
    with tenancy.suite_scope():
        contents = _contents(upload_id)
    if kind == "onet":
        files = referencefiles.from_zip(next(iter(contents.values())), onetfiles.WANTED)
        load = occupations.load(files, progress, by=by, replace=replace)
        if learning.has_extra():
            learning.build(progress)
    else:
        load = exposure.load(contents, progress, by=by)
    with tenancy.suite_scope():
        db.collection("jobclasses_pieces").delete_many({"upload_id": upload_id})
    return {"release": load["release"], **load["counts"], "unmatched": len(load["unmatched"])}


def _contents(upload_id: str) -> dict[str, bytes]:
    pieces = db.collection("jobclasses_pieces").find({"upload_id": upload_id})
    if not pieces:
        raise NotFound()
    found: dict[str, bytes] = {}
    for piece in sorted(pieces, key=lambda one: int(one["number"])):
        found[piece["name"]] = found.get(piece["name"], b"") + bytes(piece["data"])
    return found
