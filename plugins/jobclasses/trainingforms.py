"""The shapes of a training on offer and of a wish for a path."""

from typing import Any

from marshmallow import fields, pre_load, validate

from crm.days import HAPPENED
from crm.i18n import _
from crm.schemas import KEY, Day, Form, choice, text
from plugins.jobclasses import words


class OfferForm(Form):
    """A training on offer."""

    version = fields.Integer(load_default=0)
    name = text(required=True, longest=120)
    by = text(longest=120, load_default="")
    about = text(longest=1000, load_default="")
    skills = fields.List(text(longest=60), validate=validate.Length(max=30), load_default=list)
    url = fields.String(
        load_default="",
        validate=validate.Regexp(
            r"^(https?://\S{3,500})?$", error=str(_("Write an address that begins with https://."))
        ),
    )
    checked = Day(HAPPENED, load_default="")

    @pre_load
    def split_skills(self, data: Any, **_kwargs: Any) -> Any:
        """A text box has one skill a line."""
        raw = data.get("skills") if isinstance(data, dict) else None
        if isinstance(raw, list):
            raw = "\n".join(str(part) for part in raw)
        if not isinstance(raw, str):
            return data
        return {**data, "skills": [line.strip() for line in raw.splitlines() if line.strip()]}


class WishForm(Form):
    """A person's wish for a path, perhaps by a certain training."""

    key = fields.String(required=True, validate=KEY)
    class_key = text(required=True, longest=40)
    from_key = text(longest=40, load_default="")
    offer_key = text(longest=40, load_default="")
    note = text(longest=500, load_default="")


class WishState(Form):
    """What came of a wish."""

    state = choice(words.keys(words.WISHES), required=True)


class OfferListed(Form):
    """Whether an offer stands on the list."""

    listed = choice(["yes", "no"], required=True)
