"""The fixed words of the work-change log: AI kinds and relations, effects, clause types, sources.

Kinds and relations carry the keys that the job classes use, so that records of both add up. The
clause types are those a union asks for in bargaining over so-called AI.
"""

from collections.abc import Sequence
from typing import Any

from crm.i18n import _

Pairs = Sequence[tuple[str, Any]]

KINDS = (
    ("image", _("Generative image")),
    ("video", _("Generative video")),
    ("model3d", _("Generative 3D and animation")),
    ("text", _("Generative text and script")),
    ("music", _("Generative music and sound")),
    ("voice", _("Synthetic voice and voice cloning")),
    ("replica", _("Digital replica")),
    ("performer", _("Synthetic performer")),
    ("finishing", _("Learned tools in editing and finishing")),
    ("transcription", _("Speech to text, translation and captioning")),
    ("vision", _("Computer vision and automated camera")),
    ("robotics", _("Robotics, automated rigging and light")),
    ("realtime", _("Virtual production and real-time engines")),
    ("audience", _("Recommendation and audience analytics")),
    ("management", _("Scheduling, hiring and algorithmic management")),
    ("agents", _("Language-model agents")),
    ("rules", _("Rule-based automation (not AI)")),
)
RELATIONS = (
    ("builds", _("Builds AI")),
    ("trains", _("Trains or labels for AI")),
    ("operates", _("Operates AI tools")),
    ("supervises", _("Supervises or corrects AI output")),
    ("assisted", _("Work assisted by AI")),
    ("substituted", _("Work substituted by AI")),
    ("input", _("Likeness, voice or work used as AI input")),
    ("none", _("No known relation")),
)
TRAINED_ON = (
    ("licensed", _("Licensed material")),
    ("own", _("The production's own material")),
    ("members", _("Members' work")),
    ("unknown", _("Not known")),
)
EFFECTS = (
    ("assists", _("Assists the work")),
    ("replaces", _("Replaces the work")),
    ("retitles", _("Gives the job another title")),
    ("fewer", _("Fewer people or days")),
    ("credit", _("Credit lost or changed")),
    ("rate", _("Lower rate")),
)
CLAUSES = (
    ("notice", _("Notice")),
    ("consult", _("Consultation")),
    ("consent", _("Consent")),
    ("displacement", _("No displacement")),
    ("retraining", _("Retraining")),
    ("credit", _("Credit")),
    ("data", _("Data and likeness")),
)
SOURCES = (
    ("seen", _("Seen at work")),
    ("document", _("Document")),
    ("employer", _("The employer said so")),
    ("public", _("Public report")),
)


def labels(pairs: Pairs, values: Sequence[str]) -> str:
    """The labels of several values, with commas."""
    known = dict(pairs)
    return ", ".join(str(known.get(value, value)) for value in values)
