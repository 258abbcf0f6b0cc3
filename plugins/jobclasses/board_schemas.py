"""The shape of what people enter on the risk board."""

from marshmallow import fields, validate

from crm.i18n import _
from crm.schemas import Form, text

EXPONENT = validate.Range(min=0, max=3, error=str(_("Write a number from 0 to 3.")))


class WeightsForm(Form):
    """Exponents of the factors, and why they are changed."""

    headcount = fields.Float(required=True, validate=EXPONENT, allow_nan=False)
    exposure = fields.Float(required=True, validate=EXPONENT, allow_nan=False)
    adoption = fields.Float(required=True, validate=EXPONENT, allow_nan=False)
    reason = text(required=True, longest=500)
