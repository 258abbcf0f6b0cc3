"""What a row of a file changes on a person who is on file: pure.

Nothing on file is ever lost to an import: a blank changes nothing, lists only grow, notes are
added to, consent is not widened over a "no". Applying the same row twice changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from crm.values import fold

Data = Mapping[str, Any]


def _plain(stored: Any, given: Any) -> Any:
    """The given value, but not for a difference of capitals or accents alone."""
    texts = isinstance(stored, str) and isinstance(given, str)
    return stored if texts and stored and fold(stored) == fold(given) else given


def _union(stored: list[Any], given: Iterable[Any]) -> list[Any]:
    have = {fold(str(value)) for value in stored}
    return [*stored, *(value for value in given if fold(str(value)) not in have)]


def _phones(stored: list[dict[str, Any]], given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {phone["number"]: phone for phone in stored}
    merged = []
    for phone in stored:
        texts = next((g["texts"] for g in given if g["number"] == phone["number"]), "unknown")
        wins = texts == "no" or (texts == "yes" and phone.get("texts", "unknown") == "unknown")
        merged.append({**phone, "texts": texts} if wins else phone)
    return merged + [phone for phone in given if phone["number"] not in known]


def _emails(stored: list[dict[str, Any]], given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {email["address"].casefold() for email in stored}
    return stored + [email for email in given if email["address"].casefold() not in known]


def _external_ids(
    stored: list[dict[str, Any]], given: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    known = {(fold(e["source"]), e["id"].casefold()) for e in stored}
    return stored + [e for e in given if (fold(e["source"]), e["id"].casefold()) not in known]


def appended(stored: str, given: str) -> str:
    """Notes with the given ones added, unless they stand there already."""
    if given.strip() in stored:
        return stored
    return f"{stored}\n{given}".strip()


def _address(stored: Data, given: Data) -> dict[str, Any]:
    note = appended(stored.get("note") or "", given["note"]) if given.get("note") else None
    merged = {**stored, **{k: _plain(stored.get(k), v) for k, v in given.items()}}
    return merged | ({"note": note} if note is not None else {})


def same_place(one: Data, other: Data) -> bool:
    """Whether two jobs can be at the same place: no employer or worksite speaks against it."""
    for key in ("employer", "worksite"):
        a, b = fold(one.get(key) or ""), fold(other.get(key) or "")
        if a and b and a != b:
            return False
    return True


def _says_nothing_new(job: Data, given: Data) -> bool:
    told = ((k, v) for k, v in given.items() if k not in ("id", "workplace_id"))
    return all(_plain(job.get(k), v) == job.get(k) for k, v in told)


def _employments(stored: list[dict[str, Any]], given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    jobs = list(stored)
    for new in given:
        if any(_says_nothing_new(job, new) for job in jobs):
            continue
        fitting = [i for i, job in enumerate(jobs) if same_place(job, new)]
        still = [i for i in fitting if not jobs[i].get("end")]
        if fitting:
            at = (still or fitting)[0]
            told = {k: _plain(jobs[at].get(k), v) for k, v in new.items()}
            jobs[at] = {**jobs[at], **told, "id": jobs[at].get("id") or new["id"]}
        else:
            jobs.insert(0, new)
    return jobs


_MERGERS: dict[str, Callable[[Any, Any], Any]] = {
    "phones": _phones,
    "emails": _emails,
    "external_ids": _external_ids,
    "employments": _employments,
    "languages": _union,
    "tags": _union,
    "notes": appended,
    "address": _address,
    "custom": lambda stored, given: {**stored, **given},
}
_LISTS = frozenset("phones emails external_ids employments languages tags".split())
_MAPS = frozenset({"address", "custom"})


def _empty(name: str) -> Any:
    return [] if name in _LISTS else {} if name in _MAPS else ""


def changes(person: Data, data: Data, *, at: datetime, by: str, reason: str) -> dict[str, Any]:
    """The fields of `person` that `data` changes, with their new values; {} for nothing new.

    `at`, `by` and `reason` are for a do-not-contact mark that the file asks for.
    """
    fresh: dict[str, Any] = {}
    for name, given in data.items():
        if name == "do_not_contact":
            if not person.get(name):
                fresh[name] = mark(at, by, reason)
            continue
        merge = _MERGERS.get(name)
        stored = person.get(name) or _empty(name)
        value = merge(stored, given) if merge else _plain(stored, given)
        if value != stored:
            fresh[name] = value
    return fresh


def mark(at: datetime, by: str, reason: str) -> dict[str, Any]:
    """A do-not-contact mark as people.service keeps it."""
    return {"at": at, "by": by, "reason": reason, "lift": ""}
