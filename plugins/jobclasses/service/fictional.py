"""Invented exposure figures, so that the demo's risk board can be looked at without any file.

They are in no collection: published figures serve every local, and these may be seen in the demo
local alone, as long as none are published ones on file. Their source says what they are.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from crm import tenancy
from plugins.jobclasses.service import catalogue, exposurefiles, loads


@lru_cache(maxsize=1)
def measures() -> dict[str, dict[str, str]]:
    """The invented measures by key, with the columns of the published ones."""
    return {row["key"]: row for row in catalogue.rows("demo_measures.csv")}


@lru_cache(maxsize=1)
def figures() -> tuple[dict[str, Any], ...]:
    """Every invented figure, shaped as those on file; percentiles are among themselves."""
    table = catalogue.rows("demo_exposure.csv")
    values = {key: {row["soc"]: [float(row[key])] for row in table} for key in measures()}
    return tuple(exposurefiles.records(exposurefiles.Figures(values=values)))


def in_use() -> bool:
    """Whether the invented figures stand in: in the demo local, without published ones."""
    here: Mapping[str, Any] = tenancy.current().local if tenancy.in_local() else {}
    return bool(here.get("demo")) and loads.latest("exposure") is None


def among(sources: Iterable[str]) -> bool:
    """Whether invented figures are among these sources of a board."""
    return bool(set(sources) & {measure["source"] for measure in measures().values()})
