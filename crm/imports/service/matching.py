"""Which person on file a row is about: by external id, member number, e-mail or phone; by name and
workplace only as a question.

`Known` holds those on file whom some row may be about, read in batches; `decide` says what a row
is. Rows of the file that are the same person are found in `twins`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from crm import db
from crm.i18n import _
from crm.imports.service.cleaning import Clean
from crm.imports.service.merging import same_place
from crm.people import reach
from crm.people.record import external_key
from crm.queryshape import chunks
from crm.tenancy import Actor
from crm.values import fold, tokens

Person = dict[str, Any]
STAGES: Final = (("_id",), ("external_keys",), ("phone_keys", "email_keys"), ("name_key",))
"""The keys by which people are looked for, the strongest first."""
MOST_CANDIDATES: Final = 5


def ids_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Ids by source: external ids and the member number."""
    found = {fold(e["source"]): e["id"].strip().casefold() for e in data.get("external_ids") or []}
    if data.get("member_number"):
        found["member"] = data["member_number"].strip().casefold()
    return found


def ids_disagree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two people have different ids of the same source."""
    return any(other.get(source, value) != value for source, value in one.items())


def first_names(data: Mapping[str, Any]) -> frozenset[str]:
    """What somebody may be called: the first word of the first and of the preferred name."""
    words = (tokens(data.get(name) or "")[:1] for name in ("first_name", "preferred_name"))
    return frozenset(word for found in words for word in found)


def firsts_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether first names can be one person's: equal, one begins the other, or one is missing.

    Family members share phones and last names; so the first name decides.
    """
    if not one or not other:
        return True
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def all_names(data: Mapping[str, Any]) -> set[str]:
    """Every word of every name."""
    names = ("first_name", "last_name", "preferred_name", "credit_name")
    return {word for name in names for word in tokens(data.get(name) or "")}


def keys_of(row: Clean) -> dict[str, list[str]]:
    """The matching keys of a row, by the index they are looked up in."""
    ids = [external_key(e["source"], e["id"]) for e in row.data.get("external_ids", ())]
    number = row.data.get("member_number")
    first, last = row.data.get("first_name", ""), row.data.get("last_name", "")
    name = fold(f"{first} {last}")
    return {
        "_id": [row.own_id] if row.own_id else [],
        "external_keys": [*ids, *([external_key("member", number)] if number else ())],
        "phone_keys": [p["number"] for p in row.data.get("phones", ())],
        "email_keys": [e["address"].casefold() for e in row.data.get("emails", ())],
        "name_key": [name] if name else [],
    }


@dataclass(frozen=True)
class Verdict:
    """What a row is: "new", "match" (with `person`), "question" (`candidates`) or "hidden".

    `why` says by what the person was found, or what the question is. "hidden" is a match with
    somebody out of the importer's reach (`candidates` are their ids, which nobody is shown).
    """

    kind: str
    person: Person | None = None
    why: Any = ""
    candidates: tuple[str, ...] = ()


@dataclass
class Known:
    """People on file by key, as far as the rows asked for need them."""

    actor: Actor
    besides: str = ""
    """An import whose own new people are left aside: they came from other rows of the file."""
    by: dict[str, dict[str, list[Person]]] = field(default_factory=dict)

    def load(self, rows: Iterable[Clean]) -> "Known":
        """Read whoever shares a key with one of `rows`: 100 keys a query, and by weaker keys only
        for rows that no stronger one finds (as `decide` does not look at them)."""
        left = [(row, keys_of(row)) for row in rows]
        for stage in STAGES:
            for key in stage:
                wanted = dict.fromkeys(value for _row, keys in left for value in keys[key])
                self.by[key] = self._read(key, wanted)
            left = [pair for pair in left if not self._found(pair[1], stage)]
        return self

    def _found(self, keys: Mapping[str, list[str]], stage: Sequence[str]) -> bool:
        return any(self.by[key].get(value) for key in stage for value in keys[key])

    def _read(self, key: str, values: Iterable[str]) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for batch in chunks(values):
            for person in db.collection("people").find({key: {"$in": batch}}):
                own = self.besides and person.get("import_id") == self.besides
                if person["status"] == "here" and not own:
                    held = person[key]
                    for value in held if isinstance(held, list) else [held]:
                        found[value].append(person)
        return found

    def people(self, key: str, values: Sequence[str]) -> list[Person]:
        """Those who hold one of `values` under `key`, each once."""
        held = self.by.get(key, {})
        return list({p["_id"]: p for value in values for p in held.get(value, ())}.values())

    def person(self, person_id: str) -> Person | None:
        """Somebody loaded by id and in reach."""
        found = self.people("_id", [person_id])
        return found[0] if found and reach.sees(self.actor, found[0]) else None


