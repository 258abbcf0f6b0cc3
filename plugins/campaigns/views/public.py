"""The blueprint of what opens without signing in, by a public link's token (`/p/<token>/...`)."""

from flask import Blueprint

public_bp = Blueprint("campaigns_public", __name__, template_folder="../templates")
