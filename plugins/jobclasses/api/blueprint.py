"""The blueprint that all modules of the API share."""

from flask_smorest import Blueprint
from marshmallow import EXCLUDE

bp = Blueprint("jobclasses_api", __name__, description="Job classes, titles, claims and codes")


class Lenient:
    """Options of a query: old links keep working."""

    unknown = EXCLUDE
