"""Whether words are somebody's name, nobody's yet, or a position and a name held together."""

import re

from plugins.campaigns.crewlists.cells import NOBODY
from plugins.campaigns.crewlists.crafts import WORDS, is_position, plain
from plugins.campaigns.crewlists.departments import department

_PARTICLES = frozenset("de da do dos del della di la le van der den von y e al el bin st".split())


def looks_like_name(text: str) -> bool:
    """Whether a text can be somebody's name: two to five words, capitals, nothing of a craft."""
    words = re.sub(r"[,\"“”()]", " ", text).split()
    if not 2 <= len(words) <= 5 or is_position(text) or department(text):
        return False
    return all(_name_word(word) for word in words)


def _name_word(word: str) -> bool:
    letters = re.fullmatch(r"[^\W\d_][^\W\d_'’.`-]*(?:['’.`-]+[^\W\d_]*)*", word)
    return bool(letters) and (word[0].isupper() or word.lower() in _PARTICLES)


def nobody(text: str) -> bool:
    """Whether a text says that nobody is named yet."""
    return plain(text) in NOBODY or text.lower() in NOBODY


def apart(text: str) -> list[str]:
    """Position and name that one space or a dash holds together; the text alone where none is."""
    for dash in (" - ", " – ", " — ", ": "):
        left, found, right = text.partition(dash)
        if found and (looks_like_name(left) or looks_like_name(right)):
            return [left.strip(), right.strip()]
    words = text.split()
    for cut in range(len(words) - 2, 0, -1):
        head, tail = words[:cut], words[cut:]
        if plain(head[-1]) in WORDS and looks_like_name(" ".join(tail)):
            return [" ".join(head), " ".join(tail)]
        if plain(words[-cut]) in WORDS and looks_like_name(" ".join(words[:-cut])):
            return [" ".join(words[-cut:]), " ".join(words[:-cut])]
    return [text]
