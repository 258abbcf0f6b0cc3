"""Finds the number of a local in a union's written name, and folds names to plain words for
comparing.

Not here: which union a name belongs to (affiliation.py).
"""

import re
import unicodedata

_ONE_TO_TEN = "one two three four five six seven eight nine ten"
_WORDS = {word: str(n) for n, word in enumerate(_ONE_TO_TEN.split(), start=1)}
_NUMBER = (
    r"(?:usa \d+"  # Local USA 829
    r"|[a-z]{1,2}-?\d+(?:-\d+)?[a-z]?"  # B-4, S6, I-98, R12-510
    # 764, 32BJ, 1199SEIU, 9-535, 1865.10, 971/550, 464-A, 94-94A-94B:
    r"|\d+[a-z]{0,4}(?:[-./]\d+[a-z]{0,2}|-[a-z])*"
    rf"|(?:{'|'.join(_WORDS)}))(?![a-z0-9])"
)
_NO = (
    r"(?:\s*(?:\b(?:unions?|units?|lodges?|divisions?|nos?|n0|numbers?)\b\.?|\bll(?=\s?\w?\d)))*"
    r"\s*(?:,\s*(?=#))?[#(-]*\s*"
)
_LIST = rf"{_NUMBER}(?:\s*(?:,\s*and|,|and|\+)\s*#?{_NUMBER})*"
_LOCAL = re.compile(
    rf"\b(?:locals|local unions){_NO}(?P<many>{_LIST})"
    rf"|\b(?:local|(?<!district )lodge|ll){_NO}(?P<one>{_NUMBER})"
)
_BODY = re.compile(
    r"\b(?P<word>district lodge|district council|dc|joint council|council|district|division)"
    rf"{_NO}(?P<one>{_NUMBER})"
)
_BARE = re.compile(r"(?<![\w-])(?<!\d\.)(?<!region )\d{1,5}[a-z]{0,4}(?:-\d+)?(?!\w|-\d)")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")


def fold(text: str) -> str:
    """Plain lower-case words apart by single spaces: no accents, no punctuation, `&` as "and",
    "I.B.T." as "ibt".
    """
    words = re.findall(r"[a-z0-9]+", _plain(text).replace("'", ""))
    return re.sub(r"(?<=\d)(?=[a-z]{4})", " ", " ".join(words))


def local_of(name: str, bare: bool = False) -> str | None:
    """The local that a union's name gives, or None.

    "Local 764" is "764", "Local One" is "1", "Local B18" is "B-18", "Locals 16 & 119" is "16 &
    119"; the numbers of larger bodies keep their word: "District Lodge 751", "Council 31". A local
    is preferred to a larger body, and the first one to later ones. With `bare`, a number on its
    own counts too ("1199 SEIU"), when nothing better is there.
    """
    text = _plain(name)
    if found := _LOCAL.search(text):
        return _written(found["many"] or found["one"], several=bool(found["many"]))
    if found := _BODY.search(text):
        word = "District Council" if found["word"] == "dc" else found["word"].title()
        return f"{word} {_written(found['one'])}"
    if bare:
        number = next((n for n in _BARE.findall(text) if not _ORDINAL.fullmatch(n)), None)
        return _written(number) if number else None
    return None


def _plain(text: str) -> str:
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'").replace("–", "-")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    text = text.replace("&", " and ")
    text = re.sub(r"\b(?:[a-z]\.){2,}", lambda dotted: dotted[0].replace(".", "") + " ", text)
    return " ".join(re.sub(r"(?<=[a-z]{3})(?=\d)|(?<=\d)(?=[a-z]{5})", " ", text).split())


def _written(number: str, several: bool = False) -> str:
    if several:
        return " & ".join(_written(one) for one in re.findall(_NUMBER, number))
    if number in _WORDS:
        return _WORDS[number]
    number = re.sub(r"^0+(?=\d)", "", number.upper())
    number = re.sub(r"(?<=\d)-(?=[A-Z]$)", "", number)
    return re.sub(r"^([A-Z])(\d+)$", r"\1-\2", number)
