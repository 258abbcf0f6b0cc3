"""The blueprint of saved lists, and what several of its pages need."""

from flask import Blueprint

bp = Blueprint("lists", __name__, template_folder="../templates")
