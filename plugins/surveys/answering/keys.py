"""The secret of each open survey. It is in no export or backup, and goes when the survey closes.

A database that was restored from an export has no secrets: its open surveys take no more answers
(nobody could tell who has answered already) and have to be closed.
"""

import secrets

from crm import db
from crm.errors import Conflict
from crm.i18n import _

NAME = "surveys_secrets"
LEFT_OUT = "secrets of open surveys: with them, messages could be matched with answers"


def make(survey_id: str) -> None:
    """Give a survey that opens its secret."""
    db.collection(NAME).insert({"_id": survey_id, "key": secrets.token_bytes(32)})


def find(survey_id: str) -> bytes | None:
    """The secret, or None once it is destroyed."""
    found = db.collection(NAME).get(survey_id)
    return bytes(found["key"]) if found else None


def get(survey_id: str) -> bytes:
    """The secret; Conflict once it is destroyed."""
    found = find(survey_id)
    if found is None:
        raise Conflict(_("This survey is closed."))
    return found


def destroy(survey_id: str) -> None:
    """Delete the secret for good."""
    db.collection(NAME).delete({"_id": survey_id})
