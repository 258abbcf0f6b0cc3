"""Single-use links: invitations into a local and password resets.

A link's token is random (256 bits) and stored as its hash, so that the database opens nothing.
Using a link takes it away in the same transaction as what it does.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from crm import audit, db, mail, tenancy
from crm.accounts import service, totp, trail
from crm.accounts.sessions import end_all
from crm.auth import token_hash
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor

INVITE, RESET = "invite", "reset"
INVITE_LIFE, RESET_LIFE = timedelta(days=7), timedelta(hours=1)

Address = Callable[[str], str]
"""Makes the whole address of a link from its token; doors know how."""


def _make(purpose: str, life: timedelta, **about: Any) -> str:
    token = secrets.token_urlsafe(32)
    moment = db.now()
    blank: db.Doc = {
        "local_id": None,
        "roles": [],
        "email": "",
        "account_id": None,
        "suite_admin": False,
    }
    db.collection("public_links").insert(
        {
            **blank,
            **about,
            "_id": token_hash(token),
            "purpose": purpose,
            "created_at": moment,
            "expires_at": moment + life,
        }
    )
    return token


def find(token: str) -> dict[str, Any]:
    """The invitation or reset behind `token`; NotFound when unknown, used or expired."""
    found = db.collection("public_links").get(token_hash(token)) if token else None
    if found is None or found["purpose"] not in {INVITE, RESET}:
        raise NotFound()
    if found["expires_at"] <= db.now():
        raise NotFound()
    return found


def _take(found: Mapping[str, Any]) -> None:
    if not db.collection("public_links").delete({"_id": found["_id"]}):
        raise NotFound()


# ---------------------------------------------------------------- invitations


def invite(email: str, roles: Sequence[str], address: Address, *, actor: Actor) -> str:
    """Invite `email` into the current local; gives the address to pass on, '' once it is mailed.

    An earlier invitation of the same person ends. Raises Invalid for a member of the local.
    """
    local = tenancy.current()
    known = service.by_email(email)
    if known and service.membership(known, local.local_id):
        raise Invalid({"email": [_("This person has access already; change the roles instead.")]})
    token = _invite(email.strip().casefold(), roles, actor)
    link = address(token)
    subject = str(_("Your access to %(local)s", local=local.local["name"]))
    return "" if mail.queue(email, subject, _invitation_text(link)) else link


@db.atomic
def _invite(email: str, roles: Sequence[str], actor: Actor) -> str:
    local_id = tenancy.current().local_id
    for earlier in open_invitations():
        if earlier["email"] == email:
            db.collection("public_links").delete({"_id": earlier["_id"]})
    token = _make(
        INVITE,
        INVITE_LIFE,
        local_id=local_id,
        roles=sorted(set(roles)),
        email=email,
        by=actor.account_id,
    )
    audit.record(actor, "invite", "link", token_hash(token)[:12], fields=sorted(set(roles)))
    return token


def _invitation_text(link: str) -> str:
    return str(
        _(
            "You are invited to Callboard. Open this link within 7 days to choose a password. "
            "It works once:\n\n%(link)s\n\nIf you do not expect this, leave it alone.",
            link=link,
        )
    )


def open_invitations() -> list[dict[str, Any]]:
    """The invitations of the current local that still work, newest first."""
    found = db.collection("public_links").find(
        {"local_id": tenancy.current().local_id, "purpose": INVITE}, sort=[("created_at", -1)]
    )
    return [link for link in found if link["expires_at"] > db.now()]


@db.atomic
def withdraw(link_id: str, *, actor: Actor) -> None:
    """End an open invitation of the current local; NotFound for another's."""
    mine = {"_id": link_id, "local_id": tenancy.current().local_id, "purpose": INVITE}
    if not db.collection("public_links").delete(mine):
        raise NotFound()
    audit.record(actor, "withdraw", "link", link_id[:12])


def invite_to_suite(
    email: str, *, by: str, suite_admin: bool = False, local_id: str = "", roles: Sequence[str] = ()
) -> str:
    """An invitation made by an operator, with or without a local; gives the token."""
    token = _make(
        INVITE,
        INVITE_LIFE,
        local_id=local_id or None,
        roles=list(roles),
        email=email.strip().casefold(),
        suite_admin=suite_admin,
        by=by,
    )
    trail.record(by, "invite", "link", token_hash(token)[:12], fields=list(roles))
    return token


