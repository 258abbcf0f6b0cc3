"""The blueprint that every page of accounts hangs on."""

from flask import Blueprint

bp = Blueprint("accounts", "crm.accounts", template_folder="templates")
