"""Requests for access: somebody added a person who is on file out of their reach.

Asking shows nothing of the record. Granting opens that one person to the one who asked.
"""

from typing import Any

from crm import audit, db
from crm.accounts import service as accounts
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor

OPEN, GRANTED, REFUSED = "open", "granted", "refused"


def ask(person_id: str, actor: Actor) -> str:
    """Ask for access to a person of this local; gives the request's id. Asking twice is one."""
    request_id = db.local_key("access", person_id, actor.account_id)
    requests = db.collection("access_requests")
    fresh = {"person_id": person_id, "by": actor.account_id, "at": db.now(), "state": OPEN}
    found = requests.get(request_id)
    if found is None:
        try:
            requests.insert({"_id": request_id, **fresh})
        except Conflict:
            return request_id
    elif found["state"] == OPEN:
        return request_id
    else:
        requests.update({"_id": request_id}, {"$set": fresh})
    audit.record(actor, "ask", "person", person_id)
    return request_id


def open_requests(actor: Actor, *, limit: int = 100) -> list[dict[str, Any]]:
    """Requests nobody has answered yet, oldest first, with the names of both sides."""
    actor.require("people.see_all")
    found = db.collection("access_requests").find({"state": OPEN}, sort=[("at", 1)], limit=limit)
    names = accounts.names()
    ids = list({request["person_id"] for request in found})
    people = {
        person["_id"]: person["name"]
        for person in db.collection("people").find({"_id": {"$in": ids}}, fields=["name"])
    }
    return [
        {**r, "by_name": names.get(r["by"], ""), "person_name": people.get(r["person_id"], "")}
        for r in found
    ]


@db.atomic
def answer(request_id: str, grant: bool, actor: Actor) -> None:
    """Grant or refuse an open request; NotFound for another local's or one already answered.

    Raises Invalid where somebody answers their own.
    """
    actor.require("people.see_all")
    requests = db.collection("access_requests")
    found = requests.get(request_id)
    if found is None or found["state"] != OPEN:
        raise NotFound()
    if found["by"] == actor.account_id:
        raise Invalid(_("Nobody grants their own request; ask another administrator."))
    change = {"state": GRANTED if grant else REFUSED, "answered_by": actor.account_id}
    if not requests.update({"_id": request_id, "state": OPEN}, {"$set": change}):
        raise Conflict()
    if grant:
        _open(found["person_id"], found["by"])
    audit.record(actor, "grant" if grant else "refuse", "person", found["person_id"])


def _open(person_id: str, account_id: str) -> None:
    scope = f"person:{person_id}"
    accounts.change_grants(account_id, give=[scope])
    db.collection("people").update({"_id": person_id}, {"$addToSet": {"scopes": scope}})
