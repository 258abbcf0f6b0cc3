"""Job titles in prose: "Included: all wardrobe personnel, including dressers, stitchers ..."

A unit description is cut into phrases at commas, semicolons, "and", "including"; what is excluded
is left aside. A phrase means a class where it is one of its names (plurals, words of rank,
"full-time", "the Employer" aside). Drivers, nurses and technicians work everywhere: only units of
employers or unions of entertainment are read (`in_field`).
"""

import re
from collections.abc import Iterable, Iterator

from plugins.jobclasses.matching import aliases
from plugins.jobclasses.matching.aliases import Names
from plugins.jobclasses.matching.beside import in_entertainment

NEAR = aliases.RANKED
"""A likeness from which on a phrase of a legal text means a class: an equal name."""
FIELD = frozenset(
    "IATSE SAG-AFTRA SAG AFTRA AEA NABET NABET-CWA DGA WGA WGAE WGAW AFM ATPAM AGMA AGVA".split()
)
"""Affiliations of unions of entertainment and broadcasting."""
LONGEST = 5
"""Words of a phrase that can be a title."""
EXCLUDED = re.compile(r"\b(?:excluded|excluding|but excluding|exclud\w*)\b.*?(?=\bincluded\b|$)",
                      re.IGNORECASE | re.DOTALL)  # fmt: skip
CUT = re.compile(r"[,;:()\[\]./\n]|\band\b|\bor\b|\bincluding\b|\bincluded\b|\bsuch as\b|"
                 r"\bemployed\b|\bat\b|\bby\b|\bwho\b|\bworking\b|\bin the\b",
                 re.IGNORECASE)  # fmt: skip
ASIDE = frozenset(
    "all full time full-time regular part part-time the employer employers employees employee of "
    "other any its their daily casual call on per diem classification classifications "
    "following".split()
)


def phrases(text: str) -> Iterator[str]:
    """The phrases of a unit description that may be titles."""
    for part in CUT.split(EXCLUDED.sub(" ", text)):
        words = [w for w in re.findall(r"[A-Za-z'-]+", part) if w.lower() not in ASIDE]
        if 1 <= len(words) <= LONGEST:
            yield " ".join(words)


def in_field(employer: str, affiliations: Iterable[str]) -> bool:
    """Whether a unit is one of entertainment, by who employs and who organizes it."""
    return not FIELD.isdisjoint(affiliations) or bool(in_entertainment(employer))


def classes_in(text: str, names: Names) -> dict[str, str]:
    """The classes that a unit description names: key and the phrase that names it."""
    found: dict[str, str] = {}
    for phrase in phrases(text):
        likes = aliases.alike(names, phrase)
        if likes and likes[0].score >= NEAR and likes[0].key not in found:
            found[likes[0].key] = phrase
    return found
