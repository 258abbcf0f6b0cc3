"""Counts that other parts of Callboard may draw, by any facet: from released tables alone.

Each is of the newest closed survey that tells it for this facet and belongs to no campaign. Groups
that a release takes together, or of which it hides something, have no count here.
"""

from collections.abc import Callable, Mapping

from crm.i18n import _
from crm.plugin import Measure
from plugins.surveys.answering.cohorts import OTHERS
from plugins.surveys.results.releasing import Released
from plugins.surveys.service import purposes, rates, versions
from plugins.surveys.words import WORRY

Counts = dict[str, int]


def _worry(facet_id: str) -> tuple[Released, list[str]] | None:
    """The table of the newest answered question about worry by this facet, with its codes."""
    for survey, release in purposes.final_of_all():
        if facet_id not in survey["breakdowns"]:
            continue
        known = purposes.marked(versions.all_versions(survey["_id"]))
        for table in release["tables"]:
            question = known.get(table["key"], {})
            worried = question.get("worried") or []
            if question.get("purpose") == WORRY and worried and facet_id in table["breakdowns"]:
                return table["breakdowns"][facet_id], list(worried)
    return None


def _told(facet_id: str) -> tuple[Counts, Counts]:
    """(worried, asked) by group, of the groups of which both are shown."""
    sums: Counts = {}
    bases: Counts = {}
    found = _worry(facet_id)
    if found is None:
        return sums, bases
    part, codes = found
    for at, group in enumerate(part["groups"]):
        cells = [part["n"].get(code, [0] * len(part["groups"]))[at] for code in codes]
        if group != OTHERS and part["base"][at] is not None and None not in cells:
            sums[group], bases[group] = sum(cells), part["base"][at]
    return sums, bases


def worried(facet_id: str) -> Mapping[str, int]:
    """People by group who gave an answer that means worry."""
    return _told(facet_id)[0]


def worry_asked(facet_id: str) -> Mapping[str, int]:
    """People by group who were asked about it."""
    return _told(facet_id)[1]


def _response(facet_id: str) -> list[rates.Rate]:
    for survey, _release in purposes.final_of_all():
        if facet_id in survey["breakdowns"]:
            found = rates.by_group(survey, facet_id)
            return [rate for rate in found if rate.answered is not None and rate.group != OTHERS]
    return []


def answered(facet_id: str) -> Mapping[str, int]:
    """Invited people by group who have answered."""
    return {rate.group: rate.answered or 0 for rate in _response(facet_id)}


def invited(facet_id: str) -> Mapping[str, int]:
    """Invited people by group, of the groups whose answers are shown."""
    return {rate.group: rate.invited for rate in _response(facet_id)}


def _measure(
    name: str, label: object, counts: Callable[[str], Mapping[str, int]], of: str = ""
) -> Measure:
    return Measure(
        id=f"surveys.{name}", label=label, permission="surveys.results", counts=counts, of=of
    )


MEASURES = (
    _measure("answered", _("Answered the newest survey"), answered, "surveys.invited"),
    _measure("invited", _("Invited to the newest survey"), invited),
    _measure("worried", _("Survey worry"), worried, "surveys.worry_asked"),
    _measure("worry_asked", _("Asked about worry"), worry_asked),
)
