"""What happens to answering when a survey opens and closes.

Called by `service.lifecycle`, inside its transaction.
"""

from collections.abc import Mapping
from typing import Any

from plugins.surveys.answering import anonymous, comments, keys, links, named, slots
from plugins.surveys.words import NAMED_MODES, OPEN_LINK

AT_FIRST = 200
OPEN_AT_FIRST = 1000


def opened(survey: Mapping[str, Any]) -> None:
    """Give a survey that opens its secret, its address and empty slots."""
    keys.make(survey["_id"])
    links.make(survey["_id"], "survey")
    slots.grow(comments.NAME, survey["_id"], AT_FIRST)
    if survey["mode"] not in NAMED_MODES:
        count = OPEN_AT_FIRST if survey["mode"] == OPEN_LINK else AT_FIRST
        slots.grow(anonymous.NAME, survey["_id"], count)


def closed(survey: Mapping[str, Any]) -> None:
    """Destroy what could link, and what was begun and never sent.

    An identified survey keeps its secret: its responses carry the person anyway, and whoever is
    removed for good must be found in them. A confidential one keeps it until `unlink`.
    """
    store = named if survey["mode"] in NAMED_MODES else anonymous
    store.forget_drafts(survey["_id"])
    if survey["mode"] not in NAMED_MODES:
        keys.destroy(survey["_id"])
