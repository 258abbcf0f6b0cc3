"""The questionnaires that come with the product, each a file in the exchange format."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crm.errors import NotFound

FOLDER = Path(__file__).parents[1] / "data" / "templates"
ORDER = ("ai_at_work", "bargaining_priorities", "strike_readiness", "workplace_map", "pulse",
         "after_meeting")  # fmt: skip


@functools.cache
def _all() -> Mapping[str, dict[str, Any]]:
    return {
        name: json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in ORDER
    }


def all_templates() -> list[dict[str, Any]]:
    """[{id, name, summary, mode, purpose, questions: n}] in the order they are offered."""
    return [
        {
            "id": name,
            "questions": sum(len(page["items"]) for page in doc["pages"]),
            **{field: doc[field] for field in ("name", "summary", "mode", "purpose")},
        }
        for name, doc in _all().items()
    ]


def get_template(name: str) -> dict[str, Any]:
    """The data of a template for `create_survey`; NotFound for an unknown one."""
    found = _all().get(name)
    if found is None:
        raise NotFound()
    copied: dict[str, Any] = json.loads(json.dumps(found))
    return {k: v for k, v in copied.items() if k not in {"format", "format_version", "summary"}}
