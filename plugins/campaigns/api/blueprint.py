"""The blueprint of the campaigns API, and shapes that several of its nouns share."""

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from crm.schemas import KEY

bp = Blueprint(
    "campaigns_api",
    __name__,
    description="Campaigns: units, contacts, events with turnout, tasks, structure tests, calls",
)


class Keyed(Schema):
    """With a key of the sender's: the same one sent again gives what is there already."""

    key = fields.String(validate=KEY)
