"""How many people were invited, in all and in each group: what response rates are out of.

A roster (collection `surveys_rosters`): {_id: survey id, n, cohorts: [{values: {breakdown: value},
n}]}. In all modes but identified the groups are fixed by the first people invited (`cohorts`): a
confidential survey, too, loses its names, and small groups would bring them back.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crm import db
from crm.errors import Invalid
from crm.i18n import _
from plugins.surveys.answering import cohorts
from plugins.surveys.answering.cohorts import Values
from plugins.surveys.words import IDENTIFIED

NAME = "surveys_rosters"


def get(survey_id: str) -> dict[str, Any]:
    """The roster's counts; zero before anybody was invited."""
    return db.collection(NAME).get(survey_id) or {"_id": survey_id, "n": 0, "cohorts": []}


def sizes(survey_id: str, breakdown: str) -> dict[str, int]:
    """How many were invited, by value of a declared breakdown."""
    found: dict[str, int] = {}
    for group in get(survey_id)["cohorts"]:
        value = str(group["values"].get(breakdown, ""))
        found[value] = found.get(value, 0) + group["n"]
    return found


def place(
    survey: Mapping[str, Any], people: Sequence[Mapping[str, Any]], *, alone: bool = False
) -> list[dict[str, str]]:
    """The group of each of `people` who are to be invited together.

    Raises Invalid where people who join late would be a small group; with `alone` (somebody whose
    answers are being entered) they join the rest, which `regroup` makes large enough.
    """
    breakdowns = list(survey["breakdowns"])
    values = [cohorts.values_of(person, breakdowns) for person in people]
    if survey["mode"] != IDENTIFIED:
        values = _rolled(survey, values, alone)
    return [dict(zip(breakdowns, value, strict=True)) for value in values]


def _rolled(survey: Mapping[str, Any], values: list[Values], alone: bool) -> list[Values]:
    fewest = survey["thresholds"]["cohort"]
    roster = get(survey["_id"])
    known = _known(survey, roster)
    rest = (cohorts.OTHERS,) * len(survey["breakdowns"])
    if roster["n"] < fewest and set(known) <= {rest}:  # too few so far to have fixed any group
        mapping = cohorts.roll_up([*values, *[rest] * roster["n"]], fewest)
        return [mapping[value] for value in values]
    found = [cohorts.fit(value, known) for value in values]
    if 0 < found.count(None) < fewest and not alone:
        text = _(
            "Groups are fixed when the first members are invited. %(n)d of these people belong to "
            "none of them: invite at least %(fewest)d such people together.",
            n=found.count(None),
            fewest=fewest,
        )
        raise Invalid({"people": [text]})
    return [value or rest for value in found]


def _known(survey: Mapping[str, Any], roster: Mapping[str, Any]) -> list[Values]:
    return [tuple(c["values"][b] for b in survey["breakdowns"]) for c in roster["cohorts"]]


def regroup(survey: Mapping[str, Any]) -> dict[Values, Values]:
    """Join what are small groups now, by late people, to larger ones; gives what became what.

    Empty where all groups are large enough. Run before names leave the answers.
    """
    roster = get(survey["_id"])
    sizes = list(zip(_known(survey, roster), roster["cohorts"], strict=True))
    values = [value for value, group in sizes for _each in range(group["n"])]
    mapping = cohorts.roll_up(values, survey["thresholds"]["cohort"])
    if all(before == after for before, after in mapping.items()):
        return {}
    names = list(survey["breakdowns"])
    counted = Counter(mapping[value] for value in values)
    stored = [{"values": dict(zip(names, value, strict=True)), "n": n}
              for value, n in sorted(counted.items())]  # fmt: skip
    db.collection(NAME).update({"_id": survey["_id"]}, {"$set": {"cohorts": stored}})
    return mapping


def add(survey_id: str, groups: Sequence[Mapping[str, str]], each: int = 1) -> None:
    """Count people who were just invited; with -1 for `each`, who is on the list no more."""
    roster = get(survey_id)
    counted: Counter[tuple[tuple[str, str], ...]] = Counter()
    for known in roster["cohorts"]:
        counted[tuple(sorted(known["values"].items()))] += known["n"]
    for group in groups:
        counted[tuple(sorted(group.items()))] += each
    stored = [{"values": dict(key), "n": n} for key, n in sorted(counted.items()) if n > 0]
    change = {"n": max(0, roster["n"] + each * len(groups)), "cohorts": stored}
    db.collection(NAME).update({"_id": survey_id}, {"$set": change}, upsert=True)
