"""One search over every source: the words of a query, and the hits grouped by source.

Where people are found is in `people`; plugins bring their own sources.
"""

import re
from dataclasses import dataclass
from typing import Any

import structlog

from crm.registry import current as registry
from crm.tenancy import Actor
from crm.values import fold, tokens

log = structlog.get_logger(__name__)
SHORTEST, MOST_WORDS, LONGEST = 2, 8, 80
FEW, MANY = 8, 100
_NUMBER = re.compile(r"[\d\s()+./-]+", re.A)
_JOINED = str.maketrans(dict.fromkeys("'’‘ʼʻ`′", ""))
_SPLIT = str.maketrans(dict.fromkeys("-‐‑–", " "))


@dataclass(frozen=True)
class Group:
    """The hits of one source; `more` says that there are more than are here."""

    id: str
    label: Any
    hits: list[Any]
    more: bool = False
    failed: bool = False


def words_of(text: str) -> list[str]:
    """The folded words of a query; a telephone number is one word, and so is an e-mail address.

    [] for less than two letters: a single one would find everybody.
    """
    text = text.strip()[: LONGEST * 3]
    if _NUMBER.fullmatch(text):
        digits = "".join(c for c in text if c.isdigit())
        return [digits] if len(digits) >= SHORTEST else []
    words: dict[str, None] = {}
    for part in text.translate(_JOINED).translate(_SPLIT).split():
        found = [fold(part)] if "@" in part[1:] else tokens(part.lstrip("@"))
        words.update(dict.fromkeys(word[:LONGEST] for word in found))
    kept = list(words)[:MOST_WORDS]
    enough = any(len(word) >= SHORTEST or not word.isascii() for word in kept)
    return kept if enough else []


def search(text: str, *, actor: Actor, limit: int = FEW) -> list[Group]:
    """At most `limit` hits of every source that has any, people first."""
    words = words_of(text)
    if not words:
        return []
    groups = [_ask(plugin.name, source, words, actor, limit)
              for plugin, source in registry().each("search", actor)]  # fmt: skip
    return [group for group in groups if group.hits or group.failed]


def _ask(plugin: str, source: Any, words: list[str], actor: Actor, limit: int) -> Group:
    try:
        found = source.find(words, actor=actor, limit=limit + 1)
        hits = [{**hit, "title": hit["title"]} for hit in found]
    except Exception as error:
        if plugin == "core":
            raise
        log.error("search source failed", plugin=plugin, source=source.id, exc_info=error)
        return Group(source.id, source.label, [], failed=True)
    return Group(source.id, source.label, hits[:limit], more=len(hits) > limit)
