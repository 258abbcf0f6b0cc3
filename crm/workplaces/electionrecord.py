"""A tally of the labor board's file as a stored record, and back.

Dates are ISO text. `final` marks the tallies that count as results. Not here: reading the file
(electionfile.py), importing (electionimport.py) and looking records up (elections.py).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from crm import values
from crm.workplaces.affiliation import Affiliation
from crm.workplaces.employernames import LEGAL_FORMS
from crm.workplaces.locals_in_names import fold
from crm.workplaces.tallies import Tally, UnionVotes, final_tallies

Record = dict[str, Any]
SOURCE = "nlrb"
DAYS = ("filed_date", "closed_date", "tally_date")
FILLERS = LEGAL_FORMS | {"of", "and", "the", "a", "an", "for", "in", "at"}


def record_id(tally: Tally) -> str:
    """The stable id of a tally: importing it again finds the same record."""
    return f"{SOURCE}|{tally.key}"


def unit_key(tally: Tally) -> str:
    """The case and unit that a tally belongs to; one election can have several tallies."""
    return f"{SOURCE}|{tally.case_number}/{tally.unit_id}"


def union_key(affiliation: str, local: str) -> str:
    """How a local union is found: 'IATSE|764'."""
    return f"{affiliation}|{local}"


def search_words(text: str) -> list[str]:
    """Folded words worth searching an employer by: all but 'Inc', 'of' and the like."""
    words = values.tokens(text)
    return [word for word in words if word not in FILLERS] or words


def _plain(tally: Tally) -> Record:
    plain = asdict(tally)
    for name in DAYS:
        plain[name] = plain[name].isoformat() if plain[name] else ""
    plain["aliases"] = list(tally.aliases)
    for stored, union in zip(plain["unions"], tally.unions, strict=True):
        found = union.affiliation
        stored["affiliation"] = found.code if found else ""
        stored["label"] = found.label if found else ""
        stored["parent"] = (found.parent or "") if found else ""
        stored["local"] = union.local or ""
    plain["unions"] = list(plain.pop("unions"))
    return plain


def to_record(tally: Tally, final: bool) -> Record:
    """The document of a tally, all that it is found by included; `digest` tells changes."""
    plain = _plain(tally)
    ballot = plain.pop("unions")
    placed = [union for union in ballot if union["affiliation"]]
    codes = [code for u in placed for code in (u["affiliation"], u["parent"]) if code]
    keys = [union_key(u["affiliation"], u["local"]) for u in placed if u["local"]]
    winner = tally.winner
    plain |= {
        "ballot": ballot,
        "employer_keys": list(tally.employer_keys),
        "affiliations": list(dict.fromkeys(codes)),
        "unions": list(dict.fromkeys(keys)),
        "city_key": fold(tally.city),
        "tokens": search_words(" ".join((tally.employer, *tally.aliases))),
        "unit_key": unit_key(tally),
        "question": tally.question,
        "outcome": tally.outcome,
        "winner": winner.name if winner else "",
        "cast": tally.cast,
        "source": SOURCE,
        "final": final,
    }
    text = json.dumps(plain, sort_keys=True)
    return {"_id": record_id(tally), **plain, "digest": hashlib.sha256(text.encode()).hexdigest()}


def to_tally(record: Mapping[str, Any]) -> Tally:
    """The tally that was stored, to decide anew which tallies of a unit count."""
    plain: dict[str, Any] = {f.name: record[f.name] for f in fields(Tally) if f.name in record}
    for name in DAYS:
        plain[name] = date.fromisoformat(record[name]) if record[name] else None
    plain["aliases"] = tuple(record["aliases"])
    plain["unions"] = tuple(_union(stored) for stored in record["ballot"])
    return Tally(**plain)


def _union(stored: Mapping[str, Any]) -> UnionVotes:
    found = None
    if stored["affiliation"]:
        found = Affiliation(
            stored["affiliation"], stored["label"], stored["local"] or None, "", stored["parent"]
        )
    return UnionVotes(
        stored["name"], stored["votes"], found, stored["local"] or None, stored["certified"]
    )


def records_of(tallies: Iterable[Tally]) -> list[Record]:
    """The documents of whole units, with those tallies marked that count."""
    every = {record_id(tally): tally for tally in tallies}
    final = {record_id(tally) for tally in final_tallies(every.values())}
    return [to_record(tally, key in final) for key, tally in every.items()]
