"""The blueprint that every page of workplaces hangs on."""

from flask import Blueprint

bp = Blueprint("workplaces", "crm.workplaces", template_folder="templates")
