"""The kinds of so-called AI: the shipped text, and a local's own wording of it.

Anchors of the text: EU AI Act art. 3(1) and recital 12; the OECD Framework for the Classification
of AI Systems (2022); NIST AI 200-1 (2024); definitions of generative AI, digital replica and
synthetic performer in the writers', performers' and IATSE agreements since 2023.
"""

from functools import lru_cache
from typing import Any

from plugins.jobclasses.service import catalogue

Kind = dict[str, Any]
FIELDS = ("name", "definition", "example", "is_not", "oecd", "nist")


@lru_cache(maxsize=1)
def shipped() -> dict[str, Kind]:
    """The shipped kinds by key: key, `FIELDS`, is_ai (bool), version (ISO day), local (False)."""
    table = catalogue.toml("ai_kinds.toml")
    day = table.pop("version")
    return {
        key: {"is_ai": True, **raw, "key": key, "version": day, "number": 0}
        for key, raw in table.items()
    }
