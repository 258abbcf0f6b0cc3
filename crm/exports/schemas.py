"""The shape of a request for an export."""

from marshmallow import fields, validate

from crm.exports.service import FORMATS
from crm.i18n import _
from crm.schemas import Form, choice, text


class ExportForm(Form):
    """What to export, as what, and why."""

    list_id = text(longest=40, load_default="")
    format = choice(FORMATS, load_default="csv")
    fields_ = fields.List(
        text(longest=60), data_key="fields", load_default=list, validate=validate.Length(max=120)
    )
    reason = text(
        required=True,
        longest=500,
        error_messages={"required": str(_("Say why: it is kept in the audit trail."))},
    )


class ListQuery(Form):
    """Which list the form begins with."""

    list_id = text(longest=40, load_default="")
