"""An import from its upload to the choice of columns: the document in `imports` and its states.

columns -> previewing -> ready -> committing -> done -> undoing -> undone. The middle ones are jobs
(`preview`, `commit`, `undo`). An import belongs to whoever uploaded it, and to who sees all people.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from crm import audit, db, jobs
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.imports.reading import Table
from crm.imports.service import columns, files
from crm.registry import current as registry
from crm.tenancy import Actor

Import = dict[str, Any]
LISTED = (
    "name state rows counts done undo created_by created_at committed_at undone_at purged"
).split()
KEEP = timedelta(days=30)
"""How long a file, its rows and what undo needs are kept."""
NAME_LENGTH = 120
BUSY = {
    "previewing": "core.import_preview",
    "committing": "core.import_commit",
    "undoing": "core.import_undo",
}
"""States in which a job works, and which."""


def get_import(import_id: str, *, actor: Actor) -> Import:
    """An import of one's own (or anybody's, for who sees all people); NotFound otherwise."""
    found = db.collection("imports").get(import_id)
    if found is None or not (found["created_by"] == actor.account_id or actor.sees_all):
        raise NotFound()
    return found


def list_imports(*, actor: Actor, limit: int = 50) -> list[Import]:
    """The latest imports that `actor` may see, newest first."""
    mine = {} if actor.sees_all else {"created_by": actor.account_id}
    return db.collection("imports").find(
        {"created_at": {"$lte": db.now()}},
        where=mine,
        sort=[("created_at", -1)],
        limit=limit,
        fields=LISTED,
    )


def upload(data: bytes, name: str, targets: Mapping[str, str], *, actor: Actor) -> Import:
    """Take in a file; gives the stored import, which waits for the choice of columns.

    Raises Invalid (field `file`) for a file that cannot be read.
    """
    table = files.open_upload(data, name)
    rows = files.head(table)
    import_id = db.new_id()
    found: Import = {
        "_id": import_id,
        "name": _shown_name(name),
        "size": len(data),
        "state": "columns",
        "targets": pairs(checked_targets(targets, actor=actor)),
        "plan_id": "",
        "plans": [],
        "counts": {},
        "done": {},
        "undo": {},
        "rows": 0,
        "last": 0,
        "next": 0,
        "job_id": "",
        "created_by": actor.account_id,
        "created_at": db.now(),
        "committed_at": None,
        "undone_at": None,
        "purged": False,
        **_choices(table, rows, actor),
    }
    db.collection("imports").insert(found)  # first: whatever is stored then has an owner
    files.store(import_id, data)
    files.store_head(import_id, rows)
    audit.record(actor, "upload", "import", import_id)
    return found


def _shown_name(name: str) -> str:
    plain = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())
    return plain[-NAME_LENGTH:] or str(_("file"))


def _choices(table: Table, rows: Sequence[Sequence[str]], actor: Actor) -> dict[str, Any]:
    """What is known of a table: headers, the columns as guessed or remembered, options."""
    kept = columns.remembered(table.shape, actor) or {}
    shape = columns.known_shape(table.headers)
    guessed = columns.guess_columns(table.headers, rows, actor=actor)
    options = {"update": True, "tag": "", "leave_out": False, "date_order": "", "id_source": ""}
    return {
        "shape": table.shape,
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "headers": table.headers,
        "fields": kept.get("fields") or [column.field for column in guessed],
        "known": "remembered" if kept else shape.id if shape else "",
        "known_label": str(shape.label) if shape and not kept else "",
        "options": {
            **options,
            "id_source": shape.id if shape and shape.id.startswith("action") else "employer",
            **kept.get("options", {}),
        },
    }


def choose_sheet(import_id: str, sheet: str, *, actor: Actor) -> None:
    """Read another sheet of the workbook. Raises Invalid for an empty one."""
    found = get_import(import_id, actor=actor)
    if sheet not in found["sheets"]:
        raise NotFound()
    table = files.load(found, sheet)
    rows = files.head(table)
    files.store_head(import_id, rows)
    change = {**_choices(table, rows, actor), "state": "columns", "plan_id": ""}
    move(found, ("columns", "ready"), **change)


def checked_targets(targets: Mapping[str, str], *, actor: Actor) -> dict[str, str]:
    """The chosen targets by id, without blanks. NotFound for what `actor` may not choose."""
    chosen = {name: value for name, value in targets.items() if value}
    for name, value in chosen.items():
        target = registry().find("import_targets", name, actor)
        if target is None or value not in {v for v, _label in target.choices(actor)}:
            raise NotFound()
    return chosen


def pairs(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A dict as a list, for the database: ids of plugins hold dots, which keys must not."""
    return [{"id": name, "value": value} for name, value in values.items()]


