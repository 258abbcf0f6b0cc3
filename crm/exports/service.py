"""Exports of people: asked for with a reason, made by a job, fetched once within ten minutes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

from crm import audit, db, jobs
from crm.errors import Invalid, NotFound
from crm.exports import columns, writing
from crm.i18n import _
from crm.lists import membership
from crm.lists import service as lists
from crm.people import reach, walking
from crm.tenancy import Actor

CSV, XLSX = "csv", "xlsx"
FORMATS = (CSV, XLSX)
LASTS = timedelta(minutes=10)
CHUNK = 1024 * 1024
IN_MEMORY = 8 * CHUNK
AUDITED = 200
"""So many people stand in one audit entry of an export."""


def request_export(data: Mapping[str, Any], *, actor: Actor) -> str:
    """Queue an export of {list_id, format, fields, reason}; gives its id.

    Without `list_id` it holds everybody in reach. Raises NotFound for a list out of sight and
    Invalid for an unknown field.
    """
    if data.get("list_id"):
        lists.get(data["list_id"], actor=actor)
    fields = _checked(data["fields"])
    export_id = db.collection("exports").insert(
        {
            "list_id": data.get("list_id") or "",
            "format": data["format"],
            "fields": fields,
            "reason": data["reason"],
            "by": actor.account_id,
            "state": "waiting",
            "people": 0,
            "bytes": 0,
            "created_at": db.now(),
            "expires_at": None,
        }
    )
    audit.record(actor, "export-request", "export", export_id, fields=fields, reason=data["reason"])
    args = {"export_id": export_id}
    job_id = jobs.enqueue("core.export_people", args, by=actor.account_id)
    db.collection("exports").update({"_id": export_id}, {"$set": {"job_id": job_id}})
    return export_id


def _checked(fields: Iterable[str]) -> list[str]:
    known = {column.id for column in columns.available()}
    if unknown := sorted(set(fields) - known):
        raise Invalid({"fields": [_("There is no such field: %(f)s", f=", ".join(unknown))]})
    return [column.id for column in columns.chosen(list(fields))]


def export_to(stream: BinaryIO, data: Mapping[str, Any], *, actor: Actor) -> int:
    """Write {list_id, format, fields, reason} to `stream` at once, for the command line; gives
    how many people. Audited like any export. Raises Invalid for an unknown field."""
    fields = _checked(data["fields"] or columns.FIRST)
    export = {**data, "_id": db.new_id(), "created_at": db.now(), "fields": fields}
    audit.record(
        actor, "export-request", "export", export["_id"], fields=fields, reason=data["reason"]
    )
    return write(stream, export, actor=actor)


def get(export_id: str, *, actor: Actor) -> dict[str, Any]:
    """An export this account asked for; NotFound for another's."""
    found = db.collection("exports").get(export_id)
    if found is None or found["by"] != actor.account_id:
        raise NotFound()
    return found


def people(list_id: str, *, actor: Actor) -> Iterator[dict[str, Any]]:
    """The people of a list (or of the local) in reach, in order of names within each batch."""
    if not list_id:
        yield from walking.everyone(where=reach.where(actor) or None)
        return
    entry = lists.get(list_id, actor=actor)
    if membership.need(entry):
        entry = membership.refresh(entry)
    for number in range(len(entry["fences"])):
        ids = [row["person_id"] for row in membership.window(entry, number)]
        found = reach.find_many(ids, actor=actor)
        yield from (found[i] for i in ids if i in found)


def make(job: jobs.Job, export_id: str) -> dict[str, Any]:
    """The job that writes the file; started again after a kill, it begins anew."""
    export = db.collection("exports").get(export_id)
    actor = membership.account_actor(job.by)
    if export is None or actor is None or not actor.can("people.export"):
        raise NotFound()
    _drop(export_id)
    with SpooledTemporaryFile(max_size=IN_MEMORY) as stream:
        count = write(stream, export, actor=actor, job=job)  # type: ignore[arg-type]
        size = stream.tell()
        stream.seek(0)
        expires = db.now() + LASTS
        _store(export_id, stream, expires)  # type: ignore[arg-type]
    ready = {"state": "ready", "people": count, "bytes": size, "expires_at": expires}
    db.collection("exports").update({"_id": export_id}, {"$set": ready})
    return {"people": count}


def write(
    stream: BinaryIO, export: Mapping[str, Any], *, actor: Actor, job: jobs.Job | None = None
) -> int:
    """Write the file of an export to `stream`; gives how many people it holds.

    Every person in it is noted in the audit trail with the fields and the reason.
    """
    shown = columns.chosen(list(export["fields"]))
    found = _audited(people(export["list_id"], actor=actor), export, actor, job)
    headers = [str(column.label) for column in shown] + [str(columns.WATERMARK)]
    kinds = [column.kind for column in shown]
    rows = ([*(c.cell(person) for c in shown), export["_id"]] for person in found)
    if export["format"] == XLSX:
        return writing.write_xlsx(stream, headers, rows, str(_("People")), _notes(export), kinds)
    return writing.write_csv(stream, headers, rows, kinds)


def _notes(export: Mapping[str, Any]) -> Sequence[str]:
    return (
        str(_("Callboard export %(id)s", id=export["_id"])),
        str(_("Made %(when)s", when=export["created_at"].isoformat(" ", "minutes"))),
        str(_("Reason: %(reason)s", reason=export["reason"])),
        str(_("These are personal data of workers. Keep the file safe and delete it after use.")),
    )


def _audited(
    found: Iterator[dict[str, Any]], export: Mapping[str, Any], actor: Actor, job: jobs.Job | None
) -> Iterator[dict[str, Any]]:
    ids: list[str] = []
    count = 0
    for person in found:
        ids.append(person["_id"])
        if len(ids) == AUDITED:
            count += len(ids)
            _note(export, actor, ids)
            if job is not None:
                job.progress(count, count)
            ids = []
        yield person
    _note(export, actor, ids)


def _note(export: Mapping[str, Any], actor: Actor, ids: list[str]) -> None:
    audit.record(
        actor, "export", "export", export["_id"],
        fields=export["fields"], reason=export["reason"], people=ids,
    )  # fmt: skip


def _store(export_id: str, stream: BinaryIO, expires: Any) -> None:
    number = 0
    while data := stream.read(CHUNK):
        db.collection("export_chunks").insert(
            {"export_id": export_id, "number": number, "data": data, "expires_at": expires}
        )
        number += 1


def _drop(export_id: str) -> None:
    db.collection("export_chunks").delete_many({"export_id": export_id})


def fetch(export_id: str, *, actor: Actor) -> tuple[dict[str, Any], bytes]:
    """The file, once: a second time, too late, or for somebody else it is NotFound."""
    export = get(export_id, actor=actor)
    ready = {"_id": export_id, "state": "ready"}
    if export["state"] != "ready" or export["expires_at"] < db.now():
        raise NotFound()
    if not db.collection("exports").update(ready, {"$set": {"state": "fetched"}}):
        raise NotFound()
    chunks = db.collection("export_chunks").find({"export_id": export_id}, sort=[("number", 1)])
    _drop(export_id)
    audit.record(actor, "download", "export", export_id, reason=export["reason"])
    return export, b"".join(chunk["data"] for chunk in chunks)


def purge() -> int:
    """Remove the files nobody fetched in time; gives how many pieces. Run by the worker."""
    return db.collection("export_chunks").delete_many({"expires_at": {"$lt": db.now()}})
