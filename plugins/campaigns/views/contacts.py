"""Logging contacts: the panel over any page, one tap on a row, undo, correcting a note."""

from datetime import timedelta
from typing import Any

from flask import request, url_for
from jinja2_fragments.flask import render_block
from markupsafe import Markup
from werkzeug.wrappers import Response

from crm import auth, formats, localtime, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.campaigns import settings, words
from plugins.campaigns.schemas import ContactForm, NoteForm, QuickForm
from plugins.campaigns.service import contacts, unit
from plugins.campaigns.views.blueprint import bp, context, row_answer, shown


def follow_up_days() -> list[tuple[str, Any]]:
    """Follow-up days offered as one tap."""
    today = localtime.today()
    offered = ((1, _("Tomorrow")), (3, _("In 3 days")), (7, _("In a week")), (14, _("In 2 weeks")))
    return [((today + timedelta(days=n)).isoformat(), label) for n, label in offered]


def _panel(campaign_id: str, person_id: str, values: Any, errors: Any = None) -> Response:
    campaign, member = unit.get_member(campaign_id, person_id, actor=auth.actor())
    earlier = contacts.of_person(person_id, [campaign_id], limit=3)
    options = settings.current()
    chosen = request.form.getlist("issues") if errors else []
    return web.page(
        "campaigns/contact.html",
        "panel",
        status=422 if errors else 200,
        member=member,
        earlier=earlier,
        values=values,
        errors=errors or {},
        chosen_issues=chosen,
        issues=[(issue, issue) for issue in options["issues"]],
        asks=[(ask, ask) for ask in options["asks"]],
        scale=settings.scale(),
        days=follow_up_days(),
        **shown(campaign),
    )


def blank_panel() -> Markup:
    """The contact form about nobody yet, kept in a page with rows for when the network is gone."""
    nobody = unit.new_member("-", {"_id": "-", "name": "", "sort_key": "", "facets": {}})
    options, form = settings.current(), "campaigns/contact.html"
    html = render_block(
        form,
        "panel",
        campaign={"_id": "-"},
        member=nobody,
        earlier=[],
        values={},
        errors={},
        chosen_issues=[],
        issues=[(issue, issue) for issue in options["issues"]],
        asks=[(ask, ask) for ask in options["asks"]],
        scale=settings.scale(),
        days=follow_up_days(),
        **context(),
    )
    return Markup(html)  # noqa: S704 - rendered by Jinja


bp.app_context_processor(lambda: {"blank_panel": blank_panel})


@bp.get("/<campaign_id>/people/<person_id>/contact")
@allow("campaigns.log")
def contact_form(campaign_id: str, person_id: str) -> Response:
    """The panel for logging a contact."""
    kind = request.args.get("kind", "one-on-one")
    return _panel(campaign_id, person_id, {"kind": kind})


@bp.post("/<campaign_id>/people/<person_id>/contact")
@allow("campaigns.log")
def contact_log(campaign_id: str, person_id: str) -> Response:
    """Log the contact; what was typed comes back when it cannot be taken."""
    try:
        data = web.load(ContactForm)
    except Invalid as error:
        return _panel(campaign_id, person_id, request.form, error.errors)
    contact = contacts.log_contact(campaign_id, person_id, data, actor=auth.actor())
    return _logged(contact)


def _logged(contact: contacts.Contact) -> Response:
    _campaign, member = unit.get_member(
        contact["campaign_id"], contact["person_id"], actor=auth.actor()
    )
    result = words.word(words.RESULTS, contact["result"])
    text = _("%(name)s: %(result)s", name=member["name"], result=result)
    if contact["follow_up"]:
        text = _(
            "%(name)s: %(result)s, next on %(day)s",
            name=member["name"],
            result=result,
            day=formats.weekday(contact["follow_up"]),
        )
    undo = url_for("campaigns.contact_undo", contact_id=contact["_id"])
    return row_answer(member, text, undo=undo)


@bp.post("/<campaign_id>/people/<person_id>/quick")
@allow("campaigns.log")
def contact_quick(campaign_id: str, person_id: str) -> Response:
    """One tap: no answer, left message; the next date is set by the local's rule."""
    data = web.load(QuickForm)
    return _logged(contacts.log_contact(campaign_id, person_id, data, actor=auth.actor()))


@bp.post("/contacts/<contact_id>/undo")
@allow("campaigns.log")
def contact_undo(contact_id: str) -> Response:
    """Take back one's own last contact with a person."""
    contact = contacts.undo_contact(contact_id, actor=auth.actor())
    _campaign, member = unit.get_member(
        contact["campaign_id"], contact["person_id"], actor=auth.actor()
    )
    return row_answer(member, _("Taken back."))


@bp.get("/contacts/<contact_id>/note")
@allow("campaigns.log")
def note_form(contact_id: str) -> Response:
    """The panel for correcting a note."""
    contact, member = contacts.get_contact(contact_id, actor=auth.actor())
    return web.page("campaigns/note.html", "panel", contact=contact, member=member, errors={})


@bp.post("/contacts/<contact_id>/note")
@allow("campaigns.log")
def note_save(contact_id: str) -> Response:
    """Correct the note of one's own contact."""
    contact, member = contacts.get_contact(contact_id, actor=auth.actor())
    try:
        data = web.load(NoteForm)
    except Invalid as error:
        typed = {**contact, "note": request.form.get("note", "")}
        return web.page(
            "campaigns/note.html",
            "panel",
            status=422,
            contact=typed,
            member=member,
            errors=error.errors,
        )
    contacts.edit_note(contact_id, data["note"], actor=auth.actor())
    return web.go("people.person", _("The note is corrected."), person_id=contact["person_id"])
