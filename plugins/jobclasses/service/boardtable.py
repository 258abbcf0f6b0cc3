"""The risk board as rows of a table, for a file."""

from collections.abc import Iterator, Mapping
from typing import Any

from plugins.jobclasses.matching.scoring import SMALL
from plugins.jobclasses.service import catalogue, exposed

HEADERS = (
    "place,class,craft,people,people_at_most,exposure_low,exposure_median,exposure_high,"
    "employers_using_ai,employers_observed,adoption_p10,adoption_p50,adoption_p90,records,"
    "work_changes,sightings,newest_record,score_p10,score_p50,score_p90,"
    "rate,chance_of_first_three,place_without_headcount,place_without_exposure,"
    "place_without_adoption,replacing_records,assisting_records,direction_p10,direction_p50,"
    "direction_p90,language_models,image_generation,general,clauses,exposure_from"
).split(",")


def rows(board: Mapping[str, Any]) -> Iterator[list[Any]]:
    """A row for each class; counts of fewer than SMALL people are not told."""
    crafts = catalogue.crafts()
    for row in board["rows"]:
        few = 0 < row["people"] < SMALL
        exposure, adoption, score = row["exposure"], row["adoption"], row["score"] or {}
        without = score.get("without", {})
        yield [
            score.get("place", ""),
            row["title"],
            crafts.get(row["craft"], {}).get("name", row["craft"]),
            f"fewer than {SMALL}" if few else row["people"],
            "" if few else row["people_high"],
            *(_known(exposure[name]) for name in ("low", "middle", "high")),
            adoption["used"],
            adoption["employers"],
            *_three(adoption.get("share")),
            adoption["records"],
            *(adoption.get("types", {}).get(name, 0) for name in ("work-change", "sighting")),
            adoption["newest"],
            *(score.get(name, "") for name in ("low", "middle", "high", "rate", "first")),
            *(without.get(name, "") for name in ("headcount", "exposure", "adoption")),
            adoption["substituted"],
            adoption["assisted"],
            *_three(adoption.get("direction")),
            *(_middle(exposure["families"].get(f)) for f in ("language", "image", "general")),
            adoption["clauses"],
            exposed.sources([exposure]) if "measures" in exposure else "",
        ]


def _known(value: Any) -> Any:
    return "" if value is None else value


def _three(interval: Mapping[str, Any] | None) -> list[Any]:
    return [(interval or {}).get(name, "") for name in ("low", "middle", "high")]


def _middle(family: Any) -> Any:
    return family[1] if family else ""


def employment(job: Mapping[str, Any]) -> list[dict[str, str]]:
    """National employment of the class's codes (OEWS May 2025): context, not union members."""
    codes = {code["code"][:7] for code in job["codes"]["soc"]}
    return [row for row in catalogue.rows("entertainment_employment.csv") if row["soc"] in codes]
