"""Evidence with a file: what a form sends, the file as a download, and taking it off."""

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.i18n import _
from plugins.jobclasses.classforms import NoteForm
from plugins.jobclasses.service import notefiles, notes
from plugins.jobclasses.views.blueprint import bp

PAGES = {
    "class": ("jobclasses.show", "class_key"),
    "claim": ("jobclasses.claim", "claim_id"),
    "sighting": ("jobclasses.sighting", "sighting_id"),
}


def add(about: str) -> notes.Note:
    """Put what the form sends, with its file, on a record; Invalid for what cannot be kept."""
    data = web.load(NoteForm)
    sent = request.files.get("file")
    file = None
    if sent is not None and sent.filename:
        file = (sent.filename, sent.stream.read(notefiles.LARGEST + 1))
    return notes.add(about, data, actor=auth.actor(), file=file)


def back(about: str, text: str) -> Response:
    """To the page of what a note is about."""
    what, _colon, which = about.partition(":")
    endpoint, name = PAGES[what]
    return web.go(endpoint, text, **{name: which})


@bp.get("/notes/<class_note_id>/file")
@allow("jobclasses.view")
def note_file(class_note_id: str) -> Response:
    """The file of a piece of evidence as a download; it is never shown in the page."""
    note = notes.get(class_note_id)
    data = notefiles.read(note, actor=auth.actor())
    answer = Response(data, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=note["file"]["name"])
    return answer


@bp.post("/notes/<class_note_id>/file/remove")
@allow("jobclasses.propose")
def note_file_remove(class_note_id: str) -> Response:
    """Erase a file that should not be here; the note stays."""
    note = notes.get(class_note_id)
    notefiles.take_off(note, actor=auth.actor())
    return back(note["about"], _("The file is erased."))


@bp.post("/notes/<class_note_id>/withdraw")
@allow("jobclasses.propose")
def note_withdraw(class_note_id: str) -> Response:
    """Withdraw one's own note, or put it back; it stays visible as withdrawn."""
    before = notes.get(class_note_id)
    notes.withdraw(class_note_id, not before["withdrawn"], actor=auth.actor())
    return back(before["about"], _("Put back.") if before["withdrawn"] else _("Withdrawn."))
