"""A class proposed from a title that fits none: the proposal, and the title settled with it."""

from collections.abc import Mapping
from typing import Any

from crm import db, localtime
from crm.errors import Invalid
from crm.i18n import _
from crm.tenancy import Actor
from plugins.jobclasses.matching import grammar
from plugins.jobclasses.service import catalogue, deciding, proposals, titles


@db.atomic
def propose_for(title_id: str, data: Mapping[str, Any], *, actor: Actor) -> deciding.Decision:
    """Propose a class (title, craft, definition) and let the title mean it.

    Raises Invalid where a class bears the title already, Forbidden for who may not propose.
    """
    actor.require("jobclasses.propose")
    row = titles.get(title_id)
    if data["craft"] not in catalogue.crafts():
        raise Invalid({"craft": [_("Choose a craft.")]})
    read = grammar.parse(row["title"])
    source = str(_("Title met %(n)d times", n=row["uses"]))
    job = proposals.propose(
        {
            **data,
            "ai_relations": [read.relation] if read.is_ai else ["none"],
            "ai_kinds": list(read.kinds),
            "sources": [{"text": source, "url": "", "date": localtime.today().isoformat()}],
        },
        actor=actor,
    )
    return deciding.decide(title_id, "class", job["key"], actor=actor)
