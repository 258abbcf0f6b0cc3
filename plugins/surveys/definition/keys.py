"""Permanent names: keys of questions and pages, codes of options and rows."""

import re
import unicodedata
from collections.abc import Container

KEY = re.compile(r"^[a-z](?:_?[a-z0-9])*$")
CODE = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$")
LONGEST = 40
RESERVED = frozenset({"other"})
STOP = frozenset("a an the of to in on at for and or is are was do does did you your it".split())


def is_key(value: object) -> bool:
    """Whether this may name a question: letters, digits and single underscores, from a letter."""
    return isinstance(value, str) and len(value) <= LONGEST and bool(KEY.match(value))


def is_code(value: object) -> bool:
    """Whether this may name an option or a row."""
    return isinstance(value, str) and len(value) <= LONGEST and bool(CODE.match(value))


def slug(text: str, fallback: str) -> str:
    """A key made of the first words that say something: "Do you use AI?" -> use_ai."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    telling = [w for w in words if w not in STOP] or words
    made = "_".join(telling)[:30].strip("_")
    if not made or not made[0].isalpha():
        made = f"{fallback}_{made}".strip("_")
    return made


def fresh(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or it with the first number that makes it new."""
    if wanted not in taken and wanted not in RESERVED:
        return wanted
    number = 2
    while f"{wanted[: LONGEST - 6]}_{number}" in taken:
        number += 1
    return f"{wanted[: LONGEST - 6]}_{number}"
