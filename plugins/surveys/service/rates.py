"""Response rates against the roster: the first test of strength that a survey is.

Who was invited is read off the roster (`rosters`), which is right at once. Who answered is kept in
one document per survey by the job that counts: {_id, survey_id, answered: {breakdown: {value: n}},
collectors: [{collector: account id, n: answers entered}], at}. Breakdown "" is everybody. In
surveys without names the marks of who answered come late and undated, so that a rate may lag
behind by an hour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm import db
from plugins.surveys.answering import rosters
from plugins.surveys.answering.cohorts import OTHERS
from plugins.surveys.results.groups import grouped, in_order
from plugins.surveys.service.surveys import Survey
from plugins.surveys.statistics.suppression import hidden_totals
from plugins.surveys.words import IDENTIFIED, NAMED_MODES

NAME = "surveys_rates"
EVERYBODY = ""


@dataclass(frozen=True)
class Rate:
    """People of one group: invited, and answered (None: too few to say)."""

    group: str
    invited: int
    answered: int | None

    @property
    def share(self) -> float | None:
        """Answered of invited, 0 to 1."""
        return self.answered / self.invited if self.answered is not None and self.invited else None


def _answered(survey_id: str) -> dict[str, dict[str, int]]:
    found = db.collection(NAME).get(db.local_key("rates", survey_id)) or {}
    return {
        part["breakdown"]: {each["value"]: each["n"] for each in part["values"]}
        for part in found.get("answered", ())
    }


def overall(survey_id: str) -> Rate:
    """Everybody invited, and how many of them have answered."""
    answered = sum(_answered(survey_id).get(EVERYBODY, {}).values())
    return Rate(EVERYBODY, rosters.get(survey_id)["n"], answered)


def by_group(survey: Survey, breakdown: str) -> list[Rate]:
    """The rate of each group; groups with few people are taken together, few answers not said."""
    invited = rosters.sizes(survey["_id"], breakdown)
    answered = _answered(survey["_id"]).get(breakdown, {})
    names = grouped(invited, survey["thresholds"]["cohort"])
    sums: dict[str, list[int]] = {group: [0, 0] for group in in_order(names)}
    for value, n in invited.items():
        if names:
            sums[names[value]][0] += n
            sums[names[value]][1] += answered.get(value, 0)
    late = sum(n for value, n in answered.items() if value not in invited)
    if OTHERS in sums:  # groups were joined since they were counted
        sums[OTHERS][1] += late
    answers = [k for _n, k in sums.values()]
    gone = hidden_totals(answers, survey["thresholds"]["k"])
    return [
        Rate(group, n, None if at in gone else k) for at, (group, (n, k)) in enumerate(sums.items())
    ]


def by_collector(survey: Survey) -> list[Rate]:
    """Answers by who entered them ("" are members by their own link), of everybody invited.

    [] where that is not stored: without names, and once a confidential survey is unlinked. In a
    confidential one few answers are not said.
    """
    if survey["mode"] not in NAMED_MODES:
        return []
    kept = db.collection(NAME).get(db.local_key("rates", survey["_id"])) or {}
    found = kept.get("collectors", [])
    if not any(each["collector"] for each in found):
        return []
    k = 1 if survey["mode"] == IDENTIFIED else survey["thresholds"]["k"]
    gone = hidden_totals([each["n"] for each in found], k)
    n = overall(survey["_id"]).invited
    return [
        Rate(each["collector"], n, None if at in gone else each["n"])
        for at, each in enumerate(found)
    ]


def margins(survey: Survey) -> Sequence[Mapping[str, int]]:
    """The roster's people by value, for each breakdown: what weights aim at. [] without any."""
    found = [rosters.sizes(survey["_id"], breakdown) for breakdown in survey["breakdowns"]]
    return found if found and all(found) else []


def named(group: str, others: str) -> str:
    """A group's name on a page; `others` for the joint group."""
    return others if group == OTHERS else group
