"""An employer as the public record of elections knows it, and adding it as a workplace."""

from collections.abc import Iterable
from typing import Any

from crm import db
from crm.errors import Invalid, NotFound
from crm.tenancy import Actor
from crm.workplaces import elections, record, rules, service
from crm.workplaces.employernames import employer_key
from crm.workplaces.record import Workplace
from crm.workplaces.resolving import by_keys

JURISDICTION = "US-NLRA"
TRIES = 3


def get_employer(key: str) -> dict[str, Any]:
    """Name, aliases, keys, towns and elections of an employer on record; NotFound."""
    records = elections.of_employer([key])
    if not records:
        raise NotFound()
    spellings = [name for r in records for name in (r["employer"], *r["aliases"])]
    by_key: dict[str, str] = {}
    for name in spellings:
        by_key.setdefault(employer_key(name), name)
    name = by_key.pop(key)
    towns = {town(r): (r["city"], r["state"]) for r in records if r["city"]}
    return {
        "key": key,
        "name": name,
        "aliases": list(by_key.values()),
        "keys": [key, *by_key],
        "towns": dict(sorted(towns.items())),
        "records": records,
    }


def town(election: dict[str, Any]) -> str:
    """City and state as one label: 'New Haven, CT'."""
    return ", ".join(part for part in (election["city"], election["state"]) if part)


def on_file(keys: Iterable[str]) -> Workplace | None:
    """The employer of the current local that goes by one of these keys, the first key first."""
    wanted = [f"|employer|{key}" for key in keys]
    found = by_keys(wanted)
    return next((found[key] for key in wanted if key in found), None)


def add_workplace(key: str, places: Iterable[str], *, actor: Actor) -> Workplace:
    """Add an employer on record with a worksite for each of `places` (towns of its elections).

    Doing it again adds only what is missing; gives the employer. NotFound for an unknown one.
    """
    known = get_employer(key)
    chosen = [label for label in places if label in known["towns"]]
    for _attempt in range(TRIES - 1):
        try:
            return _add(known, chosen, actor)
        except Invalid:  # somebody else adds the same at this moment: look again
            continue
    return _add(known, chosen, actor)


@db.atomic
def _add(known: dict[str, Any], chosen: list[str], actor: Actor) -> Workplace:
    rule = JURISDICTION if JURISDICTION in rules.jurisdictions() else ""
    employer = on_file([known["key"]])
    if employer is None:
        taken = by_keys(f"|employer|{key}" for key in known["keys"])
        aliases = [n for n in known["aliases"] if record.key_of("", "employer", n) not in taken]
        data = {"name": known["name"], "aliases": aliases[:50], "jurisdiction": rule}
        employer = service.create_workplace({"kind": "employer", **data}, actor=actor)
    wanted = {record.key_of(employer["_id"], "worksite", label): label for label in chosen}
    there = by_keys(wanted)
    for site_key, label in wanted.items():
        if site_key not in there:
            city, state = known["towns"][label]
            site = {"name": label, "city": city, "state": state, "jurisdiction": rule}
            site |= {"kind": "worksite", "parent_id": employer["_id"]}
            service.create_workplace(site, actor=actor)
    return employer
