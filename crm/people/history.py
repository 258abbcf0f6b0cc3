"""A person's history: entries of every enabled plugin merged by time, and who saw the record."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog

from crm import audit
from crm.accounts import service as accounts
from crm.errors import Forbidden
from crm.people import reach
from crm.registry import current as registry
from crm.tenancy import Actor

log = structlog.get_logger(__name__)
SIZE = 20


def timeline(
    person_id: str, *, actor: Actor, before: datetime | None = None, size: int = SIZE
) -> list[Mapping[str, Any]]:
    """The latest `size` entries before a moment, newest first. NotFound out of reach.

    Each has at, title, detail, by (an account's name here) and optionally url.
    """
    reach.find(person_id, actor=actor, deleted=True)
    entries: list[Mapping[str, Any]] = []
    for plugin, source in registry().each("timeline", actor):
        try:
            found = source.entries(person_id, actor=actor, before=before, limit=size)
            entries += [{**entry, "at": entry["at"].astimezone(UTC)} for entry in found]
        except Exception as error:
            if plugin.name == "core":
                raise
            log.error("timeline failed", plugin=plugin.name, source=source.id, exc_info=error)
    entries.sort(key=lambda entry: entry["at"], reverse=True)
    names = accounts.names()
    return [{**e, "by": names.get(e["by"], e["by"])} for e in entries[:size]]


def may_see_trail(actor: Actor) -> bool:
    """Whether `actor` may read who saw a person."""
    return actor.can("audit.view")


def trail(person_id: str, *, actor: Actor, limit: int = 100) -> list[dict[str, Any]]:
    """Who saw or changed this person, newest first. Forbidden, NotFound."""
    if not may_see_trail(actor):
        raise Forbidden()
    reach.find(person_id, actor=actor, deleted=True)
    names = accounts.names()
    return [
        {**e, "by": names.get(e["actor"], e["actor"])}
        for e in audit.of_person(person_id, limit=limit)
    ]
