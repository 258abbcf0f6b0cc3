"""Shapes of what people enter about locals."""

from zoneinfo import available_timezones

from marshmallow import ValidationError, fields, validate

from crm import localtime
from crm.accounts.schemas import slug_field
from crm.i18n import _
from crm.locals.service import KINDS
from crm.schemas import Email, Form, choice, text

COMMON_ZONES = (
    "America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles "
    "America/Anchorage Pacific/Honolulu America/Puerto_Rico America/St_Johns America/Halifax "
    "America/Toronto America/Winnipeg America/Regina America/Edmonton America/Vancouver"
).split()
REGIONS = (
    ("US", _("United States")),
    ("CA", _("Canada")),
    ("PR", _("Puerto Rico")),
    ("MX", _("Mexico")),
    ("GB", _("United Kingdom")),
)


def zones() -> list[str]:
    """Every time zone, those of North America's bigger places first."""
    rest = sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))
    return [*COMMON_ZONES, *(z for z in rest if z not in COMMON_ZONES)]


def _zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(str(_("Choose one of the list.")))


class CoreSettings(Form):
    """A local's own settings, kept as the settings of the plugin 'core'."""

    time_zone = fields.String(load_default=localtime.ZONE, validate=_zone)
    phone_region = choice([code for code, _label in REGIONS], load_default="US")
    shares_up = fields.Boolean(load_default=False)


class LocalForm(CoreSettings):
    """The page of a local's settings."""

    name = text(required=True)


class NewLocalForm(Form):
    """A new local and who is invited to run it."""

    name = text(required=True)
    slug = slug_field()
    kind = choice(KINDS, load_default="local")
    parent = fields.String(load_default="", validate=validate.Length(max=40))
    email = Email(required=True)


class ParentForm(Form):
    """Which body a local stands under."""

    parent = fields.String(load_default="", validate=validate.Length(max=40))
