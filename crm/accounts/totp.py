"""The second factor: time-based one-time codes (RFC 6238), each used once, and recovery codes."""

import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any

import pyotp

from crm import db
from crm.accounts import trail
from crm.auth import token_hash

STEP = 30
RECOVERY_CODES = 10


def new_secret() -> str:
    """A random secret to show as a QR code."""
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """The otpauth:// address that authenticator apps read."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Callboard")


def fitting_step(secret: str, code: str, *, now: float | None = None) -> int | None:
    """The 30-second step whose code this is (one step either side allowed), or None."""
    moment = int(now if now is not None else time.time())
    plain = code.replace(" ", "")
    for step in (moment // STEP, moment // STEP - 1, moment // STEP + 1):
        if hmac.compare_digest(pyotp.TOTP(secret).at(step * STEP), plain):
            return step
    return None


def accept(account: Mapping[str, Any], code: str) -> bool:
    """Whether `code` proves the account: a fresh one-time code, or an unused recovery code."""
    factor = account["totp"]
    step = fitting_step(factor["secret"], code)
    accounts = db.collection("accounts")
    if step is not None:
        if step <= factor["used_step"]:
            return False
        same = {"_id": account["_id"], "totp.used_step": factor["used_step"]}
        return bool(accounts.update(same, {"$set": {"totp.used_step": step}}))
    hashed = token_hash(code.strip().lower())
    if hashed not in account["recovery"]:
        return False
    same = {"_id": account["_id"], "recovery": hashed}
    return bool(accounts.update(same, {"$pull": {"recovery": hashed}}))


def enrol(account_id: str, secret: str, code: str) -> list[str] | None:
    """Switch the second factor on; gives recovery codes to show once, None for a wrong code."""
    step = fitting_step(secret, code)
    if step is None:
        return None
    codes = [f"{secrets.token_hex(2)}-{secrets.token_hex(2)}" for _n in range(RECOVERY_CODES)]
    factor = {"secret": secret, "used_step": step, "since": db.now()}
    change = {"$set": {"totp": factor, "recovery": [token_hash(c) for c in codes]}}
    db.collection("accounts").update({"_id": account_id}, change)
    trail.record(account_id, "enrol", "second-factor", account_id)
    return codes


def remove(account_id: str) -> None:
    """Switch the second factor off."""
    db.collection("accounts").update({"_id": account_id}, {"$set": {"totp": None, "recovery": []}})
    trail.record(account_id, "remove", "second-factor", account_id)
