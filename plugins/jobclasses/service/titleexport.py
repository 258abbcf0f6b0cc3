"""The mapping of a list of titles as a table: what each means, with codes."""

from collections.abc import Iterator, Mapping
from typing import Any

from plugins.jobclasses.service import classes
from plugins.jobclasses.service.titlelists import STEP, get, page

Doc = Mapping[str, Any]
HEADERS = (
    "number,title,employer,state,job_class,class_key,probability,because,soc_2018,onet_soc,isco_08,noc_2021,"
    "occupation,occupation_probability,ai_related,ai_relation,ai_kinds"
).split(",")


def table(list_id: str) -> Iterator[list[Any]]:
    """The mapping of a list as rows under HEADERS, for a file."""
    known = classes.every()
    count = get(list_id)["count"]
    for first in range(1, count + 1, STEP):
        for row, meaning in page(list_id, first, STEP):
            yield _line(row, meaning or {}, known)


def _line(
    row: Mapping[str, Any], meaning: Mapping[str, Any], known: Mapping[str, Any]
) -> list[Any]:
    best = (meaning.get("proposals") or [{}])[0]
    key = meaning.get("class_key") or ""
    job = known.get(key, {"title": "", "codes": {}})
    codes = [
        "; ".join(f"{c['code']} {c['relation']}" for c in job["codes"].get(scheme, ()))
        for scheme in ("soc", "onet", "isco", "noc")
    ]
    occupation = (meaning.get("occupations") or [{}])[0]
    return [
        row["number"],
        row["title"],
        row.get("employer", ""),
        meaning.get("state", "new"),
        job["title"],
        key,
        best.get("probability", ""),
        _because(best),
        *codes,
        occupation.get("code", ""),
        occupation.get("probability", ""),
        bool(meaning.get("ai")),
        meaning.get("relation", ""),
        "; ".join(meaning.get("kinds", ())),
    ]


def _because(best: Doc) -> str:
    """The name a title resembles, and the words of its description that spoke for the class."""
    said = ", ".join(best.get("described", ()))
    return "; ".join(
        part for part in (best.get("name", ""), said, best.get("employer", "")) if part
    )