@db.atomic
def accept_as_new(token: str, name: str, password: str) -> dict[str, Any]:
    """Use an invitation to make an account (or open a closed one); gives the account.

    Raises Invalid on a weak password, or where the address has an account already, which then
    signs in to accept.
    """
    found = find(token)
    if found["purpose"] != INVITE:
        raise NotFound()
    known = service.by_email(found["email"])
    if known and not known["active"]:
        service.reopen(known["_id"], name, password)
        account_id = str(known["_id"])
    else:
        account_id = service.create(name, found["email"], password)
    return _accept(found, account_id)


@db.atomic
def accept_as(token: str, account_id: str) -> dict[str, Any]:
    """Use an invitation as the signed-in owner of its address; NotFound for anybody else."""
    found = find(token)
    account = service.get(account_id)
    if found["purpose"] != INVITE or account["email"] != found["email"]:
        raise NotFound()
    return _accept(found, account_id)


def _accept(found: Mapping[str, Any], account_id: str) -> dict[str, Any]:
    _take(found)
    if found["suite_admin"]:
        db.collection("accounts").update({"_id": account_id}, {"$set": {"suite_admin": True}})
    if found["local_id"]:
        inviter = Actor(found["by"])
        with tenancy.local_scope(found["local_id"]):
            service.set_roles(account_id, found["roles"], actor=inviter)
    trail.record(account_id, "accept", "link", found["_id"][:12])
    return service.get(account_id)


# ---------------------------------------------------------------- resets


def forgotten(email: str, address: Address) -> None:
    """Mail a reset link to the account of `email`, if there is one; tells nobody whether."""
    account = service.by_email(email)
    if account and account["active"]:
        _mail_reset(account, address, by=account["_id"])


def _reset_token(account: Mapping[str, Any], by: str) -> str:
    drop_resets(account["_id"])
    return _make(RESET, RESET_LIFE, account_id=account["_id"], email=account["email"], by=by)


def _mail_reset(account: Mapping[str, Any], address: Address, *, by: str) -> bool:
    if not mail.configured():
        return False
    text = _(
        "Open this link within an hour to choose a new password for Callboard. It works once:"
        "\n\n%(link)s\n\nIf you did not ask for it, leave it alone: nothing has changed.",
        link=address(_reset_token(account, by)),
    )
    return mail.queue(account["email"], str(_("A new password for Callboard")), str(text))


def may_hand_out_reset(account: Mapping[str, Any]) -> bool:
    """Whether an administrator of the current local may hold a reset link of `account`.

    Not where the account opens another local or the suite: that would be a way in there.
    """
    local_id = tenancy.current().local_id
    elsewhere = [m for m in account["memberships"] if m["local_id"] != local_id]
    return not elsewhere and not account["suite_admin"]


def reset_for_member(account_id: str, address: Address, *, actor: Actor) -> str:
    """Make a reset link for a member of the local; gives it, or '' once it is mailed.

    Raises Invalid where it may only be mailed to the owner and no mail is set up.
    """
    if account_id == actor.account_id:
        raise Invalid(_("Change your own password at My account."))
    account = service.member(account_id)
    audit.record(actor, "reset-link", "account", account_id)
    if _mail_reset(account, address, by=actor.account_id):
        return ""
    if not may_hand_out_reset(account):
        raise Invalid(
            _("This account serves other locals too: ask the suite administrator for a link.")
        )
    return address(_reset_token(account, actor.account_id))


def reset_by_operator(account_id: str, *, drop_second_factor: bool = False) -> str:
    """A reset token for any account, for the command line; may take a lost second factor off."""
    account = service.get(account_id)
    if drop_second_factor:
        totp.remove(account_id)
    trail.record("system", "reset-link", "account", account_id)
    return _reset_token(account, "system")


def drop_resets(account_id: str) -> None:
    """End every reset link of an account."""
    for link in db.collection("public_links").find({"account_id": account_id}):
        if link["purpose"] == RESET:
            db.collection("public_links").delete({"_id": link["_id"]})


@db.atomic
def use_reset(token: str, password: str) -> None:
    """Set the new password and end the link and every session. Raises Invalid when weak."""
    found = find(token)
    if found["purpose"] != RESET:
        raise NotFound()
    _take(found)
    service.set_password(found["account_id"], password)
    end_all(found["account_id"])
    trail.record(found["account_id"], "reset", "account", found["account_id"])
