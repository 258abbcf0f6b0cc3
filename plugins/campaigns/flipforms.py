"""What is sent in flip mode: the list to read, and the rows as somebody has put them right."""

import re
from typing import Any

from marshmallow import fields, pre_load, validate

from crm.days import WORKED
from crm.i18n import _
from crm.schemas import Day, Email, Form, Phone, text

MOST_ROWS = 500
LONGEST_LIST = 200_000
SPARE = 5
"""Empty rows for whom the list did not give away."""
OF_ROW = ("department", "position", "name", "phone", "email", "hours", "head", "keep")


def _hours(**kwargs: Any) -> fields.Float:
    span = validate.Range(
        min=0, max=24, min_inclusive=False, error=str(_("More than 0 and at most 24 hours."))
    )
    return fields.Float(validate=span, allow_nan=False, **kwargs)


class SheetForm(Form):
    """Of what production, and of which day, the list is; no day for a crew list."""

    production = text(required=True, longest=120)
    day = Day(WORKED, load_default="")
    hours = _hours(load_default=None)


class ReadForm(SheetForm):
    """The list itself, as text; or in a file beside it."""

    text = text(longest=LONGEST_LIST, load_default="")

    @pre_load
    def as_pasted(self, data: Any, **_kwargs: Any) -> Any:
        """Out of a PDF come page breaks and marks that no screen shows: lines and spaces here."""
        pasted = data.get("text") if isinstance(data, dict) else None
        if not isinstance(pasted, str):
            return data
        lines = re.sub(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", pasted)
        return {**data, "text": re.sub(r"[\x00-\x08\x0e-\x1f]", " ", lines)}


class CountForm(Form):
    """How many rows follow."""

    rows = fields.Integer(required=True, validate=validate.Range(min=1, max=MOST_ROWS + SPARE))


def rows_form(count: int) -> type[SheetForm]:
    """The shape of a list of so many rows; each row's fields end in its number from 0."""
    shapes: dict[str, Any] = {
        "rows": fields.Integer(required=True),
        "left": text(longest=LONGEST_LIST),
    }
    for n in range(count):
        shapes |= {
            f"department_{n}": text(longest=80, load_default=""),
            f"position_{n}": text(longest=120, load_default=""),
            f"name_{n}": text(longest=120, load_default=""),
            f"phone_{n}": Phone(load_default=""),
            f"email_{n}": Email(load_default=""),
            f"hours_{n}": _hours(load_default=None),
            f"head_{n}": fields.Boolean(load_default=False),
            f"keep_{n}": fields.Boolean(load_default=False),
            f"raw_{n}": text(longest=2000, load_default=""),
            f"why_{n}": text(longest=20, load_default=""),
        }
    made: type[SheetForm] = SheetForm.from_dict(shapes)  # type: ignore[assignment]
    return made


def rows_of(values: Any, count: int) -> list[dict[str, Any]]:
    """The rows of a loaded (or sent) form."""
    names = (*OF_ROW, "raw", "why")
    return [{name: values.get(f"{name}_{n}") or "" for name in names} for n in range(count)]
