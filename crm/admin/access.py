"""People with access to a local, as an administrator sees them."""

from typing import Any

from crm import audit
from crm.accounts import links, sessions
from crm.accounts import service as accounts
from crm.errors import Invalid
from crm.i18n import _
from crm.tenancy import Actor, current


def _row(account: dict[str, Any], seen: dict[str, Any]) -> dict[str, Any]:
    entry = accounts.membership(account, current().local_id) or {"roles": []}
    return {
        "_id": account["_id"],
        "name": account["name"],
        "email": account["email"],
        "roles": entry["roles"],
        "factor": bool(account["totp"]),
        "seen_at": seen.get(account["_id"]) or account.get("seen_at"),
    }


def people() -> list[dict[str, Any]]:
    """Accounts of the local with roles, last use and whether there is a second factor."""
    found = accounts.of_local()
    seen: dict[str, Any] = dict(sessions.last_seen(a["_id"] for a in found))
    return [_row(account, seen) for account in found]


def one(account_id: str) -> dict[str, Any]:
    """One of them, with the others who could take over; NotFound for a stranger."""
    account = accounts.member(account_id)
    row = _row(account, dict(sessions.last_seen([account_id])))
    return {
        **row,
        "sessions": len(sessions.of_account(account_id)),
        "heirs": [(a["_id"], a["name"]) for a in accounts.of_local() if a["_id"] != account_id],
        "may_hand_out": links.may_hand_out_reset(account),
    }


def end_sessions(account_id: str, *, actor: Actor) -> int:
    """Sign somebody of the local out everywhere; gives how many sessions ended."""
    if account_id == actor.account_id:
        raise Invalid(_("End your own sessions at My account."))
    accounts.member(account_id)
    ended = sessions.end_all(account_id)
    audit.record(actor, "sessions", "account", account_id)
    return ended
