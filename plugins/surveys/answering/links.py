"""The addresses of a survey: the one it has from opening on, and those of posters and kiosks.

A link (collection `surveys_links`): {_id, survey_id, token, kind: "survey" | "poster" | "kiosk",
place}. The token of such a link opens nothing by itself in surveys with invitations; it is kept
readable, since it has to be printed again. `public_links` finds the local by its hash.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crm import audit, db, tenancy
from crm.auth import token_hash
from crm.errors import Conflict, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.service.surveys import Survey

NAME = "surveys_links"
KINDS = ("survey", "poster", "kiosk")
LIFE = timedelta(days=3 * 366)
"""A link answers "closed" after the end of its survey, and is gone after so long."""
MOST = 200


def make(survey_id: str, kind: str, place: str = "") -> dict[str, Any]:
    """Add an address to a survey."""
    token, link_id = secrets.token_urlsafe(16), db.new_id()
    link = {"_id": link_id, "survey_id": survey_id, "token": token, "kind": kind, "place": place}
    db.collection(NAME).insert(link)
    db.collection("public_links").insert(
        {
            "_id": token_hash(token),
            "plugin": "surveys",
            "purpose": "survey",
            "local_id": tenancy.current().local_id,
            "account_id": None,
            "survey_id": survey_id,
            "link_id": link_id,
            "kind": kind,
            "place": place,
            "expires_at": db.now() + LIFE,
        }
    )
    return link


def of_survey(survey_id: str) -> list[dict[str, Any]]:
    """All addresses of a survey: its own first, then by kind and place."""
    found = db.collection(NAME).find({"survey_id": survey_id})
    return sorted(found, key=lambda link: (KINDS.index(link["kind"]), link["place"].casefold()))


def main(survey_id: str) -> dict[str, Any]:
    """The survey's own address; NotFound before it has been opened."""
    found = [link for link in of_survey(survey_id) if link["kind"] == "survey"]
    if not found:
        raise NotFound()
    return found[0]


def get(survey_id: str, link_id: str) -> dict[str, Any]:
    """One address of a survey; NotFound for another's."""
    found = db.collection(NAME).get({"_id": link_id, "survey_id": survey_id})
    if found is None:
        raise NotFound()
    return found


@db.atomic
def add(survey: Survey, kind: str, place: str, *, actor: Actor) -> dict[str, Any]:
    """Make a poster or kiosk for a place; the same place again gives the one there is."""
    if survey["state"] != "open":
        raise Conflict(_("Open the survey first: its mode is fixed then."))
    there = of_survey(survey["_id"])
    for link in there:
        if link["kind"] == kind and link["place"].casefold() == place.casefold():
            return link
    if len(there) >= MOST:
        raise Conflict(_("A survey has at most %(n)d posters and kiosks.", n=MOST))
    link = make(survey["_id"], kind, place)
    audit.record(actor, "add-link", "survey", survey["_id"], fields=[kind])
    return link


@db.atomic
def remove(survey_id: str, link_id: str, *, actor: Actor) -> None:
    """End a poster or kiosk: its address answers no more."""
    link = get(survey_id, link_id)
    if link["kind"] == "survey":
        raise NotFound()
    db.collection(NAME).delete({"_id": link_id})
    db.collection("public_links").delete({"_id": token_hash(link["token"])})
    audit.record(actor, "remove-link", "survey", survey_id, fields=[link["kind"]])


def survey_of(link: Mapping[str, Any]) -> Survey:
    """The survey behind a public link; NotFound where it is gone."""
    found = db.collection("surveys_surveys").get(str(link["survey_id"]))
    if found is None:
        raise NotFound()
    return found
