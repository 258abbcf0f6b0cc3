"""Published exposure figures by occupation: loading them, and those of a code.

A figure is a document of `jobclasses_figures`, suite-wide: `measure` (a key of
`data/exposure_measures.csv`), `soc`, `value` on the measure's own scale, `percentile` (0 to 1,
among all codes of that measure), `of` (how many), `carried_from` (SOC 2010 codes).
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from crm import db
from crm.queryshape import chunks
from plugins.jobclasses.service import catalogue, exposurefiles, fictional, loads, occupations
from plugins.jobclasses.service.loads import Progress
from plugins.jobclasses.service.referencefiles import Files

Figure = dict[str, Any]


@lru_cache(maxsize=1)
def published() -> dict[str, dict[str, str]]:
    """Every published measure by key: name, family, year, scale, source, address, licence."""
    return {row["key"]: row for row in catalogue.rows("exposure_measures.csv")}


def measures() -> dict[str, dict[str, str]]:
    """Every measure that a figure may be of: published ones, and those invented for the demo."""
    return {**published(), **fictional.measures()}


def load(files: Files, progress: Progress, *, by: str) -> loads.Doc:
    """Write the figures of the files; gives the finished load, with `unmatched` codes.

    Measures of other files stay as they are. Raises Invalid where a file is of another shape.
    """
    found = exposurefiles.read(files, occupations.codes())
    records = exposurefiles.records(found)
    kept = [r for r in every() if r["measure"] not in found.values]
    digest = hashlib.sha256("".join(r["digest"] for r in records).encode()).hexdigest()
    years = {measures()[m]["year"] for m in found.values}
    begun = loads.begin("exposure", ", ".join(sorted(years)), digest, by)
    return loads.write({**begun, "unmatched": found.unmatched}, [*records, *kept], progress)


def every() -> list[Figure]:
    """All figures on file; for loading, not for pages."""
    return db.collection("jobclasses_figures").find({"listed": "yes"})


def counted() -> Iterable[Figure]:
    """All figures that the board counts with."""
    return fictional.figures() if fictional.in_use() else every()


def of_codes(socs: Iterable[str]) -> dict[str, dict[str, Figure]]:
    """Figures of 6-digit codes: {soc: {measure: figure}}."""
    found: dict[str, dict[str, Figure]] = {}
    if fictional.in_use():
        wanted = set(socs)
        for one in fictional.figures():
            if one["soc"] in wanted:
                found.setdefault(one["soc"], {})[one["measure"]] = one
        return found
    for part in chunks(dict.fromkeys(socs)):
        for one in db.collection("jobclasses_figures").find({"soc": {"$in": part}}):
            found.setdefault(one["soc"], {})[one["measure"]] = one
    return found


def of_measure(measure: str) -> list[Figure]:
    """All figures of one measure, by code."""
    found = db.collection("jobclasses_figures").find({"measure": measure})
    return sorted(found, key=lambda one: str(one["soc"]))
