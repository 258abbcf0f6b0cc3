"""What a local sets for its job classes."""

from typing import Any

from marshmallow import fields

from crm import tenancy
from crm.i18n import _
from crm.schemas import Form, text


class Settings(Form):
    """The job class settings of a local."""

    two_people = fields.Boolean(
        load_default=False,
        metadata={
            "label": _("A second person must decide"),
            "help": _("Whoever proposed a class, or sent it to review, cannot also adopt it."),
        },
    )
    own_local = text(
        longest=40,
        load_default="",
        metadata={
            "label": _("Our local's number"),
            "help": _("As other locals know it, such as 764. New claims are made in its name."),
        },
    )


def current() -> dict[str, Any]:
    """The local's settings, defaults filled in. For reading only."""
    stored = tenancy.current().local.get("settings", {}).get("jobclasses", {})
    defaults: dict[str, Any] = Settings().load({})
    return {**defaults, **stored}
