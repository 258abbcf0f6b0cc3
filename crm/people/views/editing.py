"""Editing a person, one section at a time; flags by one tap; do-not-contact."""

from typing import Any

from flask import render_template, request
from marshmallow import fields
from werkzeug.wrappers import Response

from crm import web
from crm.auth import actor, allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.people import adding, flags, forms, listing, reach, sections, service
from crm.people.record import Person
from crm.people.schemas import CONSENT, DoNotContact
from crm.people.views.blueprint import about, bp, load, posted
from crm.schemas import Form, choice, text
from crm.search.people import find_people
from crm.search.service import words_of


def _edit_page(
    section: sections.Section, person: Person, values: Any, status: int = 200, **extra: Any
) -> Response:
    shown = {**about(person), "section": section, "errors": {}, "differences": (), **extra}
    shown["values"], shown["nested"] = forms.texts(values), values
    shown.setdefault("version", person["version"])
    shown["seen"] = forms.seen(person, section.fields)
    return web.page("people/edit.html", "section", status=status, **shown)


@bp.get("/<person_id>/edit/<section_id>")
@allow("people.edit")
def edit(person_id: str, section_id: str) -> Response:
    """A section as a form."""
    section = sections.get(section_id)
    person = reach.find(person_id, actor=actor())
    return _edit_page(section, person, {name: person.get(name) for name in section.fields})


@bp.get("/<person_id>/show/<section_id>")
@allow("people.view")
def show(person_id: str, section_id: str) -> Response:
    """A section as it is read: what Cancel goes back to."""
    section = sections.get(section_id)
    person = reach.find(person_id, actor=actor())
    if not web.is_htmx():
        return web.go("people.person", person_id=person_id)
    return web.page("people/card.html", section=section, **about(person))


@bp.post("/<person_id>/edit/<section_id>")
@allow("people.edit")
def save(person_id: str, section_id: str) -> Response:
    """Store a section at the version it was read at; a conflict shows both texts."""
    section, values = sections.get(section_id), posted()
    version = request.form.get("version", type=int, default=0)
    stored = reach.find(person_id, actor=actor())
    if forms.seen(stored, section.fields) == request.form.get("seen"):
        version = stored["version"]  # changed elsewhere, but not what this form shows
    try:
        changes = forms.whole(load(values, section.fields), section.fields)
        changes = {**changes, **adding.placed(changes, actor=actor())}
        person = service.update_person(person_id, version, changes, actor=actor())
    except Invalid as error:
        errors = forms.flat(error.errors)
        return _edit_page(section, stored, values, 422, errors=errors, version=version)
    except Conflict:
        theirs = reach.find(person_id, actor=actor())
        differences = forms.differences(changes, theirs, section.fields)
        if not differences:
            return _saved(section, theirs)
        return _edit_page(section, theirs, values, 409, differences=differences)
    return _saved(section, person)


def _saved(section: sections.Section, person: Person, message: Any = None) -> Response:
    if not web.is_htmx():
        return web.go("people.person", person_id=person["_id"], message=message)
    html = render_template("people/saved.html", section=section, **about(person))
    return web.with_toast(Response(html, mimetype="text/html"), message or _("Saved"))


class FlagForm(Form):
    """One tap on a number or an address: `unset` takes a mark off again."""

    number = text(longest=40)
    address = text(longest=320)
    good = choice(("yes", "no", "unset"))
    texts = choice(CONSENT)
    consent = choice(CONSENT)


@bp.post("/<person_id>/flag")
@allow("people.edit")
def flag(person_id: str) -> Response:
    """Mark a number or an address as working or not, and consent as given or not."""
    data = web.load(FlagForm)
    change: dict[str, Any] = {k: data[k] for k in ("texts", "consent") if k in data}
    if "good" in data:
        change["good"] = flags.GOOD[data["good"].replace("unset", "")]
    if "number" in data:
        change.pop("consent", None)
        person = flags.flag_phone(person_id, data["number"], change, actor=actor())
    else:
        change.pop("texts", None)
        person = flags.flag_email(person_id, data.get("address", ""), change, actor=actor())
    return _saved(sections.get("contact"), person)


@bp.get("/<person_id>/do-not-contact")
@allow("people.edit")
def do_not_contact(person_id: str) -> Response:
    """The form that asks why, and how it may be lifted."""
    person = reach.find(person_id, actor=actor())
    return web.page("people/do_not_contact.html", "form", person=person, values={}, errors={})


@bp.post("/<person_id>/do-not-contact")
@allow("people.edit")
def set_do_not_contact(person_id: str) -> Response:
    """Mark the person as not to be contacted."""
    try:
        data = web.load(DoNotContact)
    except Invalid as error:
        person = reach.find(person_id, actor=actor())
        shown = {"person": person, "values": request.form, "errors": error.errors}
        return web.page("people/do_not_contact.html", "form", status=422, **shown)
    service.set_do_not_contact(person_id, data, actor=actor())
    return web.go("people.person", _("Nobody is to contact this person."), person_id=person_id)


@bp.post("/<person_id>/do-not-contact/lift")
@allow("people.edit")
def lift_do_not_contact(person_id: str) -> Response:
    """Let people contact this person again."""
    service.set_do_not_contact(person_id, None, actor=actor())
    return web.go("people.person", _("This person may be contacted again."), person_id=person_id)


class PickForm(Form):
    """Words to find a person by, for a relation."""

    words = fields.String(load_default="")
    name = text(longest=60)


@bp.post("/pick")
@allow("people.view")
def pick() -> Response:
    """People in reach to choose one from (a fragment of radio buttons)."""
    data = web.load(PickForm)
    found = find_people(words_of(data["words"]), actor=actor(), limit=8)
    name = data.get("name") or "relations-99-person_id"
    return web.page("people/pick.html", people=found, name=name, size=listing.SIZE)
