"""How exposed a class is by published indices: percentiles over all occupations, three families.

An index's figure for a class is the mean over its codes, each weighted by how surely the code is
the class (`SURE`, by the SKOS relation: a judgement). The centre is the median of the indices, the
interval their lowest and highest; where a code is less likely than not the class (broader,
related), it is widened by what the codes of the same major group span between their 10th and 90th
percentile.
"""

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from plugins.jobclasses.service import exposure

FAMILIES = ("language", "image", "general")
SURE = {"exact": 1.0, "narrower": 0.7, "broader": 0.45, "related": 0.3}
Job = Mapping[str, Any]


def of_classes(jobs: Mapping[str, Job]) -> dict[str, dict[str, Any]]:
    """For each class key: low, middle, high (0 to 1; None without figures), families, codes."""
    codes = {c["code"][:7] for job in jobs.values() for c in job["codes"]["soc"]}
    figures = exposure.of_codes(codes)
    broad = {c[:2] for job in jobs.values() for c in _broad(job)}
    groups = _groups(broad) if broad else {}
    return {key: of_class(job, figures, groups) for key, job in jobs.items()}


def _broad(job: Job) -> list[str]:
    """The codes that are less likely than not the class."""
    return [c["code"][:7] for c in job["codes"]["soc"] if SURE[c["relation"]] < 0.5]


def _groups(majors: Iterable[str]) -> dict[str, tuple[float, float]]:
    """The 10th and 90th percentile of all figures of each major group."""
    wanted = set(majors)
    found: dict[str, list[float]] = {}
    for one in exposure.counted():
        if one["soc"][:2] in wanted:
            found.setdefault(one["soc"][:2], []).append(one["percentile"])
    spans = {}
    for major, values in found.items():
        values.sort()
        spans[major] = (values[len(values) // 10], values[len(values) * 9 // 10])
    return spans


def of_class(job: Job, figures: Any, groups: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """What is known of one class; `families` have the same three of their own indices."""
    indices = _indices(job, figures)
    if not indices:
        return {"low": None, "middle": None, "high": None, "families": {}, "widened": False,
                "measures": []}  # fmt: skip
    families = {}
    for family in FAMILIES:
        part = [v for m, v in indices.items() if exposure.measures()[m]["family"] == family]
        if part:
            families[family] = [round(v, 3) for v in (min(part), median(part), max(part))]
    every = list(indices.values())
    low, high = min(every), max(every)
    spans = [groups[code[:2]] for code in _broad(job) if code[:2] in groups]
    if spans:
        low, high = min(low, *(s[0] for s in spans)), max(high, *(s[1] for s in spans))
    shown = {"low": round(low, 3), "middle": round(median(every), 3), "high": round(high, 3)}
    return {**shown, "families": families, "widened": bool(spans), "measures": list(indices)}


def sources(figures: Iterable[Mapping[str, Any]]) -> list[str]:
    """The sources of what `of_class` gave, each once."""
    known = exposure.measures()
    used = {measure for figure in figures for measure in figure["measures"]}
    return list(dict.fromkeys(one["source"] for key, one in known.items() if key in used))


def _indices(job: Job, figures: Any) -> dict[str, float]:
    """The percentile of a class by each index that has any of its codes."""
    sure: dict[str, float] = {}
    for code in job["codes"]["soc"]:
        soc = code["code"][:7]
        sure[soc] = max(sure.get(soc, 0.0), SURE[code["relation"]])
    sums: dict[str, list[float]] = {}
    for soc, weight in sure.items():
        for measure, one in figures.get(soc, {}).items():
            if measure in exposure.measures():
                both = sums.setdefault(measure, [0.0, 0.0])
                both[0] += weight * one["percentile"]
                both[1] += weight
    return {measure: total / weight for measure, (total, weight) in sorted(sums.items())}


def details(job: Job) -> list[dict[str, Any]]:
    """Every figure of a class with its measure, for the page that shows the sources."""
    figures = exposure.of_codes(c["code"][:7] for c in job["codes"]["soc"])
    measures = exposure.measures()
    return [
        {**one, "about": measures[m]}
        for soc in sorted(figures)
        for m, one in sorted(figures[soc].items())
        if m in measures
    ]