def decide(row: Clean, known: Known, settled: Any) -> Verdict:
    """What `row` is. `settled(person)` says whether the row would change nothing on them."""
    keys = keys_of(row)
    if row.own_id:
        person = known.person(row.own_id)
        return Verdict("match", person, _("Callboard id")) if person else Verdict("unknown")
    found = known.people("external_keys", keys["external_keys"])
    if found:
        mine = all_names(row.data)
        alike = [p for p in found if not mine or not all_names(p) or mine & all_names(p)]
        return _by_key(found, alike, known.actor, settled, _("id"))
    found = known.people("email_keys", keys["email_keys"])
    found = list(
        {p["_id"]: p for p in [*found, *known.people("phone_keys", keys["phone_keys"])]}.values()
    )
    if found:
        firsts, ids = first_names(row.data), ids_of(row.data)
        alike = [p for p in found if firsts_agree(firsts, first_names(p))]
        alike = [p for p in alike if not ids_disagree(ids, ids_of(p))]
        return _by_key(found, alike, known.actor, settled, _("e-mail or phone"))
    return _by_name(row, known.people("name_key", keys["name_key"]), known.actor, settled)


def _by_key(
    found: list[Person], alike: list[Person], actor: Actor, settled: Any, why: Any
) -> Verdict:
    seen = [p for p in found if reach.sees(actor, p)]
    if not seen:
        return Verdict("hidden", candidates=tuple(p["_id"] for p in found))
    fitting = [p for p in alike if reach.sees(actor, p)]
    if len(fitting) > 1:
        fitting = [p for p in fitting if settled(p)][:1] or fitting
    if len(fitting) == 1:
        return Verdict("match", fitting[0], why)
    text = _("Same %(key)s, another name", key=why) if not fitting else _("Several people fit")
    asked = (fitting or seen)[:MOST_CANDIDATES]
    return Verdict("question", why=text, candidates=tuple(p["_id"] for p in asked))


def _by_name(row: Clean, found: list[Person], actor: Actor, settled: Any) -> Verdict:
    ids = ids_of(row.data)
    job: Mapping[str, Any] = next(iter(row.data.get("employments", ())), {})
    alike = [p for p in found if _can_be_at(p, job) and not ids_disagree(ids, ids_of(p))]
    seen = [p for p in alike if reach.sees(actor, p)]
    for person in seen:
        if settled(person):
            return Verdict("match", person, _("name, and nothing new"))
    if seen:
        asked = tuple(p["_id"] for p in seen[:MOST_CANDIDATES])
        return Verdict("question", why=_("Same name"), candidates=asked)
    hidden = tuple(p["_id"] for p in alike if _works_at(p, job))
    return Verdict("hidden", candidates=hidden) if hidden else Verdict("new")


def _can_be_at(person: Person, job: Mapping[str, Any]) -> bool:
    jobs = person.get("employments") or []
    return not jobs or any(same_place(mine, job) for mine in jobs)


def _works_at(person: Person, job: Mapping[str, Any]) -> bool:
    """Whether a place is named on both sides and is the same."""
    for mine in person.get("employments") or []:
        for key in ("worksite", "employer"):
            if job.get(key) and fold(mine.get(key) or "") == fold(job[key]):
                return True
    return False
