"""How many people were invited, in all and in each group: what response rates are out of.

A roster (collection `surveys_rosters`): {_id: survey id, n, cohorts: [{values: {breakdown: value},
n}]}. In anonymous surveys the groups are fixed by the first people invited (`cohorts`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crm import db
from crm.errors import Invalid
from crm.i18n import _
from plugins.surveys.answering import cohorts
from plugins.surveys.answering.cohorts import Values
from plugins.surveys.words import NAMED_MODES

NAME = "surveys_rosters"


def get(survey_id: str) -> dict[str, Any]:
    """The roster's counts; zero before anybody was invited."""
    return db.collection(NAME).get(survey_id) or {"_id": survey_id, "n": 0, "cohorts": []}


def place(survey: Mapping[str, Any], people: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The group of each of `people` who are to be invited together.

    Raises Invalid where people who join an anonymous survey late would be a small group.
    """
    breakdowns = list(survey["breakdowns"])
    values = [cohorts.values_of(person, breakdowns) for person in people]
    if survey["mode"] not in NAMED_MODES:
        values = _rolled(survey, values)
    return [dict(zip(breakdowns, value, strict=True)) for value in values]


def _rolled(survey: Mapping[str, Any], values: list[Values]) -> list[Values]:
    fewest = survey["thresholds"]["cohort"]
    roster = get(survey["_id"])
    if not roster["n"]:
        mapping = cohorts.roll_up(values, fewest)
        return [mapping[value] for value in values]
    known = [tuple(c["values"][b] for b in survey["breakdowns"]) for c in roster["cohorts"]]
    rest = (cohorts.OTHERS,) * len(survey["breakdowns"])
    found = [cohorts.fit(value, known) for value in values]
    if 0 < found.count(None) < fewest:
        text = _(
            "Groups are fixed when the first members are invited. %(n)d of these people belong to "
            "none of them: invite at least %(fewest)d such people together.",
            n=found.count(None),
            fewest=fewest,
        )
        raise Invalid({"people": [text]})
    return [value or rest for value in found]


def add(survey_id: str, groups: Sequence[Mapping[str, str]]) -> None:
    """Count people who were just invited."""
    roster = get(survey_id)
    counted: Counter[tuple[tuple[str, str], ...]] = Counter()
    for known in roster["cohorts"]:
        counted[tuple(sorted(known["values"].items()))] += known["n"]
    counted.update(tuple(sorted(group.items())) for group in groups)
    stored = [{"values": dict(key), "n": n} for key, n in sorted(counted.items())]
    change = {"n": roster["n"] + len(groups), "cohorts": stored}
    db.collection(NAME).update({"_id": survey_id}, {"$set": change}, upsert=True)
