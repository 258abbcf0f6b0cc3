"""A form drawn from a marshmallow schema: a plugin declares its settings once, the page follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, missing, validate

from crm.schemas import SHORT


@dataclass(frozen=True)
class Control:
    """One control of the form; `kind` is text, long, number, check, choice, chips or lines."""

    name: str
    label: Any
    kind: str
    help: Any = ""
    options: tuple[tuple[Any, Any], ...] = ()
    required: bool = False


def _options(field: fields.Field) -> tuple[tuple[Any, Any], ...]:
    for rule in field.validators:
        if isinstance(rule, validate.OneOf):
            labels = list(rule.labels) or list(rule.choices)
            return tuple(zip(rule.choices, labels, strict=True))
    return ()


def _longest(field: fields.Field) -> int:
    sizes = [r.max for r in field.validators if isinstance(r, validate.Length) and r.max]
    return min(sizes, default=SHORT)


def _kind(field: fields.Field) -> str:
    if isinstance(field, fields.Boolean):
        return "check"
    if isinstance(field, fields.List):
        return "chips" if _options(field.inner) else "lines"
    if _options(field):
        return "choice"
    if isinstance(field, fields.Number):
        return "number"
    if isinstance(field, fields.String):
        return "long" if _longest(field) > SHORT else "text"
    return ""


def controls(schema: type[Schema]) -> list[Control]:
    """The schema's fields that a form can show, in their order.

    A field's `metadata` may hold `label` and `help`.
    """
    found = []
    for name, field in schema().fields.items():
        kind = _kind(field)
        if kind:
            inner = field.inner if isinstance(field, fields.List) else field
            label = field.metadata.get("label", name.replace("_", " ").capitalize())
            note = field.metadata.get("help", "")
            found.append(Control(name, label, kind, note, _options(inner), field.required))
    return found


def shown(schema: type[Schema], stored: Mapping[str, Any]) -> dict[str, Any]:
    """What the form holds at first: the stored settings, else the schema's defaults."""
    values = {}
    for control in controls(schema):
        default = schema().fields[control.name].load_default
        plain = None if default is missing else default
        value = stored.get(control.name, plain() if callable(plain) else plain)
        values[control.name] = (
            "\n".join(map(str, value or ())) if control.kind == "lines" else value
        )
    return values


def entered(
    schema: type[Schema], form: Mapping[str, Any], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """The posted form as the schema's input; `form` maps names to lists of texts.

    What no form can show keeps its stored value; a name the schema has not stays, to be refused.
    """
    kinds = {c.name: c.kind for c in controls(schema)}
    raw: dict[str, Any] = {k: v for k, v in stored.items() if k not in kinds}
    for name, texts in form.items():
        if kinds.get(name) == "lines":
            raw[name] = [line.strip() for line in texts[0].splitlines() if line.strip()]
        elif kinds.get(name) == "chips":
            raw[name] = list(texts)
        else:
            raw[name] = texts[0]
    for name, kind in kinds.items():
        if kind == "check":
            raw[name] = name in form
        elif kind == "chips":
            raw.setdefault(name, [])
    return raw
