"""What people enter about turf."""

from marshmallow import fields, validate

from crm.schemas import Form, text
from plugins.campaigns.callforms import SourceForm


class TurfForm(SourceForm):
    """Cutting turf: whom, for which organizer, in how many parts."""

    name = text(longest=80)
    organizer = text(longest=40, load_default="")
    parts = fields.Integer(load_default=1, validate=validate.Range(min=1, max=30))
    taken = fields.Boolean(load_default=False)


class TurfChange(Form):
    """A turf's name and organizer, with the version it was read at."""

    name = text(required=True, longest=80)
    organizer = text(longest=40, load_default="")
    version = fields.Integer(required=True)


class TurfQuery(Form):
    """A page of the people of a turf."""

    after = text(longest=400, load_default="")
