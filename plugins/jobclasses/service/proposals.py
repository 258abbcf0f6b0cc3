"""A proposal's life: proposed, reviewed, adopted or rejected; later disputed, retired, restored.

Who may do what: anybody who may propose changes their own proposal until it is under review;
those who decide change and decide all. With the local's two-person rule, whoever proposed a
class or sent it to review cannot also adopt it.
"""

from collections.abc import Mapping
from typing import Any

from crm import db
from crm.errors import Conflict, Forbidden, Invalid
from crm.i18n import _
from crm.tenancy import Actor
from crm.values import fold
from plugins.jobclasses import settings, words
from plugins.jobclasses.service import classes, keeping, notes
from plugins.jobclasses.service.classes import JobClass

STEPS: dict[str, tuple[str, ...]] = {
    "sighted": ("proposed", "rejected"),
    "proposed": ("review", "rejected"),
    "review": ("adopted", "rejected", "proposed"),
    "adopted": ("disputed", "retired", "review"),
    "disputed": ("adopted", "retired"),
    "rejected": ("proposed",),
    "retired": ("adopted",),
}
"""Where a class may go from each status; 'merged' is reached and left by `merging` alone."""
EMPTY: dict[str, Any] = {
    "aliases": [],
    "parent": "",
    "tasks": [],
    "tools": [],
    "codes": {"soc": [], "onet": [], "isco": [], "noc": []},
    "ai_relations": ["none"],
    "ai_kinds": [],
    "trained_on": [],
    "merged_into": "",
    "sources": [],
    "certainty": "C",
}


def named(title: str, *, but: str = "") -> JobClass | None:
    """The live class that bears this title or alias, other than `but`; None."""
    wanted = fold(title)
    for job in classes.live().values():
        names = (job["title"], *(a["text"] for a in job["aliases"]))
        if job["key"] != but and wanted in {fold(name) for name in names}:
            return job
    return None


def _require_free(title: str, but: str = "") -> None:
    taken = named(title, but=but)
    if taken is not None:
        text = _("%(title)s is a class already, or an alias of one.", title=taken["title"])
        raise Invalid({"title": [text]})


def _require_parent(parent: str, key: str = "") -> None:
    known = classes.every()
    if parent and (parent not in known or parent == key):
        raise Invalid({"parent": [_("There is no such class to be a kind of.")]})
    seen: set[str] = set()
    while parent and parent in known and parent not in seen:
        seen.add(parent)
        parent = known[parent]["parent"]
        if key and parent == key:
            raise Invalid({"parent": [_("That class is itself a kind of this one.")]})


def propose(data: Mapping[str, Any], *, actor: Actor, status: str = "proposed") -> JobClass:
    """A new class of this local from data shaped by ClassForm.

    Raises Invalid where a live class bears the title. The same `key` sent again gives the class
    that is there.
    """
    key = data.get("key") or db.new_id()
    existing = db.collection("jobclasses_classes").get(classes.class_id(key))
    if existing is not None:
        return existing
    _require_free(data["title"])
    _require_parent(data.get("parent", ""))
    fields = {k: v for k, v in data.items() if k not in ("key", "reason")}
    fresh = {**EMPTY, **fields, "key": key, "status": status, "origin": "local", "version": 0}
    fresh |= {"proposed_by": actor.account_id, "reviewed_by": ""}
    reason = data.get("reason", "")
    return keeping.write(fresh, {}, actor=actor, action="propose", reason=reason)


def may_edit(job: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the actor may change the text of this class."""
    if job["status"] == "merged":
        return False
    own = job["status"] == "proposed" and job.get("proposed_by") == actor.account_id
    return actor.can("jobclasses.decide") or (own and actor.can("jobclasses.propose"))


def require_edit(job: Mapping[str, Any], actor: Actor) -> None:
    """Raise Forbidden unless the actor may change the text of this class."""
    if not may_edit(job, actor):
        raise Forbidden()


def edit(class_key: str, version: int, data: Mapping[str, Any], *, actor: Actor) -> JobClass:
    """Change a class read at `version`; Conflict with `theirs` when it has moved on."""
    job = classes.get(class_key)
    require_edit(job, actor)
    if job["version"] != version:
        raise Conflict(theirs=job)
    if fold(data["title"]) != fold(job["title"]):
        _require_free(data["title"], but=class_key)
    _require_parent(data.get("parent", ""), class_key)
    fields = {**{k: v for k, v in EMPTY.items() if k not in ("merged_into",)}, **data}
    reason = fields.pop("reason", "")
    return keeping.write(job, fields, actor=actor, action="update", reason=reason)


def steps(job: Mapping[str, Any], actor: Actor) -> list[str]:
    """The statuses this actor may give the class now."""
    found = STEPS.get(job["status"], ())
    if actor.can("jobclasses.decide"):
        return [to for to in found if to != "adopted" or not second_needed(job, actor)]
    return ["proposed"] if "proposed" in found and job["status"] == "sighted" else []


def second_needed(job: Mapping[str, Any], actor: Actor) -> bool:
    """Whether the two-person rule keeps this actor from adopting the class."""
    if not settings.current()["two_people"] or job["status"] != "review":
        return False
    return actor.account_id in (job.get("proposed_by"), job.get("reviewed_by"))


def move(class_key: str, version: int, to: str, *, actor: Actor, reason: str = "") -> JobClass:
    """Take a class to another status.

    Raises Invalid for a step that is not open, without a reason where one is owed (rejected,
    disputed, retired) or without evidence (adopted); Conflict when it has moved on.
    """
    job = classes.get(class_key)
    if job["version"] != version:
        raise Conflict(theirs=job)
    _check_step(job, to, actor)
    if to in ("rejected", "disputed", "retired") and not reason:
        raise Invalid({"reason": [_("Say why: this stays with the class.")]})
    if to == "adopted" and not (job["sources"] or notes.evidence(f"class:{class_key}")):
        raise Invalid({"to": [_("Attach evidence or a source first: a decision rests on it.")]})
    changes: dict[str, Any] = {"status": to}
    if to == "proposed":
        changes |= {"proposed_by": actor.account_id, "reviewed_by": ""}
    if to == "review":
        changes["reviewed_by"] = actor.account_id
    return keeping.write(job, changes, actor=actor, action=to, reason=reason)


def _check_step(job: JobClass, to: str, actor: Actor) -> None:
    if to not in STEPS.get(job["status"], ()):
        now = words.word(words.STATUSES, job["status"])
        text = _("From %(now)s that step is not open.", now=now)
        raise Invalid({"to": [text]})
    if to == "adopted" and second_needed(job, actor):
        raise Invalid({"to": [_("A second person must adopt this: you proposed or reviewed it.")]})
    if to not in steps(job, actor):
        raise Forbidden()


def restore(class_key: str, number: int, version: int, *, actor: Actor) -> JobClass:
    """Make the text of an earlier version the newest; status and merges stay as they are now."""
    job = classes.get(class_key)
    require_edit(job, actor)
    if job["version"] != version:
        raise Conflict(theirs=job)
    kept = keeping.version(class_key, number)["snapshot"]
    fields = {k: v for k, v in kept.items() if k not in ("status", "merged_into")}
    reason = str(_("Version %(n)d again", n=number))
    return keeping.write(job, fields, actor=actor, action="restore", reason=reason)
