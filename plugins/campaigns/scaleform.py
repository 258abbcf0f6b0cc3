"""The shape of the form of the scale: a row of fields for every level there can be."""

from marshmallow import fields, validate

from crm.i18n import _
from crm.schemas import Form, text
from plugins.campaigns.scale import IDS

COLOUR = validate.Regexp(r"^#[0-9a-fA-F]{6}$", error=str(_("Write a colour such as #1a7f5a.")))


def _row(level: int) -> dict[str, fields.Field]:
    return {
        f"label_{level}": text(longest=40),
        f"colour_{level}": fields.String(validate=COLOUR),
        f"support_{level}": fields.Boolean(),
        f"place_{level}": fields.Integer(validate=validate.Range(min=1, max=99)),
        f"became_{level}": fields.Integer(validate=validate.OneOf(IDS)),
    }


class _Versioned(Form):
    """With the version the form was opened at."""

    version = fields.Integer(required=True)


ScaleForm = _Versioned.from_dict(
    {name: field for level in IDS for name, field in _row(level).items()}, name="ScaleForm"
)
"""An empty name takes the level out; `became_n` says what its old values count as."""
