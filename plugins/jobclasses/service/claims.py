"""Jurisdiction: which local claims a class, on what basis, and how the claim stands.

A row of `jobclasses_claims`: class_key, local (its number or name), basis (keys of `words.BASES`),
state (`words.CLAIMS`), statement (why, in the local's words), contact, date (ISO day it was made),
version, log [{at, by, state, reason}], at, by, listed 'yes'. Evidence is in `notes`, about
'claim:<id>'. Several locals may claim one class: the record shows that and decides nothing.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from crm import audit, db
from crm.errors import Conflict, NotFound
from crm.tenancy import Actor
from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue, classes, notes
from plugins.jobclasses.service.classes import JobClass

Claim = dict[str, Any]
STANDING = ("asserted", "agreed", "disputed")
FIELDS = ("local", "basis", "state", "statement", "contact", "date")


def get(claim_id: str) -> Claim:
    """A claim; NotFound."""
    found = db.collection("jobclasses_claims").get(claim_id)
    if found is None:
        raise NotFound()
    return found


def of_class(class_key: str) -> list[Claim]:
    """The claims to a class: those that stand first, then by date."""
    found = db.collection("jobclasses_claims").find({"class_key": class_key})
    return sorted(found, key=lambda c: (c["state"] not in STANDING, c["date"], c["local"]))


def every() -> list[Claim]:
    """All claims on record here, newest first."""
    found = db.collection("jobclasses_claims").find({"listed": "yes"})
    return sorted(found, key=lambda c: (c["date"], c["_id"]), reverse=True)


def standing() -> dict[str, list[str]]:
    """The locals whose claim to a class stands, by class key."""
    found: dict[str, list[str]] = {}
    for claim in every():
        if claim["state"] in STANDING:
            found.setdefault(claim["class_key"], []).append(claim["local"])
    return found


def by_class() -> list[dict[str, Any]]:
    """Claims gathered by class: {job, claims, contested}; contested ones first, then by title."""
    known: dict[str, JobClass] = classes.every()
    found: dict[str, list[Claim]] = {}
    for claim in every():
        found.setdefault(claim["class_key"], []).append(claim)
    rows = [
        {"job": known[key], "claims": list(reversed(claims)), "contested": contested(claims)}
        for key, claims in found.items()
        if key in known
    ]
    return sorted(rows, key=lambda row: (not row["contested"], row["job"]["title"]))


def contested(claims: list[Claim]) -> bool:
    """Whether more than one local's claim stands, or one is disputed."""
    standing = [c for c in claims if c["state"] in STANDING]
    return len({c["local"] for c in standing}) > 1 or any(
        c["state"] == "disputed" for c in standing
    )


def _id_of(key: str) -> str:
    """A claim's id: random, or from the key of its form, so that sending it twice makes one.

    Ids are unique suite-wide, and an address holds them: so a digest of local and key.
    """
    if not key:
        return db.new_id()
    return sha256(db.local_key("claim", key).encode()).hexdigest()[:20]


def make(class_key: str, data: Mapping[str, Any], *, actor: Actor) -> Claim:
    """Put a claim on record; the same `key` sent again gives the claim that is there."""
    job = classes.standing(class_key)
    if job is None:
        raise NotFound()
    claim_id = _id_of(data.get("key", ""))
    existing = db.collection("jobclasses_claims").get(claim_id)
    return existing if existing is not None else _make(claim_id, job, data, actor)


@db.atomic
def _make(claim_id: str, job: JobClass, data: Mapping[str, Any], actor: Actor) -> Claim:
    moment = db.now()
    step = {"at": moment, "by": actor.account_id, "state": data["state"], "reason": ""}
    claim = {
        "_id": claim_id,
        "class_key": job["key"],
        "title_key": "",
        **{name: data[name] for name in FIELDS},
        "version": 1,
        "log": [step],
        "at": moment,
        "by": actor.account_id,
        "listed": "yes",
    }
    db.collection("jobclasses_claims").insert(claim)
    audit.record(actor, "claim", "job class claim", claim["_id"], fields=FIELDS)
    return claim


@db.atomic
def change(claim_id: str, version: int, data: Mapping[str, Any], *, actor: Actor) -> Claim:
    """Change a claim read at `version`; Conflict with `theirs` when it has moved on."""
    claim = get(claim_id)
    if claim["version"] != version:
        raise Conflict(theirs=claim)
    fields = {name: data[name] for name in FIELDS}
    update: dict[str, Any] = {"$set": {**fields, "version": version + 1}}
    if fields["state"] != claim["state"] or data.get("reason"):
        step = {"at": db.now(), "by": actor.account_id, "state": fields["state"]}
        update["$push"] = {"log": {**step, "reason": data.get("reason", "")}}
    if not db.collection("jobclasses_claims").update({"_id": claim_id, "version": version}, update):
        raise Conflict(theirs=get(claim_id))
    changed = [name for name in FIELDS if claim[name] != fields[name]]
    audit.record(actor, "update", "job class claim", claim_id, fields=changed)
    return get(claim_id)


def summary(claim_id: str) -> dict[str, Any]:
    """What a letter about a claim says: the claim, the class, its evidence, who else claims it."""
    claim = get(claim_id)
    job = classes.get(claim["class_key"])
    others = [c for c in of_class(job["key"]) if c["_id"] != claim_id and c["state"] in STANDING]
    known = next((row for row in catalogue.locals_() if row["number"] == claim["local"]), None)
    return {
        "claim": claim,
        "job": job,
        "evidence": sorted(
            notes.evidence(f"claim:{claim_id}"), key=lambda n: (n["date"] or "9999", n["at"])
        ),
        "others": others,
        "known_local": known,
        "bases": [label for key, label in words.BASES if key in claim["basis"]],
    }
