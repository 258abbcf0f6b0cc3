"""Brings the many written forms of an employer's name together.

"Acme Stages, Inc. d/b/a Rose Theater" is found as "Acme Stages" and as "The Rose Theater". Not
here: union names (affiliation.py), and the workplaces themselves.
"""

import re

from crm.workplaces.locals_in_names import fold

_FORMS = (
    "inc incorporated llc lc corp corporation co company ltd limited lp llp lllp pc pllc plc"
).split()
LEGAL_FORMS = frozenset(_FORMS)

_ALSO = re.compile(
    r"[\s,;(]*(?<!\w)(?:d\s*/\s*b\s*/\s*a|d\.\s?b\.\s?a\.|dba|doing business as"
    r"|a/k/a|aka|also known as|[fn]/k/a|fka|formerly(?: known as)?|now known as|t/a|trading as)"
    r"(?!\w)[/:,]?\s+",
    re.IGNORECASE,
)
_JOINT = re.compile(r"[\s,(]*(?:as (?:a )?)?joint employers?\)?\.?$", re.IGNORECASE)
_BETWEEN_JOINT = re.compile(rf"\b({'|'.join(_FORMS)}|l\.l\.c|l\.p)(\.?),?\s+and\s+", re.IGNORECASE)


def employer_names(case_name: str) -> tuple[str, tuple[str, ...]]:
    """The employer's (first) legal name, and its other names.

    Other names stand after "d/b/a", "a/k/a", "f/k/a" and the like, or are joint employers: "A,
    Inc. and B, LLC, Joint Employers". Names keep their spelling; only spaces and loose punctuation
    are tidied.
    """
    text = " ".join(case_name.split())
    joint = _JOINT.sub("", text)
    if joint != text:
        text = _BETWEEN_JOINT.sub(r"\1\2 d/b/a ", joint)
    names = list(dict.fromkeys(name for part in _ALSO.split(text) if (name := _tidy(part))))
    return (names[0], tuple(names[1:])) if names else (text, ())


def employer_key(name: str) -> str:
    """The name as matching sees it: no case, accents, punctuation, leading "the" or trailing "Inc".

    Only the name before any "d/b/a" counts; employer_keys gives all of them. Empty only for a name
    without a letter or digit.
    """
    words = fold(employer_names(name)[0]).split()
    kept = words[1:] if words[:1] == ["the"] else words
    while kept and (kept[-1] in LEGAL_FORMS or kept[-2:] == ["limited", "partnership"]):
        kept = kept[:-1]
    return " ".join(kept or words)


def employer_keys(case_name: str) -> tuple[str, ...]:
    """The employer_key of each of its names, without repeats: what to index and to look up."""
    name, aliases = employer_names(case_name)
    return tuple(dict.fromkeys(key for one in (name, *aliases) if (key := employer_key(one))))


def _tidy(name: str) -> str:
    name = name.strip(" ,;:")
    if name.count(")") > name.count("("):
        name = name.rstrip(")")
    return name.rstrip("( ,;:")
