"""What each part of the product adds to the trust tests, a module for each part.

A module may have, each optional:

`MATRIX`       lines as in `matrix.txt`
`FORMS`, `JSON`, `QUERIES`, `NEEDS_QUERY`  as in `bodies`
`PARTS`        functions as in `seed`: (Local) -> values
`versions`     (values, stored) -> None, as in `bodies`
`NEEDS_MORE`, `CACHES`, `UNREACHED`   as in `test_authorization`
`NOT_IDS`      as in `test_tenants`: parts of addresses that are words
`OPEN`, `SAYS_SO`          as in `test_assignment`
`texts`        (World, text, number) -> pages: puts a text into every field, as in `test_xss`
"""

import importlib
from collections.abc import Iterator
from typing import Any

NAMES: tuple[str, ...] = (
    "jobclasses",
    "jobmatching",
    "jobclasses_api",
    "jobclasses_texts",
    "surveys_asking",
    "surveys_answering",
    "surveys_results",
    "surveys_acting",
    "proof",
    "campaign_numbers",
    "campaign_events",
    "day",
    "campaign_tasks",
    "work_changes",
    "campaign_ulps",
    "campaign_eligible",
    "campaign_api",
)
"""The modules, in the order in which they fill the locals."""


def each(attribute: str) -> Iterator[Any]:
    """This attribute of every part that has it, in order."""
    for name in NAMES:
        module = importlib.import_module(f"tests.security.areas.{name}")
        if hasattr(module, attribute):
            yield getattr(module, attribute)


def joined(attribute: str) -> dict[str, Any]:
    """The dictionaries of all parts as one."""
    return {key: value for found in each(attribute) for key, value in found.items()}


def united(attribute: str) -> frozenset[str]:
    """The sets of all parts as one."""
    return frozenset(value for found in each(attribute) for value in found)
