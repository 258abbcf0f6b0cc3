"""The audit trail: read by day, downloaded, and its chain checked."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import make_response, request
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from crm import audit as writing
from crm import auth, jobs, localtime, tenancy, web
from crm.accounts import service as accounts
from crm.admin import trail, work
from crm.admin.views.blueprint import AT, bp, page
from crm.auth import allow
from crm.errors import Invalid
from crm.exports.writing import write_csv
from crm.i18n import _
from crm.schemas import Day, Form

LONGEST = timedelta(days=366)


class AuditQuery(Form):
    """Which entries to show: days of the local's zone, and who and what."""

    since = Day()
    until = Day()
    actor = fields.String(load_default="", validate=validate.Length(max=64))
    action = fields.String(load_default="", validate=validate.Length(max=40))
    after = fields.String(load_default="", validate=validate.Length(max=80))


def _asked(data: dict[str, Any]) -> tuple[trail.Asked, dict[str, str]]:
    """What to look for, and the values the form shows; the last seven days by default."""
    today = localtime.today()
    until = date.fromisoformat(data.get("until") or today.isoformat())
    since = date.fromisoformat(data.get("since") or (until - timedelta(days=6)).isoformat())
    if since > until:
        raise Invalid({"since": [_("The first day is after the last.")]})
    if until - since > LONGEST:
        raise Invalid({"since": [_("At most a year at a time.")]})
    asked = trail.Asked(
        since=localtime.begin(since),
        until=localtime.begin(until + timedelta(days=1)),
        actor=data["actor"],
        action=data["action"],
    )
    shown = {"since": since.isoformat(), "until": until.isoformat()}
    return asked, {**shown, "actor": data["actor"], "action": data["action"]}


def _position(text: str) -> tuple[datetime, str] | None:
    moment, _bar, entry_id = text.partition("|")
    try:
        return (datetime.fromtimestamp(int(moment) / 1000, UTC), entry_id) if text else None
    except (ValueError, OverflowError, OSError):
        return None


def _mark(entry: dict[str, Any]) -> str:
    return f"{round(entry['at'].timestamp() * 1000)}|{entry['_id']}"


@bp.get(f"{AT}/audit")
@allow("audit.view")
def audit() -> Response:
    """Who did what, newest first."""
    try:
        data = web.load_query(AuditQuery)
        asked, values = _asked(data)
    except Invalid as error:
        values = {k: request.args.get(k, "") for k in ("since", "until", "actor", "action")}
        return _audit_page([], values, "", error.errors, 422)
    found = trail.page(asked, _position(data["after"]), limit=trail.PAGE + 1)
    more = _mark(found[trail.PAGE - 1]) if len(found) > trail.PAGE else ""
    return _audit_page(found[: trail.PAGE], values, more, {})


def _audit_page(
    found: list[dict[str, Any]],
    values: dict[str, str],
    more: str,
    errors: dict[str, Any],
    status: int = 200,
) -> Response:
    names = accounts.names()
    checks = [job for job in work.recent() if job["name"] == "core.audit_verify"]
    return page(
        "admin/audit.html",
        "entries",
        status=status,
        tab="admin.audit",
        entries=[(entry, trail.sentence(entry, names)) for entry in found],
        accounts=sorted(names.items(), key=lambda pair: pair[1].casefold()),
        actions=[(verb, label) for verb, label in trail.VERBS.items()],
        values=values,
        more=more,
        check=checks[0] if checks else None,
        errors=errors,
    )


@bp.post(f"{AT}/audit/download")
@allow("audit.view")
def audit_download() -> Response:
    """The chosen entries as CSV: ids and field names only."""
    asked, values = _asked(web.load(AuditQuery))
    stream = io.BytesIO()
    write_csv(stream, trail.HEADERS, trail.rows(asked))
    writing.record(auth.actor(), "download", "audit", tenancy.current().local_id)
    answer = make_response(stream.getvalue())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    name = f"audit-{values['since']}-{values['until']}.csv"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


@bp.post(f"{AT}/audit/verify")
@allow("audit.view")
def audit_verify() -> Response:
    """Check the chain in the background."""
    jobs.enqueue("core.audit_verify", by=auth.actor().account_id, key="verify")
    return web.go("admin.audit")
