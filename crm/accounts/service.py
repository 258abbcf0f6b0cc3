"""Accounts: creating, signing in, memberships and grants. Links are in `links`."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import audit, db, jobs, tenancy
from crm.accounts import passwords, sessions, tokens, trail
from crm.errors import Conflict, Invalid, NotFound
from crm.events import AccountDeparted
from crm.i18n import _
from crm.registry import emit
from crm.tenancy import Actor


def by_email(email: str) -> dict[str, Any] | None:
    """The account with this address, in any spelling of upper and lower case."""
    return db.collection("accounts").get({"email": email.strip().casefold()})


def get(account_id: str) -> dict[str, Any]:
    """An account by id; NotFound."""
    found = db.collection("accounts").get(account_id)
    if found is None:
        raise NotFound()
    return found


def create(name: str, email: str, password: str, *, suite_admin: bool = False) -> str:
    """Make an account without any role yet; gives its id.

    Raises Invalid for a weak password or an address that has an account.
    """
    passwords.check_new(password, about=(name, email, email.split("@", maxsplit=1)[0]))
    try:
        return db.collection("accounts").insert(
            {
                "email": email.strip().casefold(),
                "name": name,
                "password": passwords.hash_password(password),
                "active": True,
                "suite_admin": suite_admin,
                "memberships": [],
                "totp": None,
                "recovery": [],
                "theme": "",
                "language": "",
                "created_at": db.now(),
                "seen_at": None,
            }
        )
    except Conflict as error:
        raise Invalid({"email": [_("There is an account with this address.")]}) from error


def authenticate(email: str, password: str) -> dict[str, Any] | None:
    """The account, or None: same work for an unknown address as for a wrong password."""
    account = by_email(email)
    fits = passwords.matches(account["password"] if account else None, password)
    return account if account and fits and account["active"] else None


def set_password(account_id: str, password: str, *, keep_session: str = "") -> None:
    """Change the password and end every other session of the account."""
    account = get(account_id)
    passwords.check_new(
        password,
        second_factor=bool(account["totp"]),
        about=(account["name"], account["email"], account["email"].split("@")[0]),
    )
    change = {"$set": {"password": passwords.hash_password(password)}}
    db.collection("accounts").update({"_id": account_id}, change)
    sessions.end_all(account_id, but=keep_session)
    trail.record(account_id, "password", "account", account_id)


def reopen(account_id: str, name: str, password: str) -> None:
    """Open a closed account again, with a new password and no second factor yet."""
    change = {"name": name, "active": True, "totp": None, "recovery": []}
    db.collection("accounts").update({"_id": account_id}, {"$set": change})
    set_password(account_id, password)


def rename(account_id: str, name: str) -> None:
    """Change the name others see."""
    db.collection("accounts").update({"_id": account_id}, {"$set": {"name": name}})
    trail.record(account_id, "update", "account", account_id, fields=["name"])


def note_sign_in(account_id: str) -> None:
    """Keep when the account was last signed in to (sessions themselves go when they end)."""
    db.collection("accounts").update({"_id": account_id}, {"$set": {"seen_at": db.now()}})


def set_theme(account_id: str, theme: str) -> None:
    """Dark, light, or (anything else) as the system has it."""
    kept = theme if theme in {"dark", "light"} else ""
    db.collection("accounts").update({"_id": account_id}, {"$set": {"theme": kept}})


def every(local_id: str = "") -> list[dict[str, Any]]:
    """All accounts by address, or those of one local: for the command line."""
    which = {"memberships.local_id": local_id} if local_id else {"email": {"$gte": ""}}
    return sorted(db.collection("accounts").find(which), key=lambda a: a["email"])


def membership(account: Mapping[str, Any], local_id: str) -> dict[str, Any] | None:
    """The roles and grants of `account` in a local."""
    return next((m for m in account["memberships"] if m["local_id"] == local_id), None)


def of_local() -> list[dict[str, Any]]:
    """All accounts with a role in the current local, by name."""
    local_id = tenancy.current().local_id
    found = db.collection("accounts").find({"memberships.local_id": local_id})
    return sorted(found, key=lambda a: a["name"].casefold())


def member(account_id: str) -> dict[str, Any]:
    """An account of the current local; NotFound for a stranger to it."""
    account = db.collection("accounts").get(account_id)
    if account is None or membership(account, tenancy.current().local_id) is None:
        raise NotFound()
    return account


def names() -> dict[str, str]:
    """Names of the local's accounts by id, for showing who did what."""
    here = {"memberships.local_id": tenancy.current().local_id}
    found = db.collection("accounts").find(here, fields=["name"])
    return {account["_id"]: account["name"] for account in found}


