"""The risk board: what is known of each class of this local, and its score, computed on demand.

A document of `jobclasses_boards` (one for each local): at, weights, people, unmatched, sources (of
the exposure figures), rows (by class), crafts, locals, total, heat. A row holds every factor with
where it is from; scores are those of `matching.scoring`. Weights and why they were changed stand in
`jobclasses_weights`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crm import audit, db
from crm.people.walking import everyone
from crm.tenancy import Actor
from plugins.jobclasses.matching import scoring
from plugins.jobclasses.matching.scoring import Factors, Score
from plugins.jobclasses.service import adoption, claims, classes, exposed, heat
from plugins.jobclasses.service.roster import FACET

PLAIN = dict.fromkeys(scoring.FACTORS, 1.0)
Board = dict[str, Any]


def weights() -> dict[str, Any]:
    """The weights in force, with at, by and reason ('' while they are those of the design)."""
    found = weight_log(1)
    return found[0] if found else {"weights": dict(PLAIN), "reason": "", "by": "", "at": None}


def weight_log(limit: int = 20) -> list[dict[str, Any]]:
    """Changes of the weights, newest first."""
    return db.collection("jobclasses_weights").find(
        {"kind": "weights"}, sort=[("at", -1)], limit=limit
    )


@db.atomic
def set_weights(given: Mapping[str, float], reason: str, *, actor: Actor) -> None:
    """Change the exponents of the score (0 leaves a factor out, 1 is plain); kept with the why."""
    row = {"kind": "weights", "at": db.now(), "by": actor.account_id, "reason": reason}
    kept = {factor: float(given[factor]) for factor in scoring.FACTORS}
    db.collection("jobclasses_weights").insert({**row, "weights": kept})
    audit.record(actor, "weights", "risk board", "weights", fields=sorted(kept))


def get() -> Board | None:
    """The board as last computed; None before, and for one without sums by local."""
    found = db.collection("jobclasses_boards").get(db.local_key("board"))
    return found if found and "total" in found else None


def compute() -> Board:
    """Compute the board anew and keep it; gives it."""
    known, titles = classes.live(), headcounts()
    people = sum(titles.values())
    by_title = {job["title"]: key for key, job in known.items()}
    matched = {by_title[t]: n for t, n in titles.items() if t in by_title}
    unmatched = people - sum(matched.values())
    records = adoption.by_class(known)
    wanted = {key: known[key] for key in {*matched, *records}}
    figures = exposed.of_classes(wanted)
    share = unmatched / people if people else 0.0
    rows = [
        _row(job, matched.get(key, 0), share * unmatched, figures[key], records.get(key))
        for key, job in wanted.items()
    ]
    told, weighted = [_factors(row) for row in rows], weights()["weights"]
    _add_scores(rows, scoring.scores(told, weighted))
    board = {
        "at": db.now(),
        "weights": weighted,
        "people": people,
        "unmatched": unmatched,
        "sources": exposed.sources(figures.values()),
        "rows": sorted(rows, key=_order),
        "crafts": grouped(rows, told, {row["key"]: [row["craft"]] for row in rows}, weighted),
        "locals": grouped(rows, told, claims.standing(), weighted),
        "total": grouped(rows, told, {row["key"]: ["all"] for row in rows}, weighted),
        "heat": heat.columns(by_title),
    }
    where = {"_id": db.local_key("board")}
    db.collection("jobclasses_boards").update(where, {"$set": board}, upsert=True)
    return board


def headcounts() -> Counter[str]:
    """People by the title of their class; '' is nobody knows."""
    people = everyone(fields=(f"facets.{FACET}",))
    return Counter((person.get("facets") or {}).get(FACET) or "" for person in people)


def _row(job: Mapping[str, Any], n: int, more: float, figure: Any, record: Any) -> dict[str, Any]:
    return {
        "key": job["key"],
        "title": job["title"],
        "craft": job["craft"],
        "people": n,
        "people_high": round(n + more, 1),
        "exposure": figure,
        "adoption": record or adoption.nothing(),
        "score": None,
    }


def _factors(row: Mapping[str, Any]) -> Factors:
    exposure, used = row["exposure"], row["adoption"]
    middle = None
    if exposure["middle"] is not None:
        middle = (exposure["low"], exposure["middle"], exposure["high"])
    counted = (used["used"], used["observed"], used["employers"])
    return Factors(row["key"], row["people"], row["people_high"], middle, *counted)


def _add_scores(rows: list[dict[str, Any]], found: list[Score]) -> None:
    places = {score.key: (place, score) for place, score in enumerate(found, 1)}
    for row in rows:
        if row["key"] in places:
            place, score = places[row["key"]]
            row["score"] = {
                "place": place,
                "low": round(score.low, 2),
                "middle": round(score.middle, 2),
                "high": round(score.high, 2),
                "rate": round(score.rate, 4),
                "first": round(score.first, 3),
                "without": score.without,
            }


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    place = row["score"]["place"] if row["score"] else 10_000
    return place, -row["people"], str(row["title"])


def grouped(
    rows: Sequence[Mapping[str, Any]],
    told: Sequence[Factors],
    groups: Mapping[str, Sequence[str]],
    weighted: Mapping[str, float],
) -> list[dict[str, Any]]:
    """Sums over classes by group (class key -> its groups): people, score with its interval.

    A class in two groups counts in both. `told` of `of` classes have a score; score None without.
    """
    keys: dict[str, list[str]] = {}
    people: Counter[str] = Counter()
    for row in rows:
        for group in dict.fromkeys(groups.get(row["key"], ())):
            keys.setdefault(group, []).append(row["key"])
            people[group] += row["people"]
    scores = {total.key: total for total in scoring.totals(told, keys, weighted)}
    found = [
        {"key": group, "people": people[group], "of": len(members), "told": 0, "score": None}
        | (_total(scores[group]) if group in scores else {})
        for group, members in keys.items()
    ]
    return sorted(
        found, key=lambda o: (-(o["score"] or {}).get("middle", 0), -o["people"], o["key"])
    )


def _total(total: scoring.Total) -> dict[str, Any]:
    score = {"low": total.low, "middle": total.middle, "high": total.high}
    rounded = {name: round(value, 2) for name, value in score.items()}
    return {"told": total.told, "score": {**rounded, "first": round(total.first, 3)}}
