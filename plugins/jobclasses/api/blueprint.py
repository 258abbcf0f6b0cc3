"""The blueprint that all modules of the API share."""

from flask_smorest import Blueprint

bp = Blueprint("jobclasses_api", __name__, description="Job classes, titles, claims and codes")
