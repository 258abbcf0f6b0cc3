"""The fixed words of job classes: status, the relation to AI, what a tool was trained on, SKOS.

The AI kinds have a text of their own in `data/ai_kinds.toml`; crafts stand in `data/crafts.csv`.
"""

from collections.abc import Sequence
from typing import Any

from crm.i18n import _
from crm.workplaces import changewords

Pairs = Sequence[tuple[str, Any]]

STATUSES = (
    ("sighted", _("Sighted")),
    ("proposed", _("Proposed")),
    ("review", _("Under review")),
    ("adopted", _("Adopted")),
    ("disputed", _("Disputed")),
    ("rejected", _("Rejected")),
    ("merged", _("Merged")),
    ("retired", _("Retired")),
)
LIVE = ("sighted", "proposed", "review", "adopted", "disputed")
"""The statuses of classes that people can be in and titles are matched to."""
RELATIONS, TRAINED_ON = changewords.RELATIONS, changewords.TRAINED_ON
"""The terms of the work-change log: records of both add up."""
SCHEMES = (
    ("soc", _("SOC 2018 (United States)")),
    ("onet", _("O*NET-SOC (United States)")),
    ("isco", _("ISCO-08 (International)")),
    ("noc", _("NOC 2021 (Canada)")),
)
MAPPINGS = (
    ("exact", _("exact")),
    ("broader", _("broader")),
    ("narrower", _("narrower")),
    ("related", _("related")),
)
"""How a standard code stands to the class, in SKOS's terms: broader = the code covers more."""
CERTAINTY = (
    ("A", _("from an official page or document")),
    ("B", _("from a secondary source")),
    ("C", _("not checked against an official page or document")),
)

BASES = (
    ("clause", _("Contract clause")),
    ("practice", _("Past practice")),
    ("tasks", _("Similar tasks")),
    ("tools", _("Same tools")),
    ("workplace", _("Same workplace")),
    ("certification", _("Certification or recognition")),
)
"""On what a local rests its claim to a class."""
CLAIMS = (
    ("asserted", _("Asserted")),
    ("agreed", _("Agreed")),
    ("disputed", _("Disputed")),
    ("lost", _("Lost")),
    ("withdrawn", _("Withdrawn")),
)
"""The state of a claim. Lost and withdrawn claims stay on record."""
WISHES = (
    ("asked", _("Asked")),
    ("arranged", _("Arranged")),
    ("done", _("Done")),
    ("dropped", _("Dropped")),
)
"""What came of a person's wish for a path."""
NOTES = (
    ("comment", _("Comment")),
    ("posting", _("Job posting")),
    ("contract", _("Contract clause")),
    ("call-sheet", _("Call sheet or crew list")),
    ("report", _("A member's report")),
    ("practice", _("Past practice")),
    ("document", _("Document or page")),
)
"""Kinds of notes on a class or a claim: a comment, or what is evidence and of which kind."""
ACTIONS = (
    ("ship", _("as shipped")),
    ("propose", _("proposed")),
    ("proposed", _("proposed again")),
    ("review", _("sent to review")),
    ("adopted", _("adopted")),
    ("rejected", _("rejected")),
    ("disputed", _("disputed")),
    ("retired", _("retired")),
    ("update", _("changed")),
    ("restore", _("restored")),
    ("merge", _("merged")),
    ("unmerge", _("merge taken back")),
    ("split", _("split")),
    ("unsplit", _("split taken back")),
    ("import", _("changed by a file")),
)
"""What happened to a class, as its history says it."""


def word(pairs: Pairs, value: str) -> Any:
    """The label of a value; the value itself where it is unknown."""
    return next((label for key, label in pairs if key == value), value)


def keys(pairs: Pairs) -> list[str]:
    """The values of `pairs`, without their labels."""
    return [key for key, _label in pairs]
