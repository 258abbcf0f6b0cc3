"""Reading the audit trail: pages, sentences, and the check of its chain. Writing is `crm.audit`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crm import audit, db
from crm.errors import CRMError
from crm.i18n import _
from crm.jobs import Job

PAGE = 50
MOST = 50_000
"""The most entries one download holds."""

VERBS: dict[str, Any] = {
    "view": _("looked at"),
    "read": _("looked at"),
    "create": _("added"),
    "update": _("changed"),
    "delete": _("deleted"),
    "restore": _("restored"),
    "purge": _("erased"),
    "merge": _("merged"),
    "unmerge": _("took apart again"),
    "import": _("imported"),
    "undo": _("took back"),
    "export": _("took out"),
    "download": _("downloaded"),
    "roles": _("changed the roles of"),
    "role": _("changed the rights of"),
    "invite": _("invited somebody with"),
    "accept": _("accepted"),
    "enrol": _("set up"),
    "remove": _("took off"),
    "password": _("changed the password of"),
    "reset": _("chose a new password for"),
    "deactivate": _("closed"),
    "withdraw": _("withdrew"),
    "confirm": _("confirmed"),
    "dismiss": _("dismissed"),
    "depart": _("ended the access of"),
    "sessions": _("ended the sessions of"),
    "reset-link": _("made a reset link for"),
    "revoke": _("revoked"),
    "enable": _("switched on"),
    "disable": _("switched off"),
    "settings": _("changed the settings of"),
    "ask": _("asked for access to"),
    "grant": _("gave access to"),
    "refuse": _("refused access to"),
    "verify": _("checked"),
    "do-not-contact": _("changed do-not-contact of"),
}
THINGS: dict[str, Any] = {
    "person": _("the person"),
    "account": _("the account"),
    "workplace": _("the workplace"),
    "campaign": _("the campaign"),
    "contact": _("the contact"),
    "list": _("the list"),
    "import": _("the import"),
    "export": _("the export"),
    "plugin": _("the plugin"),
    "local": _("the local"),
    "role": _("the role"),
    "second-factor": _("the second factor of"),
    "link": _("the link"),
    "token": _("the API token"),
    "audit": _("the audit trail"),
    "survey": _("the survey"),
    "survey-suggestion": _("what an answer suggested, number"),
    "custom_field": _("the custom field"),
    "access_request": _("the access request"),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which entries are asked for: a half-open span of time, and who and what, where given."""

    since: datetime
    until: datetime
    actor: str = ""
    action: str = ""


def sentence(entry: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """One entry in words; accounts by name, all else by id."""
    who = names.get(entry["actor"], "")
    if not who:
        system = entry["actor"] == "system"
        who = str(_("Callboard")) if system else str(_("former account %(id)s", id=entry["actor"]))
    kind, about = entry["entity"], entry["entity_id"]
    return str(
        _(
            "%(who)s %(what)s %(thing)s %(id)s",
            who=who,
            what=VERBS.get(entry["action"], entry["action"]),
            thing=THINGS.get(kind, kind),
            id=names.get(about, about) if kind in {"account", "second-factor"} else about,
        )
    )


def _spans(asked: Asked, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Back from `until` day by day, so that no query surfaces more than a day's entries."""
    while until > asked.since:
        since = max(asked.since, until - timedelta(days=1))
        yield since, until
        until = since


def _day(asked: Asked, since: datetime, until: datetime, **options: Any) -> list[dict[str, Any]]:
    span: dict[str, Any] = {"at": {"$gte": since, "$lt": until}}
    if asked.actor:
        span = {"actor": asked.actor, **span}
    where = {"action": asked.action} if asked.action else {}
    where.update(options.pop("where", {}))
    return db.collection("audit").find(
        span, where=where or None, sort=[("at", -1), ("_id", -1)], **options
    )


def page(
    asked: Asked, after: tuple[datetime, str] | None = None, *, limit: int = PAGE
) -> list[dict[str, Any]]:
    """Up to `limit` entries, newest first; `after` is (at, id) of the last one seen."""
    found: list[dict[str, Any]] = []
    where: dict[str, Any] = {}
    until = asked.until
    if after:
        at, entry_id = after
        until = min(until, at + timedelta(milliseconds=1))
        where = {"$or": [{"at": {"$lt": at}}, {"_id": {"$lt": entry_id}}]}
    for since, end in _spans(asked, until):
        found += _day(asked, since, end, where=where, limit=limit - len(found))
        if len(found) >= limit:
            break
    return found


def rows(asked: Asked) -> Iterator[list[str]]:
    """The entries as rows for a file: ids and field names only, no personal values."""
    count = 0
    for since, end in _spans(asked, asked.until):
        for entry in _day(asked, since, end):
            count += 1
            if count > MOST:
                raise CRMError(_("More than %(n)d entries: choose fewer days.", n=MOST))
            yield [
                entry["at"].isoformat(),
                entry["actor"],
                entry["action"],
                entry["entity"],
                entry["entity_id"],
                " ".join(entry["people"]),
                " ".join(entry["fields"]),
            ]


HEADERS = ("at", "actor", "action", "entity", "entity_id", "people", "fields")


def verify_job(job: Job) -> dict[str, Any]:
    """Check the chain of the local in the background; the result names what is broken."""
    broken = audit.verify()
    job.progress(1, 1)
    return {
        "broken": len(broken),
        "message": str(_("The audit trail is whole.")) if not broken else "",
        "lines": broken[:100],
    }
