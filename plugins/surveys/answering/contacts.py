"""Members who ask to be contacted, beside an anonymous survey: a form that shares nothing with it.

A request (collection `surveys_contacts`): {_id, survey_id, name, reach, about}. No time, no code,
no link to any response.
"""

from collections.abc import Mapping
from typing import Any

from crm import audit, db
from crm.errors import NotFound
from crm.tenancy import Actor
from plugins.surveys.service.surveys import Survey

NAME = "surveys_contacts"


def ask(survey: Survey, data: Mapping[str, Any]) -> None:
    """Keep a request shaped by ContactForm."""
    wanted = {k: data.get(k, "") for k in ("name", "reach", "about")}
    db.collection(NAME).insert({**wanted, "survey_id": survey["_id"]})


def of_survey(survey: Survey, *, actor: Actor) -> list[dict[str, Any]]:
    """The requests, by name; reading them is recorded."""
    found = db.collection(NAME).find({"survey_id": survey["_id"]})
    if found:
        audit.record(actor, audit.READ, "survey", survey["_id"], fields=["contacts"])
    return sorted(found, key=lambda entry: entry["name"].casefold())


@db.atomic
def settle(survey: Survey, contact_id: str, *, actor: Actor) -> None:
    """Remove a request that has been seen to; NotFound for another survey's."""
    mine = {"_id": contact_id, "survey_id": survey["_id"]}
    if not db.collection(NAME).delete(mine):
        raise NotFound()
    audit.record(actor, "settle-contact", "survey", survey["_id"])
