"""[AI modifier] [craft noun] [role noun]: whether a title is AI-related, how, and what is left.

"Generative AI previs artist" is a previs artist who operates generative tools. Terms stand in
`data/ai_terms.csv`: `modifier` is yes where the term can be taken away and the craft remains, no
where it is the work itself, never where it is named with its kind but is not AI by itself (LED
volumes, robot arms on a programmed move). "AI" is also artificial insemination: `NOT_AI`.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from plugins.jobclasses.matching.normalizing import fold

DATA = Path(__file__).parents[1] / "data" / "ai_terms.csv"
LONGEST_TERM = 4
AMBIGUOUS = frozenset("ai,a i,ia,ml,generative,synthetic,neural,lora,sora".split(","))
NOT_AI = frozenset(
    "insemination artificial inseminator cattle dairy swine hog pig cow bovine equine livestock "
    "herd breeding breeder semen sire stud poultry veterinary ambassador illustrator indesign "
    "photoshop turf grass rubber fiber fibre resin fuel fabric yarn surgery monitoring "
    "physiologist physiology diagnostic tube therapy".split()
)
"""Words beside which an ambiguous term is something else: animals bred, Adobe's file format,
artificial turf and fibres, monitoring of nerves."""
ROLES = {
    "trains": "annotator annotation labeler labeling labeller trainer training rater dataset data",
    "input": "contributor donor likeness",
    "supervises": "supervisor supervising reviewer review qa quality tester curator compliance "
    "ethics ethicist safety governance rights consent provenance forensics steward moderator "
    "evaluator auditor policy manager",
    "builds": "engineer engineering developer scientist research researcher architect programmer "
    "devops mlops pipeline",
    "operates": "artist operator editor designer animator compositor technician wrangler "
    "illustrator painter filmmaker director producer composer mixer colorist generalist "
    "specialist creator modeler rigger writer photographer cinematographer videographer creative "
    "previs concept layout prompt",
    "assisted": "assistant coordinator accountant analyst clerk secretary scheduler",
}
"""Role nouns by the relation to AI they speak for; the first that is found counts."""
BUILDERS_NOT = frozenset({"sound", "audio", "broadcast", "dubbing", "recording", "mix", "led"})
"""Before "engineer" these make a craft of it, which operates tools rather than builds them."""


@dataclass(frozen=True)
class Parse:
    """What a title says: `base` is the folded title without AI modifiers ('' if nothing is left).

    `relation` is a key of the product's AI relations ('' where the title is not AI-related);
    `terms` are the words that say so; `related` are terms near to AI that are not AI.
    """

    folded: str
    base: str
    is_ai: bool
    relation: str
    kinds: tuple[str, ...]
    terms: tuple[str, ...]
    related: tuple[str, ...]


@lru_cache(maxsize=1)
def _terms() -> dict[str, tuple[tuple[str, ...], str]]:
    with DATA.open(encoding="utf-8", newline="") as table:
        return {
            row["term"]: (
                tuple(kind.strip() for kind in row["kinds"].split(";") if kind.strip()),
                row["modifier"],
            )
            for row in csv.DictReader(table)
        }


def _found(words: list[str]) -> list[tuple[int, int, str]]:
    """(start, end, term) of the terms in the words, longest first, none overlapping."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_TERM, len(words) - at), 0, -1):
            term = " ".join(words[at : at + length])
            if term in _terms():
                found.append((at, at + length, term))
                at += length
                break
        else:
            at += 1
    return found


@lru_cache(maxsize=20_000)
def parse(title: str) -> Parse:
    """Read a title as people write it."""
    folded = fold(title)
    words = folded.split()
    elsewhere = not NOT_AI.isdisjoint(words)
    table = _terms()
    spans = [s for s in _found(words) if not (elsewhere and s[2] in AMBIGUOUS)]
    ai = [s for s in spans if table[s[2]][1] != "never"]
    related = tuple(s[2] for s in spans if table[s[2]][1] == "never")
    taken = {n for start, end, t in ai if table[t][1] == "yes" for n in range(start, end)}
    base = " ".join(word for n, word in enumerate(words) if n not in taken)
    kinds = dict.fromkeys(k for s in (ai or spans) for k in table[s[2]][0])
    relation = relation_of(words, base.split()) if ai else ""
    terms = tuple(s[2] for s in ai)
    return Parse(folded, base, bool(ai), relation, tuple(kinds), terms, related)


def relation_of(words: list[str], base: list[str]) -> str:
    """How an AI-related title stands to AI, by its role noun; 'operates' where nothing tells."""
    text = " ".join(words)
    if "voice data" in text or ("likeness" in words and "contributor" in words):
        return "input"
    if "post editor" in text or "in between" in text or "clean up" in text or "cleanup" in words:
        return "supervises"
    if "prompt engineer" in text:
        return "operates"
    if "engineer" in base and BUILDERS_NOT.intersection(base):
        return "operates"
    for relation, roles in ROLES.items():
        if set(roles.split()).intersection(base):
            return relation
    return "operates"
