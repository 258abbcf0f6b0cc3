"""What a local sets for its surveys: who speaks, in which languages, how small is too small."""

from typing import Any

from babel import Locale
from marshmallow import ValidationError, fields, validate

from crm import tenancy
from crm.i18n import _
from crm.schemas import Form, text


def _is_spoken(code: str) -> None:
    if code.partition("-")[0] not in Locale("en").languages:
        raise ValidationError(str(_("No language has this code: write one such as en or es-MX.")))


LANGUAGE = (
    validate.Regexp(
        r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        error=str(_("Write a language code such as en or es-MX.")),
    ),
    _is_spoken,
)


class Settings(Form):
    """The survey settings of a local."""

    sponsor = text(
        longest=120,
        load_default="",
        metadata={
            "label": _("Who asks"),
            "help": _("Shown on the first page of each survey; empty: the name of the local."),
        },
    )
    languages = fields.List(
        fields.String(validate=LANGUAGE),
        validate=validate.Length(min=1, max=12),
        load_default=lambda: ["en"],
        metadata={
            "label": _("Languages of new surveys"),
            "help": _("Language codes, one a line; the first is the main one."),
        },
    )
    smallest_cell = fields.Integer(
        validate=validate.Range(min=5, max=50),
        load_default=5,
        metadata={"label": _("Results of new surveys say nothing about fewer people than")},
    )
    smallest_comments = fields.Integer(
        validate=validate.Range(min=10, max=100),
        load_default=10,
        metadata={"label": _("Comments of new surveys are shown from this many on")},
    )
    smallest_cohort = fields.Integer(
        validate=validate.Range(min=10, max=200),
        load_default=10,
        metadata={"label": _("Answers carry a department or job class from this many people on")},
    )


def current() -> dict[str, Any]:
    """The local's settings, defaults filled in. For reading only."""
    stored = tenancy.current().local.get("settings", {}).get("surveys", {})
    defaults: dict[str, Any] = Settings().load({})
    return {**defaults, **stored}


def sponsor() -> str:
    """Who asks: what the local wrote for it, else its name."""
    return str(current()["sponsor"] or tenancy.current().local["name"])