def unpaired(stored: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The dict that `pairs` took apart."""
    return {pair["id"]: pair["value"] for pair in stored}


def target_choices(*, actor: Actor) -> list[tuple[Any, list[tuple[str, str]]]]:
    """What a file may be imported into: (target, its choices), those with any."""
    found = ((t, list(t.choices(actor))) for t in registry().items("import_targets", actor))
    return [(target, choices) for target, choices in found if choices]


def needs_no_mapping(found: Import) -> bool:
    """Whether the preview can be made at once: a known file, nothing left to ask."""
    rows = files.load_head(found["_id"])
    asks = not found["options"]["date_order"] and columns.asks_order(rows, found["fields"])
    return bool(found["known"]) and not columns.problems(found["fields"]) and not asks


def choose_columns(
    import_id: str,
    fields: Sequence[str],
    options: Mapping[str, Any],
    targets: Mapping[str, str],
    *,
    actor: Actor,
) -> Import:
    """Settle the columns and options, and remember them for such files; `preview` comes next.

    Raises Invalid where no name is chosen or a field is chosen twice.
    """
    found = get_import(import_id, actor=actor)
    known = {field.id for field in columns.available(actor)} | {columns.SKIP}
    if len(fields) != len(found["headers"]) or not set(fields) <= known:
        raise Invalid(_("Choose what each column means."))
    if wrong := columns.problems(fields):
        raise Invalid({"_schema": wrong})
    settled = {**found["options"], **options}
    chosen = pairs(checked_targets(targets, actor=actor))
    change = {"fields": list(fields), "options": settled, "targets": chosen}
    move(found, ("columns", "ready"), **change)
    columns.remember(found["shape"], fields, settled, actor)
    return {**found, **change}


def move(found: Import, states: Sequence[str], **change: Any) -> None:
    """Change an import that is in one of `states`; Conflict where somebody was quicker."""
    if found["state"] not in states:
        raise Conflict(_("This import has moved on meanwhile. Load the page again."))
    mine = {"_id": found["_id"], "state": found["state"]}
    if not db.collection("imports").update(mine, {"$set": change}):
        raise Conflict(_("This import has moved on meanwhile. Load the page again."))


def begin(import_id: str, state: str, states: Sequence[str], *, actor: Actor) -> None:
    """Move an import from one of `states` into a working state; who calls does the work."""
    move(get_import(import_id, actor=actor), states, state=state, job_id="")


def start(import_id: str, state: str, states: Sequence[str], *, actor: Actor) -> str:
    """Move an import into a working state and queue its job; gives the job's id.

    Safe to repeat: an import that is in `state` already gets its job again if it has none.
    """
    found = get_import(import_id, actor=actor)
    if found["state"] != state:
        begin(import_id, state, states, actor=actor)
    job_id = jobs.enqueue(BUSY[state], {"import_id": import_id}, by=actor.account_id, key=import_id)
    db.collection("imports").update({"_id": import_id}, {"$set": {"job_id": job_id}})
    return job_id


def start_commit(import_id: str, *, actor: Actor) -> str:
    """Queue the writing of an import; gives the job's id. NotFound for a target that is closed."""
    found = get_import(import_id, actor=actor)
    checked_targets(unpaired(found["targets"]), actor=actor)
    return start(import_id, "committing", ("ready",), actor=actor)


def start_undo(import_id: str, *, actor: Actor) -> str:
    """Queue the undo of a written import; gives the job's id. Conflict once its data is purged."""
    if get_import(import_id, actor=actor)["purged"]:
        raise Conflict(_("Imports can be undone for 30 days; this one is older."))
    return start(import_id, "undoing", ("done",), actor=actor)


def discard(import_id: str, *, actor: Actor) -> None:
    """Remove an import that has written nothing: its file, rows and document."""
    from crm.imports.service import forgetting

    found = get_import(import_id, actor=actor)
    move(found, ("columns", "previewing", "ready"), state="discarded")
    forgetting.forget(found)
    db.collection("imports").delete({"_id": import_id})
    audit.record(actor, "discard", "import", import_id)