def _store_memberships(account: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> None:
    same = {"_id": account["_id"], "memberships": account["memberships"]}
    change = {"$set": {"memberships": [dict(entry) for entry in entries]}}
    if not db.collection("accounts").update(same, change):
        raise Conflict()


@db.atomic
def set_roles(account_id: str, roles: Sequence[str], *, actor: Actor) -> None:
    """Give `account_id` exactly these roles in the current local (it may be new to it).

    Ends its sessions, so that no open page keeps an old right. Nobody changes their own.
    """
    if account_id == actor.account_id:
        raise Invalid({"roles": [_("Nobody changes their own roles; ask another administrator.")]})
    account = get(account_id)
    local_id = tenancy.current().local_id
    kept = membership(account, local_id) or {"grants": []}
    others = [m for m in account["memberships"] if m["local_id"] != local_id]
    entry = {"local_id": local_id, "roles": sorted(set(roles)), "grants": kept["grants"]}
    _store_memberships(account, [*others, entry])
    db.collection("accounts").update({"_id": account_id}, {"$set": {"active": True}})
    sessions.end_all(account_id)
    audit.record(actor, "roles", "account", account_id, fields=list(roles))


@db.atomic
def remove(account_id: str, *, actor: Actor, heir_id: str | None = None) -> None:
    """An organizer leaves the local: no role, no session, and their work goes to `heir_id`."""
    if account_id == actor.account_id:
        raise Invalid({"roles": [_("Nobody removes themselves; ask another administrator.")]})
    account = member(account_id)
    if heir_id == account_id:
        raise Invalid({"heir": [_("Choose somebody else.")]})
    if heir_id:
        member(heir_id)
    local_id = tenancy.current().local_id
    left = [m for m in account["memberships"] if m["local_id"] != local_id]
    _store_memberships(account, left)
    if not left and not account["suite_admin"]:
        db.collection("accounts").update({"_id": account_id}, {"$set": {"active": False}})
    sessions.end_all(account_id)
    tokens.drop(account_id, local_id)
    _drop_invitations_by(account_id, local_id)
    if heir_id:
        _hand_over(account, heir_id, actor)
    emit(AccountDeparted(actor.account_id, account_id, heir_id))
    audit.record(actor, "depart", "account", account_id, fields=["heir"] if heir_id else [])


def _drop_invitations_by(account_id: str, local_id: str) -> None:
    links = db.collection("public_links")
    for link in links.find({"local_id": local_id, "purpose": "invite"}):
        if link["by"] == account_id:
            links.delete({"_id": link["_id"]})


def _hand_over(account: Mapping[str, Any], heir_id: str, actor: Actor) -> None:
    """Single people that were opened to the leaver, and those they brought in, pass to the heir."""
    entry = membership(account, tenancy.current().local_id) or {"grants": []}
    opened = [grant for grant in entry["grants"] if grant.startswith("person:")]
    if opened:
        change_grants(heir_id, give=opened)
    who = {"leaver_id": account["_id"], "heir_id": heir_id}
    jobs.enqueue("core.hand_over", who, by=actor.account_id, key=account["_id"])


@db.atomic
def deactivate(account_id: str, *, actor: Actor) -> None:
    """Close an account everywhere: no session, no token, no role in any local."""
    for entry in get(account_id)["memberships"]:
        with tenancy.local_scope(entry["local_id"]):
            remove(account_id, actor=actor)
    change = {"$set": {"active": False, "suite_admin": False}}
    db.collection("accounts").update({"_id": account_id}, change)
    sessions.end_all(account_id)
    tokens.drop(account_id)
    trail.record(actor.account_id, "deactivate", "account", account_id)


@db.atomic
def change_grants(account_id: str, *, give: Sequence[str] = (), take: Sequence[str] = ()) -> None:
    """Add and remove scopes (ids of campaigns, turfs) whose people the account may see."""
    account = member(account_id)
    local_id = tenancy.current().local_id
    entries = []
    for entry in account["memberships"]:
        if entry["local_id"] == local_id:
            grants = (set(entry["grants"]) | set(give)) - set(take)
            entries.append({**entry, "grants": sorted(grants)})
        else:
            entries.append(entry)
    if entries != account["memberships"]:
        _store_memberships(account, entries)
