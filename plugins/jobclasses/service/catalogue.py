"""The shipped catalogue, read once: classes craft by craft, crafts, locals, codes.

Nothing here is a local's: `classes` lays a local's own decisions over it. A class's key never
leaves the catalogue (people and decisions hold it); one that is no longer used is retired there.
The tables are the project's own; each row names its source (see `data/README.md`).
"""

import csv
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
VERSION = "2026.11"
"""Of the shipped classes, as shown beside each that a local has not made its own."""
SCHEMES = ("soc", "onet", "isco", "noc")
JobClass = dict[str, Any]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a shipped CSV table."""
    with (DATA / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def toml(name: str) -> dict[str, Any]:
    """A shipped TOML table."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def crafts() -> dict[str, dict[str, str]]:
    """Every craft by key: name and what it is about, in the order of the table."""
    return {row["key"]: row for row in rows("crafts.csv")}


def craft_pairs() -> list[tuple[str, str]]:
    """Key and name of every craft, for a choice."""
    return [(craft["key"], craft["name"]) for craft in crafts().values()]


def split(text: str) -> list[str]:
    """The parts of a list written in one line, with semicolons between."""
    return [part.strip() for part in text.split(";") if part.strip()]


def _alias(text: str) -> dict[str, str]:
    """'fr: chef electricien' is an alias in French; without a language it is English."""
    language, colon, words = text.partition(": ")
    if colon and len(language) == 2 and language.islower():
        return {"text": words, "language": language, "seen": ""}
    return {"text": text, "language": "en", "seen": ""}


@lru_cache(maxsize=1)
def locals_() -> list[dict[str, Any]]:
    """Union locals and what they say they cover; `crafts` are keys. Not complete."""
    return [{**row, "crafts": split(row["crafts"])} for row in rows("locals.csv")]


@lru_cache(maxsize=1)
def codes() -> dict[tuple[str, str], str]:
    """Official titles by (scheme, code) of all codes the shipped classes use."""
    return {(row["scheme"], row["code"]): row["title"] for row in rows("codes.csv")}


def _code(text: str) -> dict[str, str]:
    code, _space, relation = text.partition(" ")
    return {"code": code, "relation": relation or "exact"}


def _codes(raw: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The codes of an entry; O*NET's is the SOC code with .00 unless the entry names another."""
    found = {s: [_code(text) for text in split(raw.get(s, ""))] for s in SCHEMES}
    found["onet"] = found["onet"] or [{**c, "code": f"{c['code']}.00"} for c in found["soc"]]
    return found


def shaped(key: str, craft: str, raw: Mapping[str, Any]) -> JobClass:
    """One written entry as a class (the shape stands in `classes`)."""
    return {
        "key": key,
        "title": raw["title"],
        "aliases": [_alias(text) for text in split(raw.get("also", ""))],
        "parent": raw.get("parent", ""),
        "craft": raw.get("craft", craft),
        "definition": raw["does"],
        "tasks": split(raw["tasks"]),
        "tools": split(raw.get("tools", "")),
        "codes": _codes(raw),
        "ai_relations": split(raw.get("ai", "none")),
        "ai_kinds": split(raw.get("kinds", "")),
        "trained_on": split(raw.get("trained_on", "")),
        "status": raw.get("status", "adopted"),
        "merged_into": "",
        "sources": [{"text": text, "url": "", "date": ""} for text in split(raw["source"])],
        "certainty": raw.get("certainty", "B"),
        "origin": "catalogue",
        "version": 0,
    }


@lru_cache(maxsize=1)
def classes() -> dict[str, JobClass]:
    """Every shipped class by key. Do not change what comes back: `classes.get` gives copies."""
    found: dict[str, JobClass] = {}
    for path in sorted((DATA / "classes").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        common = table.pop("all", {})
        for key, raw in table.items():
            if key in found:
                raise ValueError(f"{path.name}: the key {key} is taken")
            found[key] = shaped(key, path.stem, {**common, **raw})
    return found
