"""Server-side sessions: a random token in the cookie, its SHA-256 in the database.

Ending a session here ends every copy of its cookie (Flask-Login's own logout would not).
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from crm import db, tenancy
from crm.auth import token_hash
from crm.errors import NotFound
from crm.queryshape import chunks

SEEN_EVERY = timedelta(minutes=1)
STEP_UP = timedelta(minutes=10)


def start(account_id: str, *, device: str = "", proven: bool = True) -> str:
    """Begin a session; gives the token for the cookie. `proven`: the password was just given."""
    token, moment = secrets.token_urlsafe(32), db.now()
    db.collection("sessions").insert(
        {
            "_id": token_hash(token),
            "account_id": account_id,
            "device": device[:80],
            "created_at": moment,
            "seen_at": moment,
            "stepped_up_at": moment if proven else None,
            "ends_at": moment + timedelta(hours=tenancy.suite().config.absolute_hours),
        }
    )
    return token


def find(token: str) -> dict[str, Any] | None:
    """The live session of `token`, its last use noted; None once idle, ended or killed."""
    found = db.collection("sessions").get(token_hash(token))
    if found is None:
        return None
    moment = db.now()
    idle = timedelta(minutes=tenancy.suite().config.idle_minutes)
    if found["ends_at"] <= moment or found["seen_at"] + idle <= moment:
        end(found["_id"])
        return None
    if moment - found["seen_at"] > SEEN_EVERY:
        db.collection("sessions").update({"_id": found["_id"]}, {"$set": {"seen_at": moment}})
    return found


def stepped_up(session: Mapping[str, Any]) -> bool:
    """Whether the password was given within the last ten minutes."""
    moment = session.get("stepped_up_at")
    return moment is not None and db.now() - moment < STEP_UP


def step_up(session_id: str) -> None:
    """Note that the person has just proven who they are."""
    db.collection("sessions").update({"_id": session_id}, {"$set": {"stepped_up_at": db.now()}})


def of_account(account_id: str) -> list[dict[str, Any]]:
    """The live sessions of an account, the latest first."""
    return db.collection("sessions").find({"account_id": account_id}, sort=[("seen_at", -1)])


def end(session_id: str) -> None:
    """End one session by its stored id."""
    db.collection("sessions").delete({"_id": session_id})


def end_own(session_id: str, account_id: str) -> None:
    """End one session of `account_id`; NotFound for another's."""
    if not db.collection("sessions").delete({"_id": session_id, "account_id": account_id}):
        raise NotFound()


def last_seen(account_ids: Iterable[str]) -> dict[str, datetime]:
    """When each of the accounts that are signed in now was last seen."""
    seen: dict[str, datetime] = {}
    for batch in chunks(account_ids):
        for found in db.collection("sessions").find({"account_id": {"$in": batch}}):
            before = seen.get(found["account_id"], found["seen_at"])
            seen[found["account_id"]] = max(before, found["seen_at"])
    return seen


def end_all(account_id: str, *, but: str = "") -> int:
    """End all sessions of an account, except the stored id `but`; gives how many."""
    ended = 0
    for found in of_account(account_id):
        if found["_id"] != but:
            end(found["_id"])
            ended += 1
    return ended
