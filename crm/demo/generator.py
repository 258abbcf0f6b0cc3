"""Fictional people, the same for the same seed: data shaped by PersonShape, nothing stored."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from crm.demo.wordlists import (
    AREA_CODES,
    FIRST_NAMES,
    HOUSES,
    LANGUAGES,
    LAST_NAMES,
    PRONOUNS,
    STREETS,
    TAGS,
    TRADES,
)
from crm.values import fold

SEED = 764
SHIFT_WEIGHTS = (6, 3, 2, 1)
MEMBER_STATUS = ("none", "none", "applicant", "member", "permittee", "")


def random_for(*parts: object) -> Random:
    """The random numbers of one purpose (a local, a campaign), from the fixed seed."""
    return Random("|".join(map(str, (SEED, *parts))))  # noqa: S311 - data, no secret


def new_id(random: Random) -> str:
    """An id as `db.new_id` makes them, from the seed: loading again gives the same."""
    return random.randbytes(10).hex()


def people(count: int, random: Random, *, start: int = 0) -> Iterator[dict[str, Any]]:
    """`count` people as data for `people.service.prepared`, `_id` included.

    Phones and payroll ids are counted from `start`. Numbers are those of the 555-01xx range,
    which belong to nobody; addresses are @example.org.
    """
    for number in range(start, start + count):
        yield _person(number, random)


def _person(number: int, random: Random) -> dict[str, Any]:
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    nickname = random.choice(FIRST_NAMES) if random.random() < 0.05 else ""
    credit = f"{first[0]}. {last}" if random.random() < 0.08 else ""
    return {
        "_id": new_id(random),
        "first_name": first,
        "last_name": last,
        "preferred_name": nickname,
        "credit_name": credit,
        "pronouns": random.choice(PRONOUNS) if random.random() < 0.3 else "",
        "languages": [random.choice(LANGUAGES)] if random.random() < 0.2 else [],
        "phones": _phones(number, random),
        "emails": _emails(first, last, number, random),
        "address": _address(random) if random.random() < 0.4 else {},
        "member_status": random.choice(MEMBER_STATUS),
        "member_number": "",
        "employments": [_employment(random)],
        "tags": [random.choice(TAGS)] if random.random() < 0.2 else [],
        "external_ids": [{"source": "demo payroll", "id": f"D{number:06}"}],
    }


def _phones(number: int, random: Random) -> list[dict[str, Any]]:
    if random.random() < 0.12:
        return []
    block, line = divmod(number, 100)
    digits = f"+1{AREA_CODES[block % len(AREA_CODES)]}55501{line:02}"
    texts = random.choice(("unknown", "unknown", "yes", "no"))
    good = random.choice((None, None, True, True, True, False))
    return [{"number": digits, "kind": "mobile", "good": good, "texts": texts}]


def _emails(first: str, last: str, number: int, random: Random) -> list[dict[str, Any]]:
    if random.random() < 0.35:
        return []
    plain = "".join(c for c in fold(f"{first}.{last}") if c.isascii() and (c.isalnum() or c == "."))
    address = f"{plain}.{number}@example.org"
    return [{"address": address, "kind": "personal", "good": None, "consent": "unknown"}]


def _address(random: Random) -> dict[str, str]:
    street = f"{random.randint(1, 300)} {random.choice(STREETS)}"
    return {"street": street, "city": "Exampleton", "state": "NY", "note": ""}


def _employment(random: Random) -> dict[str, Any]:
    house = random.choices(HOUSES, [house.share for house in HOUSES])[0]
    department = random.choices(house.departments, house.sizes or None)[0]
    return {
        "id": new_id(random),
        "employer": house.name,
        "worksite": random.choice(house.worksites),
        "department": department,
        "shift": random.choices(house.shifts, SHIFT_WEIGHTS[: len(house.shifts)])[0],
        "job_title": random.choice(TRADES[department]),
        "start": f"{random.randint(2008, 2025)}-{random.randint(1, 12):02}-01",
    }


def roster_row(person: Mapping[str, Any]) -> dict[str, str]:
    """A person of `people` as the row of a roster that an employer might hand over."""
    job = person["employments"][0]
    return {
        "Employee ID": person["external_ids"][0]["id"],
        "First name": person["first_name"],
        "Last name": person["last_name"],
        "Cell phone": next((p["number"] for p in person["phones"]), ""),
        "E-mail": next((e["address"] for e in person["emails"]), ""),
        "Employer": job["employer"],
        "Worksite": job["worksite"],
        "Department": job["department"],
        "Shift": job["shift"],
        "Job title": job["job_title"],
        "Hire date": job["start"],
    }
