"""Custom fields of a local: what admins add to the person, and what their values may be.

The values stand in `custom` of the person, by field id; an id never changes and is never given
again, so that archiving a field keeps what was entered. Pages are in `views.fields`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from crm import audit, db, values
from crm.errors import Invalid, NotFound
from crm.formats import day
from crm.i18n import _
from crm.imports.fields import Field
from crm.tenancy import Actor
from crm.values import fold

CustomField = dict[str, Any]
MOST = 60
"""So many fields a local may have at a time: more would make the person page useless."""
_IMPORT_KINDS = {"text": "text", "number": "number", "date": "date", "choice": "text"}


def every(*, archived: bool = False) -> list[CustomField]:
    """The fields in their order: id (`_id`), label, kind, options, order, archived."""
    found = db.collection("custom_fields").find(
        {"order": {"$gte": 0}},
        where=None if archived else {"archived": False},
        sort=[("order", 1), ("_id", 1)],
    )
    return found


def get(field_id: str) -> CustomField:
    """One field; NotFound."""
    found = db.collection("custom_fields").get(field_id)
    if found is None:
        raise NotFound()
    return found


def _checked(data: Mapping[str, Any], others: list[CustomField]) -> dict[str, Any]:
    if any(fold(other["label"]) == fold(data["label"]) for other in others):
        raise Invalid({"label": [_("There is a field with this name.")]})
    options = list(dict.fromkeys(data.get("options") or []))
    if data["kind"] == "choice" and len(options) < 2:
        raise Invalid({"options": [_("Give at least two choices, one a line.")]})
    return {"label": data["label"], "options": options if data["kind"] == "choice" else []}


@db.atomic
def add_field(data: Mapping[str, Any], *, actor: Actor) -> str:
    """Add a field from data shaped by CustomFieldShape; gives its id. Raises Invalid."""
    everything = every(archived=True)
    if sum(not f["archived"] for f in everything) >= MOST:
        raise Invalid({"label": [_("There are %(n)d fields already: archive one.", n=MOST)]})
    order = max((f["order"] for f in everything), default=0) + 1
    field_id = db.collection("custom_fields").insert(
        {
            "kind": data["kind"],
            **_checked(data, everything),
            "order": order,
            "archived": False,
            "created_at": db.now(),
        }
    )
    audit.record(actor, "create", "custom-field", field_id)
    return field_id


@db.atomic
def change_field(field_id: str, data: Mapping[str, Any], *, actor: Actor) -> None:
    """Rename a field or change its choices; its kind stays. Raises Invalid, NotFound."""
    field = get(field_id)
    others = [f for f in every(archived=True) if f["_id"] != field_id]
    change = _checked({**data, "kind": field["kind"]}, others)
    db.collection("custom_fields").update({"_id": field_id}, {"$set": change})
    audit.record(actor, "update", "custom-field", field_id, fields=list(change))


@db.atomic
def archive_field(field_id: str, archived: bool, *, actor: Actor) -> None:
    """Hide a field everywhere, or bring it back; what was entered is kept either way."""
    get(field_id)
    db.collection("custom_fields").update({"_id": field_id}, {"$set": {"archived": archived}})
    audit.record(actor, "archive" if archived else "restore", "custom-field", field_id)


@db.atomic
def move_field(field_id: str, up: bool, *, actor: Actor) -> None:
    """Swap a field with the one shown before (or after) it."""
    shown = every()
    at = next((i for i, f in enumerate(shown) if f["_id"] == field_id), None)
    if at is None:
        raise NotFound()
    to = at - 1 if up else at + 1
    if 0 <= to < len(shown):
        one, two = shown[at], shown[to]
        fields = db.collection("custom_fields")
        fields.update({"_id": one["_id"]}, {"$set": {"order": two["order"]}})
        fields.update({"_id": two["_id"]}, {"$set": {"order": one["order"]}})
        audit.record(actor, "move", "custom-field", field_id)


def _text(value: Any) -> str:
    text = str(value).strip()
    if len(text) > 2000:
        raise ValueError(_("At most %(n)d characters.", n=2000))
    if any(ord(c) < 32 and c not in "\n\t\r" for c in text):
        raise ValueError(_("This has characters that cannot be shown."))
    return text


def _number(value: Any) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return values.parse_number(_text(value))


def _day(value: Any) -> str:
    return values.parse_date(_text(value)).isoformat()


def _yes_no(value: Any) -> bool:
    return value if isinstance(value, bool) else values.parse_bool(_text(value))


def _choice(options: list[str], value: Any) -> str:
    by_key = {fold(option): option for option in options}
    text = _text(value)
    if fold(text) not in by_key:
        raise ValueError(_("Choose one of: %(options)s", options=", ".join(options)))
    return by_key[fold(text)]


def parser(field: CustomField) -> Callable[[Any], Any]:
    """A function from a text (or JSON value) to the value kept; it raises ValueError."""
    kinds: dict[str, Callable[[Any], Any]] = {
        "text": _text,
        "number": _number,
        "date": _day,
        "yesno": _yes_no,
    }
    if field["kind"] == "choice":
        return lambda value: _choice(field["options"], value)
    return kinds[field["kind"]]


def check(given: Mapping[str, Any]) -> dict[str, Any]:
    """Clean values by field id; None (or an empty text) clears. Raises Invalid by field."""
    if not given:
        return {}
    known = {field["_id"]: field for field in every()}
    clean: dict[str, Any] = {}
    errors: dict[str, list[Any]] = {}
    for field_id, value in given.items():
        try:
            clean[field_id] = _clean(known.get(field_id), value)
        except ValueError as error:
            errors[field_id] = [str(error)]
    if errors:
        raise Invalid({"custom": errors})
    return clean


def _clean(field: CustomField | None, value: Any) -> Any:
    if field is None:
        raise ValueError(_("There is no such field."))
    if value is None or value == "":
        return None
    if isinstance(value, list | dict):
        raise ValueError(_("One value, please."))
    return parser(field)(value)


def put(stored: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`stored` values with the `given` ones over them; cleared ones are gone. Raises Invalid."""
    both = {**stored, **check(given)}
    return {k: v for k, v in both.items() if v is not None}


def shown(field: CustomField, value: Any) -> str:
    """A value as people read it; '' for none."""
    if value is None:
        return ""
    if field["kind"] == "yesno":
        return str(_("yes") if value else _("no"))
    return day(date.fromisoformat(value)) if field["kind"] == "date" else str(value)


def import_fields() -> list[Field]:
    """The columns an import may put into custom fields; their ids are `custom.<field id>`."""
    return [
        Field(
            id=f"custom.{field['_id']}",
            label=field["label"],
            kind=_IMPORT_KINDS.get(field["kind"], "yes_no"),
            synonyms=(fold(field["label"]),),
            parse=parser(field),
        )
        for field in every()
    ]
