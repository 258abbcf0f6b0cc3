"""How exposed a class is by published indices: percentiles over all occupations, three families.

The centre is the median of the indices of a class's codes, the interval their lowest and highest;
where the code only covers the class among others (SKOS broader), it is widened by what the codes
of the same major group span between their 10th and 90th percentile.
"""

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from plugins.jobclasses.service import exposure

FAMILIES = ("language", "image", "general")
Job = Mapping[str, Any]


def of_classes(jobs: Mapping[str, Job]) -> dict[str, dict[str, Any]]:
    """For each class key: low, middle, high (0 to 1; None without figures), families, codes."""
    codes = {c["code"][:7] for job in jobs.values() for c in job["codes"]["soc"]}
    figures = exposure.of_codes(codes)
    broad = {c[:2] for job in jobs.values() for c in _broad(job)}
    groups = _groups(broad) if broad else {}
    return {key: of_class(job, figures, groups) for key, job in jobs.items()}


def _broad(job: Job) -> list[str]:
    return [c["code"][:7] for c in job["codes"]["soc"] if c["relation"] == "broader"]


def _groups(majors: Iterable[str]) -> dict[str, tuple[float, float]]:
    """The 10th and 90th percentile of all figures of each major group."""
    wanted = set(majors)
    found: dict[str, list[float]] = {}
    for one in exposure.every():
        if one["soc"][:2] in wanted:
            found.setdefault(one["soc"][:2], []).append(one["percentile"])
    spans = {}
    for major, values in found.items():
        values.sort()
        spans[major] = (values[len(values) // 10], values[len(values) * 9 // 10])
    return spans


def of_class(job: Job, figures: Any, groups: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """What is known of one class; `used` are the figures with their measure and code."""
    measures = exposure.measures()
    used = [
        {"measure": m, "soc": one["soc"], "value": one["value"], "percentile": one["percentile"]}
        for code in dict.fromkeys(c["code"][:7] for c in job["codes"]["soc"])
        for m, one in sorted(figures.get(code, {}).items())
        if m in measures
    ]
    families = {}
    for family in FAMILIES:
        part = [u["percentile"] for u in used if measures[u["measure"]]["family"] == family]
        if part:
            families[family] = [min(part), median(part), max(part)]
    every = [u["percentile"] for u in used]
    if not every:
        return {"low": None, "middle": None, "high": None, "families": {}, "widened": False}
    low, high = min(every), max(every)
    spans = [groups[code[:2]] for code in _broad(job) if code[:2] in groups]
    if spans:
        low, high = min(low, *(s[0] for s in spans)), max(high, *(s[1] for s in spans))
    middle = median(every)
    return {
        "low": round(low, 3),
        "middle": round(middle, 3),
        "high": round(high, 3),
        "families": families,
        "widened": bool(spans),
    }


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
