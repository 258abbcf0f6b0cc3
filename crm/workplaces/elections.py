"""Looking up past elections on public record: of an employer, of a union, by name and place.

Results are plain dicts (see electionrecord.to_record), newest first, and only tallies that count
(`final`) unless asked otherwise. Plugins may call `of_employer` and `of_union`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from crm import db, tenancy
from crm.queryshape import chunks, prefix_range
from crm.workplaces.affiliation import recognise, rules
from crm.workplaces.electionimport import summary
from crm.workplaces.electionrecord import Record, search_words, union_key
from crm.workplaces.locals_in_names import fold

PAGE = 50
SHORTEST = 2
ORDER = [("tally_date", -1), ("_id", -1)]
FINAL: Mapping[str, Any] = {"final": True}
STATES = (
    *"AK AL AR AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS".split(),
    *"MT NC ND NE NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY".split(),
    "",
)
"""States and territories as the labor board writes them; '' where none is on record."""


def of_employer(employer_keys: Iterable[str], limit: int = 200) -> list[Record]:
    """Past elections at an employer known by any of these keys (employernames.employer_keys)."""
    found: dict[str, Record] = {}
    for keys in chunks(dict.fromkeys(key for key in employer_keys if key)):
        query = {"employer_keys": {"$in": keys}}
        for record in db.collection("elections").find(query, where=FINAL):
            found[record["_id"]] = record
    return sorted(found.values(), key=_newest, reverse=True)[:limit]


def of_union(affiliation: str, local: str = "", limit: int = PAGE) -> list[Record]:
    """Past elections with a union on the ballot: of one local ('IATSE', '764') or of them all."""
    if not affiliation:
        return []
    if local:
        return _by_year("unions", union_key(affiliation, local), {}, "", limit)
    return _by_year("affiliations", affiliation, {}, "", limit)


def with_ids(ids: Iterable[str]) -> list[Record]:
    """Past elections by id, newest first; only those that count."""
    found: list[Record] = []
    for part in chunks(dict.fromkeys(ids)):
        found += db.collection("elections").find({"_id": {"$in": part}}, where=FINAL)
    return sorted(found, key=_newest, reverse=True)


def everywhere(fields: tuple[str, ...]) -> Iterator[Record]:
    """Every election that counts, state by state; for background work, not for pages."""
    for state in STATES:
        yield from db.collection("elections").find({"state": state}, where=FINAL, fields=fields)


def own_union() -> tuple[str, str]:
    """What the current local's name says it is: ('IATSE', '764'), or ('', '')."""
    found = recognise(tenancy.current().local.get("name", ""))
    return (found.code, found.local or "") if found else ("", "")


def affiliations() -> list[tuple[str, str]]:
    """The unions that can be recognised, as (code, label), by code."""
    return sorted({rule.code: rule.label for rule in rules()}.items())


def search(query: Mapping[str, Any], limit: int = PAGE) -> tuple[list[Record], str]:
    """Elections by employer words, city, state, union and local; and the cursor of the next page.

    `query` has the fields of schemas.RecordQuery; without any condition nothing is found. One
    letter alone is no condition: it would find nearly everything.
    """
    city, state = fold(query.get("city", "")), query.get("state", "").upper()
    union, local = query.get("union", ""), query.get("union_local", "").strip().upper()
    before = query.get("before", "")
    conditions: dict[str, Any] = {"city_key": city, "state": state, "affiliations": union}
    where = {key: value for key, value in conditions.items() if value}
    if union and local:
        where["unions"] = union_key(union, local)
    words = search_words(query.get("words", ""))
    if max(map(len, words), default=0) >= SHORTEST:
        found = _by_words(words, where, before, limit + 1)
    else:
        lead = next((k for k in ("unions", "affiliations", "city_key", "state") if k in where), "")
        found = _by_year(lead, where.pop(lead), where, before, limit + 1) if lead else []
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], f"{last['tally_date']}|{last['_id']}" if last else ""


def _newest(record: Mapping[str, Any]) -> tuple[str, str]:
    return record["tally_date"], record["_id"]


def _older(before: str) -> dict[str, Any]:
    """The condition of what comes after the cursor '<day>|<id>'."""
    if not before:
        return {}
    day, _sep, record_id = before.partition("|")
    return {"$or": [{"tally_date": {"$lt": day}}, {"tally_date": day, "_id": {"$lt": record_id}}]}


def _by_words(words: list[str], where: dict[str, Any], before: str, limit: int) -> list[Record]:
    each = [{"tokens": {"$elemMatch": prefix_range(word)}} for word in words]
    return db.collection("elections").find(
        {"tokens": prefix_range(max(words, key=len))},
        where={**FINAL, **where, **_older(before), "$and": each},
        sort=ORDER,
        limit=limit,
    )


def _by_year(
    key: str, value: str, where: Mapping[str, Any], before: str, limit: int
) -> list[Record]:
    """The newest `limit` records, read a year at a time, so that no page reads all of them."""
    known = summary()
    if not known:
        return []
    last = date.fromisoformat((before or known["last"])[:10]).year
    found: list[Record] = []
    for year in range(last, int(known["first"][:4]) - 1, -1):
        span = {"$gte": f"{year}-01-01", "$lt": f"{year + 1}-01-01"}
        found += db.collection("elections").find(
            {key: value, "tally_date": span},
            where={**FINAL, **where, **_older(before)},
            sort=ORDER,
            limit=limit - len(found),
        )
        if len(found) >= limit:
            break
    return found


def totals(records: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many elections there are and how they ended: elections, won, lost, tie, undecided."""
    counts = dict.fromkeys(("elections", "won", "lost", "tie", "undecided"), 0)
    for record in records:
        counts["elections"] += 1
        counts[record["outcome"]] += 1
    return counts
