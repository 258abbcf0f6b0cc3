"""What somebody may read of a survey's results: the release (or live counts), in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crm import db
from crm.errors import NotFound
from crm.registry import current as registry
from crm.tenancy import Actor
from plugins.surveys.results.reading import compared_as, read
from plugins.surveys.results.releasing import Released
from plugins.surveys.results.shown import Shown, Wish
from plugins.surveys.service import rates, releases, surveys, versions
from plugins.surveys.service.surveys import Survey


@dataclass(frozen=True)
class Results:
    """A survey's results for one reader."""

    survey: Survey
    rate: rates.Rate
    groups: Sequence[rates.Rate]
    """Response rates by the chosen breakdown."""
    tables: Sequence[Shown]
    release: Mapping[str, Any] | None
    live: bool
    """Whether these are the exact counts of this moment."""
    by: str
    intervals: bool = False


def breakdowns(survey: Survey) -> list[tuple[str, Any]]:
    """(id, label) of the breakdowns declared before launch, as far as their facet is on."""
    known = {facet.id: facet.label for facet in registry().items("facets")}
    return [(b, known.get(b, b)) for b in survey["breakdowns"]]


def results(
    survey_id: str,
    language: str,
    *,
    actor: Actor,
    by: str = "",
    intervals: bool = False,
    earlier_id: str = "",
    n: int = 0,
) -> Results:
    """The results of a survey the actor may know of; NotFound for an unknown breakdown."""
    survey = surveys.get_survey(survey_id, actor=actor)
    if by and by not in survey["breakdowns"]:
        raise NotFound()
    release = releases.get(survey_id, n) if n else releases.latest(survey_id)
    now = None if n else releases.live(survey, actor=actor)
    tables = now if now is not None else (release or {"tables": []})["tables"]
    rate = rates.overall(survey_id)
    wish = Wish(
        by=by,
        intervals=intervals,
        population=rate.invited or None,
        weights=(release or {}).get("weights") or {} if now is None else {},
        earlier=_earlier(earlier_id, actor) if earlier_id else {},
    )
    asked = versions.all_versions(survey_id)
    shown = read(tables, asked, language, wish) if asked else []
    groups = rates.by_group(survey, by) if by else []
    return Results(survey, rate, groups, shown, release, now is not None, by, intervals)


def released(survey_id: str, language: str, *, actor: Actor, n: int = 0, **asked: Any) -> Results:
    """The results as released, never counts of the moment: for what leaves the house on paper.

    `n` is the release, 0 the newest. NotFound where there is none.
    """
    survey = surveys.get_survey(survey_id, actor=actor)
    newest = releases.get(survey["_id"], n) if n else releases.latest(survey["_id"])
    if newest is None:
        raise NotFound()
    found = results(survey_id, language, actor=actor, n=newest["n"], **asked)
    then = rates.Rate(
        rates.EVERYBODY, newest.get("invited", found.rate.invited), newest["responses"]
    )
    return replace(found, rate=then)


def _earlier(survey_id: str, actor: Actor) -> dict[str, Released]:
    """The released tables of another survey, by what later surveys compare them under."""
    survey = surveys.get_survey(survey_id, actor=actor)
    release = releases.latest(survey["_id"])
    found: dict[str, Released] = {}
    measures = {
        question["key"]: question.get("measure")
        for version in versions.all_versions(survey_id)
        for page in version["pages"]
        for question in page["items"]
    }
    for table in (release or {"tables": []})["tables"]:
        found[compared_as(measures.get(table["key"]), table)] = table
    return found


def comparable(survey: Survey, *, actor: Actor) -> list[Survey]:
    """Surveys with a release that this one can be compared with, newest name order."""
    others = surveys.list_surveys(actor=actor, states=("open", "closed"))
    ids = [other["_id"] for other in others if other["_id"] != survey["_id"]]
    released = releases.released(ids)
    return [other for other in others if other["_id"] in released]


def history(survey_id: str) -> list[dict[str, Any]]:
    """All releases of a survey: number, day, answers, checksum."""
    fields = ["n", "day", "responses", "sha256", "final"]
    query = {"survey_id": survey_id}
    return db.collection(releases.NAME).find(query, sort=[("n", 1)], fields=fields)
