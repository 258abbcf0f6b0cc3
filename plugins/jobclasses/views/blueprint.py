"""The blueprint of the job class pages and what several of them need."""

from typing import Any

from flask import Blueprint

from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue, taxonomy

bp = Blueprint("jobclasses", __name__, template_folder="../templates")


@bp.context_processor
def _context() -> dict[str, Any]:
    return {
        "words": words,
        "word": words.word,
        "crafts": catalogue.crafts(),
        "kinds": taxonomy.shipped(),
    }
