"""Merging two classes, splitting one, and taking either back.

A row of `jobclasses_joins`: kind ('merge' or 'split'), class_key (the class merged away, or the
one split), kept_key (the class that stays, or the new one), at, by, moves (`carrying.Moves`),
aliases and codes that went along, status (of the class merged away, before), undone.
People and mappings go along by `carrying` and nothing else changes them, so that after any row of
merges, splits and undos each is in exactly one live class.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm import db
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.tenancy import Actor
from crm.values import fold
from plugins.jobclasses import words
from plugins.jobclasses.service import carrying, classes, keeping, proposals
from plugins.jobclasses.service.classes import JobClass

Join = dict[str, Any]
Alias = Mapping[str, Any]


def _live(class_key: str, version: int | None) -> JobClass:
    job = classes.get(class_key)
    if version is not None and job["version"] != version:
        raise Conflict(theirs=job)
    if job["status"] not in words.LIVE:
        text = _("%(title)s is not in use; only live classes can be merged or split.")
        raise Invalid({"class_key": [text % {"title": job["title"]}]})
    return job


def _new_aliases(kept: JobClass, names: Iterable[Alias]) -> list[Alias]:
    known = {fold(kept["title"]), *(fold(a["text"]) for a in kept["aliases"])}
    return [alias for alias in names if fold(alias["text"]) not in known]


def _new_codes(kept: JobClass, gone: JobClass) -> dict[str, list[Any]]:
    found = {}
    for scheme, listed in gone["codes"].items():
        known = {c["code"] for c in kept["codes"][scheme]}
        found[scheme] = [c for c in listed if c["code"] not in known]
    return found


def as_alias(title: str, seen: str) -> dict[str, str]:
    """A title as an alias, and where it was met."""
    return {"text": title, "language": "en", "seen": seen}


@db.atomic
def merge(
    gone_key: str,
    kept_key: str,
    versions: Sequence[int | None],
    *,
    actor: Actor,
    reason: str = "",
) -> Join:
    """Merge one live class into another: its names, codes, people, mappings and claims go along.

    `versions` are those of the two (gone, kept) as they were shown; Conflict when one has changed.
    """
    if gone_key == kept_key:
        raise Invalid({"into": [_("Choose another class to merge into.")]})
    gone, kept = _live(gone_key, versions[0]), _live(kept_key, versions[1])
    names = _new_aliases(kept, [as_alias(gone["title"], "merge"), *gone["aliases"]])
    codes = _new_codes(kept, gone)
    changes = {
        "aliases": [*kept["aliases"], *names],
        "codes": {s: [*kept["codes"][s], *codes[s]] for s in kept["codes"]},
    }
    text = reason or str(_("%(title)s merged in", title=gone["title"]))
    keeping.write(kept, changes, actor=actor, action="merge", reason=text)
    ended = {"status": "merged", "merged_into": kept_key}
    keeping.write(gone, ended, actor=actor, action="merge", reason=reason)
    went = {"aliases": names, "codes": codes, "status": gone["status"]}
    return _note("merge", gone_key, kept_key, carrying.repoint(gone_key, kept_key), went, actor)


def _note(
    kind: str,
    class_key: str,
    kept_key: str,
    moves: carrying.Moves,
    went: Mapping[str, Any],
    actor: Actor,
) -> Join:
    join = {
        "_id": db.new_id(),
        "kind": kind,
        "class_key": class_key,
        "kept_key": kept_key,
        "at": db.now(),
        "by": actor.account_id,
        "moves": moves,
        "undone": False,
        **went,
    }
    db.collection("jobclasses_joins").insert(join)
    carrying.refresh_later(moves, actor)
    return join


@db.atomic
def split(class_key: str, version: int, data: Mapping[str, Any], *, actor: Actor) -> Join:
    """Take some of a class's names out into a new class; who bears one of them goes along.

    `data` is shaped by SplitForm: title, definition, aliases (texts of the names that go).
    """
    job = _live(class_key, version)
    going = {fold(text) for text in data.get("aliases", ())}
    taken = [a for a in job["aliases"] if fold(a["text"]) in going]
    left = [a for a in job["aliases"] if fold(a["text"]) not in going]
    if fold(data["title"]) == fold(job["title"]):
        raise Invalid({"title": [_("The new class needs a title of its own.")]})
    reason = str(_("Split off from %(title)s", title=job["title"]))
    left = [a for a in left if fold(a["text"]) != fold(data["title"])]
    keeping.write(job, {"aliases": left}, actor=actor, action="split", reason=data["title"])
    new_names = [a for a in taken if fold(a["text"]) != fold(data["title"])]
    fresh = {**keeping.snapshot(job), "title": data["title"], "definition": data["definition"]}
    fresh |= {"aliases": new_names, "parent": job["parent"], "key": "", "reason": reason}
    new = proposals.propose(fresh, actor=actor, status=job["status"])
    titles = going | {fold(data["title"])}
    moves = carrying.repoint(class_key, new["key"], titles)
    names = [a for a in job["aliases"] if a not in left]
    went = {"aliases": names, "codes": {}, "status": job["status"]}
    return _note("split", class_key, new["key"], moves, went, actor)


def get(join_id: str) -> Join:
    """A merge or split; NotFound."""
    found = db.collection("jobclasses_joins").get(join_id)
    if found is None:
        raise NotFound()
    return found


def of(class_key: str) -> list[Join]:
    """Merges and splits that touched a class, newest first."""
    joins = db.collection("jobclasses_joins")
    either = [*joins.find({"class_key": class_key}), *joins.find({"kept_key": class_key})]
    found = {join["_id"]: join for join in either}
    return sorted(found.values(), key=lambda join: join["at"], reverse=True)


@db.atomic
def undo(join_id: str, *, actor: Actor) -> Join:
    """Take a merge or split back; what was decided anew since stays as it is now.

    Raises Invalid where a later step has to be taken back first, or a name is another's by now.
    """
    join = get(join_id)
    if join["undone"]:
        raise Invalid(_("This is taken back already."))
    done = {"$set": {"undone": True, "undone_at": db.now(), "undone_by": actor.account_id}}
    if not db.collection("jobclasses_joins").update({"_id": join_id, "undone": False}, done):
        raise Conflict()
    moves = _undo_merge(join, actor) if join["kind"] == "merge" else _undo_split(join, actor)
    carrying.refresh_later(moves, actor)
    return {**join, "undone": True}


def _standing(class_key: str) -> JobClass:
    job = classes.get(class_key)
    if job["status"] not in words.LIVE:
        title = {"title": job["title"]}
        text = _("%(title)s has been merged or ended since: take that back first.") % title
        raise Invalid(text)
    return job


def _without(names: Iterable[Alias], taken: Iterable[Alias]) -> list[Alias]:
    gone = {fold(alias["text"]) for alias in taken}
    return [alias for alias in names if fold(alias["text"]) not in gone]


def _undo_merge(join: Join, actor: Actor) -> carrying.Moves:
    kept, gone = _standing(join["kept_key"]), classes.get(join["class_key"])
    if gone["status"] != "merged" or gone["merged_into"] != kept["key"]:
        raise Invalid(_("The class merged away has changed since; nothing was taken back."))
    taken = proposals.named(gone["title"], but=kept["key"])
    if taken is not None:
        text = _("%(title)s bears that name by now.", title=taken["title"])
        raise Invalid(text)
    went = {s: {c["code"] for c in listed} for s, listed in join["codes"].items()}
    changes = {
        "aliases": _without(kept["aliases"], join["aliases"]),
        "codes": {
            s: [c for c in listed if c["code"] not in went.get(s, ())]
            for s, listed in kept["codes"].items()
        },
    }
    reason = str(_("Merge of %(title)s taken back", title=gone["title"]))
    keeping.write(kept, changes, actor=actor, action="unmerge", reason=reason)
    again = {"status": join["status"], "merged_into": ""}
    keeping.write(gone, again, actor=actor, action="unmerge", reason=reason)
    carrying.back(join["moves"], gone["key"], kept["key"])
    moves: carrying.Moves = join["moves"]
    return moves


def _undo_split(join: Join, actor: Actor) -> carrying.Moves:
    """The new class ends, so all who are in it go back, those who came since included."""
    job, new = _standing(join["class_key"]), _standing(join["kept_key"])
    reason = str(_("Split of %(title)s taken back", title=new["title"]))
    names = [*join["aliases"], as_alias(new["title"], "split")]
    changes = {"aliases": [*job["aliases"], *_new_aliases(job, names)]}
    keeping.write(job, changes, actor=actor, action="unsplit", reason=reason)
    ended = {"status": "merged", "merged_into": job["key"]}
    keeping.write(new, ended, actor=actor, action="unsplit", reason=reason)
    return carrying.repoint(new["key"], job["key"])
