"""What a form or the API says of a value that cannot be taken: the words of fields and validators.

marshmallow has its own, in the language of those who write schemas. They are replaced once, in
its classes, when `crm.schemas` is imported: no schema has to think of it. A schema says more by
`error=` where it knows more.
"""

from collections.abc import Callable
from typing import Any

from marshmallow import fields, validate

from crm.i18n import _, _n


class Said(str):
    """A message that finds its words when it is said, so that they are in the reader's language."""

    say: Callable[..., Any]

    def __new__(cls, say: Callable[..., Any]) -> "Said":
        """A message of which marshmallow asks `format` with what it knows of the value."""
        made = super().__new__(cls, "said later")
        made.say = say
        return made

    def format(self, *_args: Any, **known: Any) -> str:
        """The words; a Range asks once more beforehand, without a value: then itself."""
        asked_early = "input" not in known and ("min_op" in known or "max_op" in known)
        return self if asked_early else str(self.say(**known))


NEEDED = _("This is needed.")


def plain(message: Any) -> Said:
    """A message that depends on nothing."""
    return Said(lambda **_known: message)


def _size(*, input: Any, min: int | None, max: int | None, equal: int | None) -> Any:
    """Of a text its characters, of anything else how many there are."""
    text, low, high = isinstance(input, str), equal or min or 0, equal or max or 0
    if len(input) < low:
        few = _n("At least %(num)d character.", "At least %(num)d characters.", low)
        return NEEDED if low == 1 else few if text else _("At least %(n)d of them.", n=low)
    many = _n("At most %(num)d character.", "At most %(num)d characters.", high)
    return many if text else _("At most %(n)d of them.", n=high)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _between(*, min: Any, max: Any, **_known: Any) -> Any:
    if max is None:
        return _("At least %(n)s.", n=_number(min))
    if min is None:
        return _("At most %(n)s.", n=_number(max))
    return _("From %(low)s to %(high)s.", low=_number(min), high=_number(max))


def _one_of(*, choices: str, **_known: Any) -> Any:
    return _("Choose one of: %(choices)s.", choices=choices)


OF_FIELDS: dict[type[fields.Field[Any]], dict[str, Any]] = {
    fields.Field: {
        "required": NEEDED,
        "null": _("This cannot be empty."),
        "validator_failed": _("This cannot be taken."),
    },
    fields.String: {"invalid": _("Text, please.")},
    fields.Number: {"invalid": _("A number, please."), "too_large": _("A smaller number, please.")},
    fields.Float: {"special": _("A number, please.")},
    fields.Integer: {"invalid": _("A whole number, please.")},
    fields.Boolean: {"invalid": _("Yes or no, please: true or false.")},
    fields.List: {"invalid": _("A list, please.")},
    fields.Mapping: {"invalid": _("Names with values, please.")},
    fields.Nested: {"type": _("Names with values, please.")},
    fields.DateTime: {"invalid": _("A day and time, please: such as 2026-11-24T09:00.")},
    fields.Date: {"invalid": _("A day, please: such as 2026-11-24.")},
}
OF_VALIDATORS: dict[type[validate.Validator], dict[str, Callable[..., Any]]] = {
    validate.Length: dict.fromkeys(
        ("message_min", "message_max", "message_all", "message_equal"), _size
    ),
    validate.Range: dict.fromkeys(("message_min", "message_max", "message_all"), _between),
    validate.Regexp: {"default_message": lambda **_known: _("This is not written as expected.")},
    validate.OneOf: {"default_message": _one_of},
}


def replace() -> None:
    """Put these words in the place of marshmallow's."""
    for field, messages in OF_FIELDS.items():
        own = getattr(field, "default_error_messages", {})
        said = {name: plain(message) for name, message in messages.items()}
        field.default_error_messages = {**own, **said}
    for validator, named in OF_VALIDATORS.items():
        for name, say in named.items():
            setattr(validator, name, Said(say))
