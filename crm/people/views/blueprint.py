"""The blueprint of people's pages, and what several of them need."""

from typing import Any

from flask import Blueprint, request

from crm import web
from crm.accounts import service as accounts
from crm.auth import actor
from crm.people import custom, forms, history, reach, sections
from crm.people.record import Person
from crm.people.schemas import (
    CONSENT,
    CUSTOM_KINDS,
    EMAIL_KINDS,
    MEMBER_STATUS,
    PHONE_KINDS,
    RELATIONS,
    PersonShape,
)

bp = Blueprint("people", __name__, template_folder="../templates")

PAGE_OWN = {"csrf_token", "next", "version", "seen", "anyway", "words"}
"""Names in a form that belong to the page, not to the person."""


def posted() -> forms.Values:
    """The posted form as nested values of a person."""
    pairs = request.form.items(multi=True)
    return forms.nested((name, value) for name, value in pairs if name not in PAGE_OWN)


def load(values: forms.Values, fields: tuple[str, ...] = ()) -> forms.Values:
    """Validate nested values against all of PersonShape, or only `fields`. Raises Invalid."""
    return web.load(PersonShape(only=fields or None), values)


def words() -> dict[str, Any]:
    """What form templates offer for choice, in the reader's language."""
    from crm.people import labels

    return {
        "phone_kinds": labels.named(PHONE_KINDS),
        "email_kinds": labels.named(EMAIL_KINDS),
        "consents": labels.named(CONSENT),
        "relation_kinds": labels.named(RELATIONS),
        "member_statuses": MEMBER_STATUS,
        "custom_kinds": CUSTOM_KINDS,
    }


def about(person: Person) -> dict[str, Any]:
    """What the header and the sections of the person page are drawn from."""
    related = reach.find_many(
        (relation["person_id"] for relation in person["relations"]),
        actor=actor(),
        fields=("name", "facets"),
    )
    return {
        "person": person,
        "sections": sections.SECTIONS,
        "labels": sections.LABELS,
        "fields": [_field(each, person) for each in custom.every()],
        "related": related,
        "names": accounts.names() if person["do_not_contact"] else {},
        "sees_trail": history.may_see_trail(actor()),
        **words(),
    }


def _field(field: custom.CustomField, person: Person) -> dict[str, Any]:
    shown = custom.shown(field, person["custom"].get(field["_id"]))
    return {**field, "shown": shown, "pairs": [(option, option) for option in field["options"]]}
