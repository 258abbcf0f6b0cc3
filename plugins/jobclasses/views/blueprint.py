"""The blueprint of the job class pages and what several of them need."""

import secrets
from typing import Any

from flask import Blueprint

from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue, taxonomy

bp = Blueprint("jobclasses", __name__, template_folder="../templates")


def form_key() -> str:
    """A fresh key for a form, so that sending it twice makes one record."""
    return secrets.token_hex(12)


@bp.context_processor
def _context() -> dict[str, Any]:
    kinds = taxonomy.shipped()
    return {
        "form_key": form_key,
        "words": words,
        "word": words.word,
        "crafts": catalogue.crafts(),
        "craft_choices": [(c["key"], c["name"]) for c in catalogue.crafts().values()],
        "catalogue_version": catalogue.VERSION,
        "kinds": kinds,
        "kind_choices": [(k["key"], k["name"]) for k in kinds.values()],
    }
