"""Titles as words, and as keys by which equal titles are recognised."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 300
"""Characters of a title that are looked at; no real title is longer."""
_WORD = re.compile(r"[^\W_]+[+#]*")
_INSIDE = re.compile(r"\(([^()]*)\)")

SHORT = {
    "1st": "first",
    "2nd": "second",
    "3rd": "third",
    "4th": "fourth",
    "acct": "accountant",
    "adr": "adr",
    "asst": "assistant",
    "assoc": "associate",
    "coord": "coordinator",
    "dir": "director",
    "dop": "director of photography",
    "elec": "electrician",
    "eng": "engineer",
    "fx": "effects",
    "gfx": "graphics",
    "mgr": "manager",
    "mua": "make up artist",
    "op": "operator",
    "ops": "operator",
    "pgm": "programmer",
    "prog": "programmer",
    "sfx": "special effects",
    "spfx": "special effects",
    "supe": "supervisor",
    "super": "supervisor",
    "supv": "supervisor",
    "tech": "technician",
    "techs": "technician",
    "td": "technical director",
    "vfx": "visual effects",
    "vp": "virtual production",
    "makeup": "make up",
    "realtime": "real time",
    "preditor": "producer editor",
}
"""What crews write short. Used where our own classes are matched, not for standard occupations."""
EQUAL = {
    "colourist": "colorist",
    "colour": "color",
    "theatre": "theater",
    "programme": "program",
    "moulder": "molder",
    "centre": "center",
    "wardrobe": "costume",
    "costumer": "costumer",
    "tailoring": "tailor",
    "woman": "person",
    "man": "person",
    "crafter": "maker",
    "handler": "operator",
}

ENDINGS = ("ings", "ing", "ers", "er", "ed", "es", "s", "e")


def fold(title: str) -> str:
    """Lower case, without accents, apostrophes and signs; `&` is 'and'."""
    text = unicodedata.normalize("NFKD", title[:LONGEST])
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.replace("&", " and ").replace("'", "").replace("\u2019", "")
    return " ".join(_WORD.findall(text))[:LONGEST].strip()


def keys(title: str) -> set[str]:
    """All keys of a title: whole, without what stands in parentheses, and that by itself.

    'Chief Executive Officer (CEO)' is the same title as 'Chief Executive Officer' and as 'CEO'.
    """
    inside = [fold(part) for part in _INSIDE.findall(title)]
    return {fold(title), fold(_INSIDE.sub(" ", title)), *inside} - {""}


def singular(word: str) -> str:
    """A word without its plural s: operators, accessories and classes become one thing."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stem(word: str) -> str:
    """A word without its commonest English endings, for comparing: rotoscoping, rotoscope."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)
def terms(title: str) -> tuple[str, ...]:
    """The words of a title for our own classes: written out, singular, one spelling."""
    found: list[str] = []
    for word in fold(title).split():
        found += SHORT.get(word, word).split()
    return tuple(singular(EQUAL.get(word, word)) for word in found)
