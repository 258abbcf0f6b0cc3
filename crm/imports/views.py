"""Pages of imports: upload, choice of columns, preview, questions, progress, report, undo."""

from typing import Any

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from crm import web
from crm.accounts import service as accounts
from crm.auth import actor, allow
from crm.errors import Invalid
from crm.i18n import _
from crm.imports import schemas
from crm.imports.service import columns, files, progressing, questions, report, uploads
from crm.imports.table import MAX_BYTES

bp = Blueprint("imports", __name__, template_folder="templates")
WORKING = ("previewing", "committing", "undoing")


def _index(status: int = 200, errors: Any = None) -> Response:
    return web.page(
        "imports/index.html",
        status=status,
        imports=uploads.list_imports(actor=actor()),
        targets=uploads.target_choices(actor=actor()),
        chosen=schemas.targets_of(request.values.getlist("target")),
        names=accounts.names(),
        errors=errors or {},
    )


@bp.get("/")
@allow("imports.run")
def index() -> Response:
    """Where a file is dropped, and the imports so far."""
    return _index()


@bp.post("/")
@allow("imports.run")
def upload() -> Response:
    """Take in a file; a known kind goes straight on to the preview."""
    try:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid({"file": [_("Choose a file.")]})
        data = sent.stream.read(MAX_BYTES + 1)
        targets = schemas.targets_of(web.load(schemas.UploadForm)["target"])
        found = uploads.upload(data, sent.filename, targets, actor=actor())
    except Invalid as error:
        return _index(422, error.errors)
    if uploads.needs_no_mapping(found):
        _preview(found["_id"])
    return web.go("imports.show", import_id=found["_id"])


def _preview(import_id: str) -> None:
    uploads.start(import_id, "previewing", ("columns", "ready"), actor=actor())


@bp.get("/<import_id>/")
@allow("imports.run")
def show(import_id: str) -> Response:
    """One import, as far as it is: columns, progress, preview or report."""
    found = uploads.get_import(import_id, actor=actor())
    if found["state"] == "columns":
        return _columns(found)
    if found["state"] in WORKING:
        return web.page("imports/working.html", found=found, work=progressing.of(found))
    if found["state"] == "ready":
        return _ready(found)
    return web.page(
        "imports/report.html",
        found=found,
        late=report.late(found),
        kept=report.kept(found, actor=actor()),
        targets=_target_names(found),
    )


def _target_names(found: dict[str, Any]) -> list[tuple[Any, str]]:
    chosen = uploads.unpaired(found["targets"])
    return [
        (target.label, dict(choices)[chosen[target.id]])
        for target, choices in uploads.target_choices(actor=actor())
        if chosen.get(target.id) in dict(choices)
    ]


def _ready(found: dict[str, Any]) -> Response:
    asked = report.rows_of(found, "question")
    return web.page(
        "imports/preview.html",
        found=found,
        alarming=report.alarming(found),
        open_questions=questions.count_open(found),
        samples={state: report.rows_of(found, state, limit=5) for state in ("new", "changed")},
        problems=report.rows_of(found, "problem", limit=10),
        asked=asked,
        people=report.candidates(asked, actor=actor()),
        targets=_target_names(found),
    )


def _columns(found: dict[str, Any], status: int = 200, errors: Any = None) -> Response:
    """The choice of columns; with `errors`, what was chosen stays chosen."""
    rows = files.load_head(found["_id"])
    return web.page(
        "imports/columns.html",
        status=status,
        found=found,
        columns=columns.guess_columns(
            found["headers"], rows, actor=actor(), chosen=found["fields"]
        ),
        groups=columns.groups(actor()),
        asks_order=columns.asks_order(rows, found["fields"]),
        targets=uploads.target_choices(actor=actor()),
        chosen=uploads.unpaired(found["targets"]),
        errors=errors or {},
        work=progressing.of(found),
    )


@bp.get("/<import_id>/columns")
@allow("imports.run")
def edit_columns(import_id: str) -> Response:
    """Change the columns of an import that has written nothing yet."""
    found = uploads.get_import(import_id, actor=actor())
    if found["state"] not in ("columns", "ready"):
        return web.go("imports.show", import_id=import_id)
    return _columns(found)


