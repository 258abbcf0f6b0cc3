"""Form controls from a marshmallow schema: for conditions and bulk actions that plugins declare.

A field's `metadata` may give "label" and "choices" (pairs of value and label, or a function that
gives them); without, its name and its OneOf validator are used. "offered_only" refuses any other
value where the condition is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from crm.i18n import _
from crm.schemas import Day

YES_NO = (("true", _("yes")), ("false", _("no")))


@dataclass(frozen=True)
class Control:
    """One control: `kind` is text, number, date, select or multiple."""

    name: str
    label: Any
    kind: str
    required: bool = False
    choices: tuple[tuple[str, Any], ...] = ()


def _choices(field: fields.Field) -> tuple[tuple[str, Any], ...]:
    given = field.metadata.get("choices")
    if given is not None:
        return tuple(
            (str(value), label) for value, label in (given() if callable(given) else given)
        )
    for validator in field.validators:
        if isinstance(validator, validate.OneOf):
            labels = list(validator.labels) or list(validator.choices)
            return tuple(
                (str(v), label) for v, label in zip(validator.choices, labels, strict=True)
            )
    return ()


def _control(name: str, field: fields.Field) -> Control:
    label = field.metadata.get("label") or name.replace("_", " ").capitalize()
    choices, kind = _choices(field), "text"
    if isinstance(field, fields.List):
        choices, kind = choices or _choices(field.inner), "multiple"
        kind = "multiple" if choices else "text"
    elif choices:
        kind = "select"
    elif isinstance(field, fields.Boolean):
        choices, kind = YES_NO, "select"
    elif isinstance(field, fields.Number):
        kind = "number"
    elif isinstance(field, Day | fields.Date):
        kind = "date"
    return Control(name, label, kind, field.required, choices)


def of(schema: type[Schema], leave_out: Iterable[str] = ()) -> list[Control]:
    """The controls of a schema, in its order."""
    shown = {k: f for k, f in schema().fields.items() if k not in set(leave_out)}
    return [_control(name, field) for name, field in shown.items()]


def typed(schema: type[Schema], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a form as the schema expects them: one chosen value of a list is a list too."""
    known = schema().fields
    return {
        name: [value] if isinstance(known.get(name), fields.List) and isinstance(value, str)
        else value
        for name, value in values.items()
        if value not in ("", [])
    }  # fmt: skip


def fenced(schema: type[Schema]) -> list[Control]:
    """The controls that take nothing but what they offer."""
    known = schema().fields
    return of(schema, (k for k, f in known.items() if not f.metadata.get("offered_only")))


def not_offered(asked: Iterable[Control], values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Errors by field for values that these controls do not offer the reader."""
    return {
        one.name: [_("Choose from the list.")]
        for one in asked
        if one.name in values
        and str(values[one.name]) not in {value for value, _label in one.choices}
    }
