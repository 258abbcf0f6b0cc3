"""First run: an empty installation is opened once, with a token from the terminal."""

import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from crm import db, jobs, tenancy
from crm.accounts import passwords, service, totp
from crm.auth import token_hash
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.locals import service as local_bodies

KEY = "first-run"
DEMO = "core.load_demo"


def needed() -> bool:
    """Whether there is no local yet."""
    return not db.collection("locals").find({"listed": "yes"}, limit=1, fields=["_id"])


def new_token() -> str:
    """A fresh set-up token (the one before stops working)."""
    token = secrets.token_urlsafe(24)
    change = {"$set": {"hash": token_hash(token)}}
    db.collection("sentinel").update({"_id": KEY}, change, upsert=True)
    return token


def check(token: str) -> None:
    """Refuse a wrong set-up token, and any token once a local exists."""
    stored = db.collection("sentinel").get(KEY)
    if not needed() or stored is None:
        raise NotFound()
    if not hmac.compare_digest(stored["hash"], token_hash(token.strip())):
        raise Invalid({"token": [_("This is not the token that the terminal shows.")]})


def has_demo() -> bool:
    """Whether this installation can load the demo."""
    try:
        tenancy.suite().registry.job(DEMO)
    except KeyError:
        return False
    return True


def load_demo(token: str) -> tuple[str, str]:
    """Queue the loading of the demo into the empty installation.

    Gives the job's id and the password of the demo's accounts, of which only a hash is kept.
    """
    if not has_demo():
        raise NotFound()
    check(token)
    password = secrets.token_urlsafe(18)
    args = {"password_hash": passwords.hash_password(password)}
    job_id = jobs.enqueue(DEMO, args, by="system", key="demo")
    queued = db.collection("jobs").get(job_id)
    if queued is None or queued["args"] != args:
        raise Invalid({"token": [_("Somebody else is loading the demo.")]})
    return job_id, password


@db.atomic
def first_local(data: Mapping[str, Any]) -> dict[str, Any]:
    """Create the first local, every plugin on, and its administrator; gives the account."""
    check(data["token"])
    plugins = [name for name in tenancy.suite().registry.plugins if name != "core"]
    account_id = service.create(data["name"], data["email"], data["password"], suite_admin=True)
    local_bodies.create(data["slug"], data["local_name"], kind=data["kind"], plugins=plugins)
    with tenancy.local_scope(data["slug"]):
        service.set_roles(account_id, ["admin"], actor=tenancy.system_actor())
    db.collection("sentinel").delete({"_id": KEY})
    return service.get(account_id)


def second_factor_error(account: Mapping[str, Any], code: str) -> Any:
    """None when `account` has no second factor or `code` fits it; else what to tell."""
    if not account.get("totp"):
        return None
    if not code:
        return _("Enter the code of your authenticator app.")
    return None if totp.accept(account, code) else _("This code is not right, or was used before.")
