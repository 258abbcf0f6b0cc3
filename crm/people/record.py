"""What is derived from a person's own fields: the name shown, search words, matching keys, facets.

`derive` is called by every write of a person (by hand, API, import, merge), so that what search
and matching see is always in step with the record.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crm.values import fold, sort_key, tokens

Person = dict[str, Any]
NAME_FIELDS = ("first_name", "last_name", "preferred_name", "credit_name")
FACETS = ("department", "shift", "job_title", "workplace")


def display_name(person: Mapping[str, Any]) -> str:
    """The name people call this worker: preferred or first name, then last name."""
    first = person.get("preferred_name") or person.get("first_name") or ""
    last = person.get("last_name") or ""
    return " ".join(part for part in (first, last) if part) or person.get("credit_name") or "?"


def current_job(person: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first employment without an end, else the latest; {} where there is none."""
    jobs = person.get("employments") or []
    open_jobs = [job for job in jobs if not job.get("end")]
    if open_jobs:
        first: Mapping[str, Any] = open_jobs[0]
        return first
    return max(jobs, key=lambda job: job.get("end") or "", default={})


def _keywords(person: Mapping[str, Any]) -> list[str]:
    words: dict[str, None] = {}
    for name in NAME_FIELDS:
        words.update(dict.fromkeys(tokens(person.get(name) or "")))
    for email in person.get("emails") or []:
        words[email["address"].casefold()] = None
    for phone in person.get("phones") or []:
        digits = phone["number"].lstrip("+")
        words.update(dict.fromkeys((digits, digits[-10:], digits[-7:], digits[-4:])))
    if person.get("member_number"):
        number = fold(person["member_number"])
        words.update(dict.fromkeys((number, *tokens(number))))
    job = current_job(person)
    for place in (job.get("worksite"), job.get("employer")):
        words.update({f"@{word}": None for word in tokens(place or "")})
    return list(words)


def external_key(source: str, value: str) -> str:
    """How an id of another system is matched."""
    return f"{fold(source)}|{value.strip().casefold()}"


def _external_keys(person: Mapping[str, Any]) -> list[str]:
    keys = [external_key(e["source"], e["id"]) for e in person.get("external_ids") or []]
    if person.get("member_number"):
        keys.append(external_key("member", person["member_number"]))
    return keys


def facet_values(person: Mapping[str, Any]) -> dict[str, str]:
    """The core's facets: department, shift, job title and workplace of the current job."""
    job = current_job(person)
    place = job.get("worksite") or job.get("employer") or ""
    return {
        "department": job.get("department") or "",
        "shift": job.get("shift") or "",
        "job_title": job.get("job_title") or "",
        "workplace": place,
    }


def mark(kind: str, value: object) -> str:
    """One of the `marks` a person is found by: "department=grips", "custom.k3=yes"."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    return f"{kind}={fold(str(value))[:100]}"


def _marks(person: Mapping[str, Any]) -> list[str]:
    """What saved lists filter by: one index over these serves every filter on an exact value."""
    found = [mark(kind, value) for kind, value in person["facets"].items() if value]
    found += [mark("tag", tag) for tag in person.get("tags") or []]
    found.append(mark("member", person.get("member_status") or "unknown"))
    phones, emails = person.get("phones") or [], person.get("emails") or []
    if any(phone.get("good") is not False for phone in phones):
        found.append(mark("has", "phone"))
    if any(email.get("good") is not False for email in emails):
        found.append(mark("has", "email"))
    found += sorted({mark("texts", phone.get("texts") or "unknown") for phone in phones})
    if person.get("do_not_contact"):
        found.append(mark("do_not_contact", True))
    for field_id, value in (person.get("custom") or {}).items():
        found += [mark("custom", field_id), mark(f"custom.{field_id}", value)]
    return found


def derive(person: Person, plugin_facets: Iterable[Any] = ()) -> Person:
    """Fill in the derived fields of `person` (changed in place, and given back).

    `plugin_facets` are the enabled plugins' Facet values besides the core's.
    """
    first, last = person.get("first_name") or "", person.get("last_name") or ""
    person["name"] = display_name(person)
    person["sort_key"] = sort_key(last, first or person.get("credit_name") or "")
    person["name_key"] = fold(f"{first} {last}")
    person["kw"] = _keywords(person)
    person["phone_keys"] = [p["number"] for p in person.get("phones") or []]
    person["email_keys"] = [e["address"].casefold() for e in person.get("emails") or []]
    person["external_keys"] = _external_keys(person)
    jobs = person.get("employments") or []
    person["workplace_ids"] = sorted({j["workplace_id"] for j in jobs if j.get("workplace_id")})
    facets = facet_values(person)
    for facet in plugin_facets:
        if facet.id not in facets:
            facets[facet.id] = facet.of(person) or ""
    person["facets"] = facets
    person["marks"] = _marks(person)
    return person