@bp.post("/<import_id>/columns")
@allow("imports.run")
def save_columns(import_id: str) -> Response:
    """Settle the columns and make the preview."""
    found = uploads.get_import(import_id, actor=actor())
    try:
        data = web.load(schemas.ColumnsForm)
        options = {k: data[k] for k in ("tag", "date_order", "id_source", "leave_out")}
        options["update"] = data["update"] == "yes"
        found = {**found, "options": {**found["options"], **options}}
        if len(data["field"]) == len(found["headers"]):
            found["fields"] = data["field"]
        targets = schemas.targets_of(data["target"])
        uploads.choose_columns(import_id, data["field"], options, targets, actor=actor())
    except Invalid as error:
        return _columns(found, 422, error.errors)
    _preview(import_id)
    return web.go("imports.show", import_id=import_id)


@bp.post("/<import_id>/sheet")
@allow("imports.run")
def sheet(import_id: str) -> Response:
    """Read another sheet of the workbook."""
    try:
        name = web.load(schemas.SheetForm)["sheet"]
        uploads.choose_sheet(import_id, name, actor=actor())
    except Invalid as error:
        return _columns(uploads.get_import(import_id, actor=actor()), 422, error.errors)
    return web.go("imports.show", import_id=import_id)


@bp.get("/<import_id>/progress")
@allow("imports.run")
def progress(import_id: str) -> Response:
    """How far the work is; asked for again until it ends, then the page is loaded anew."""
    found = uploads.get_import(import_id, actor=actor())
    if found["state"] not in WORKING:
        return web.go("imports.show", import_id=import_id)
    return web.page("imports/working.html", "work", found=found, work=progressing.of(found))


@bp.get("/<import_id>/rows")
@allow("imports.run")
def rows(import_id: str) -> Response:
    """More rows of one state."""
    found = uploads.get_import(import_id, actor=actor())
    query = web.load_query(schemas.RowsQuery)
    listed = report.rows_of(found, query["state"], after=query["after"])
    return web.page(
        "imports/rows.html",
        "rows",
        found=found,
        state=query["state"],
        after=query["after"],
        page=report.PAGE,
        listed=listed,
        people=report.candidates(listed, actor=actor()),
    )


@bp.get("/<import_id>/problems.csv")
@allow("imports.run")
def problems(import_id: str) -> Response:
    """The rows that were not brought in, as a file with a column that says why."""
    data = report.problems_csv(import_id, actor=actor())
    answer = make_response(data)
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = 'attachment; filename="rows-not-imported.csv"'
    return answer


@bp.post("/<import_id>/answer")
@allow("imports.run")
def answer(import_id: str) -> Response:
    """Answer one question."""
    data = web.load(schemas.AnswerForm)
    questions.answer(import_id, {data["number"]: data["answer"]}, actor=actor())
    if web.is_htmx():
        return web.nothing(_("Noted"))
    return web.go("imports.show", import_id=import_id)


@bp.post("/<import_id>/answers")
@allow("imports.run")
def answers(import_id: str) -> Response:
    """Answer all open questions alike."""
    value = web.load(schemas.AnswerAllForm)["answer"]
    count = questions.answer_all(import_id, value, actor=actor())
    return web.go("imports.show", _("%(n)d questions answered.", n=count), import_id=import_id)


@bp.post("/<import_id>/commit")
@allow("imports.run")
def commit(import_id: str) -> Response:
    """Write the people: from here on there is undo."""
    uploads.start_commit(import_id, actor=actor())
    return web.go("imports.show", import_id=import_id)


@bp.post("/<import_id>/undo")
@allow("imports.run")
def undo(import_id: str) -> Response:
    """Take an import back."""
    uploads.start_undo(import_id, actor=actor())
    return web.go("imports.show", import_id=import_id)


@bp.post("/<import_id>/resume")
@allow("imports.run")
def resume(import_id: str) -> Response:
    """Go on with work that stopped."""
    found = uploads.get_import(import_id, actor=actor())
    if found["state"] in WORKING:
        uploads.start(import_id, found["state"], (), actor=actor())
    return web.go("imports.show", import_id=import_id)


@bp.post("/<import_id>/discard")
@allow("imports.run")
def discard(import_id: str) -> Response:
    """Drop an import that has written nothing."""
    uploads.discard(import_id, actor=actor())
    return web.go("imports.index", _("The file was removed; nobody was touched."))
