"""Reading and normalising single values: names, phones, e-mails, dates, numbers, yes/no.

Forms, the API, imports, search and matching all use these, so that a value typed by hand and the
same value in a file end up equal. Everything here is pure. What cannot be read raises `ValueError`
with a sentence for the person who has to correct it. Files are read in `imports.reading`; what may
be stored on a person is said in `people.schemas`.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import phonenumbers
from babel import Locale
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from crm.i18n import _

# ---------------------------------------------------------------- text and names

# Direction overrides and isolates, zero-width space, byte order mark, C0 and C1 but line breaks.
# The joiners U+200C and U+200D stay: Persian, Hindi and others are written with them.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]"
)
_ODD_BREAKS: Final = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BREAKS: Final = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def visible(text: str, *, lines: bool = False) -> str:
    """`text` without characters that nobody sees and that turn or hide others ("Ada" read from
    right to left is another name). Tabs and line breaks stay with `lines`, else each is a space.
    Applying it twice changes nothing."""
    if text.isprintable():
        return text
    text = _HIDDEN.sub("", text)
    return _ODD_BREAKS.sub("\n", text) if lines else _BREAKS.sub(" ", text).strip()


# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | {"ħ": "h", "ŧ": "t", "ŋ": "ng", "ĸ": "k", "ə": "e", "ƶ": "z", "ɨ": "i", "ʉ": "u"}
)
_APOSTROPHES: Final = "'’‘ʼʻ`′"
_HYPHENS: Final = "‐‑–-"
_WORD: Final = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}{_HYPHENS}][^\W_]+)*")
_JOINERS: Final = re.compile(rf"[{_APOSTROPHES}{_HYPHENS}]")
_NO_APOSTROPHES: Final = str.maketrans("", "", _APOSTROPHES)
_HYPHENS_TO_SPACES: Final = str.maketrans(dict.fromkeys(_HYPHENS, " "))


def fold(text: str) -> str:
    """Return `text` for comparing: lower case, no diacritics, single spaces. Applying it twice
    changes nothing."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
        text = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
        )
    return " ".join(text.lower().split())


def tokens(text: str) -> list[str]:
    """Return the folded words of `text` for search, each once, in order. A name with an apostrophe
    or a hyphen gives the joined word and its parts: "O'Brien" -> obrien, o, brien."""
    found: dict[str, None] = {}
    for word in _WORD.findall(fold(text)):
        parts = _JOINERS.split(word)
        if len(parts) > 1:
            found["".join(parts)] = None
        found.update(dict.fromkeys(parts))
    return list(found)


def sort_key(last: str, first: str) -> str:
    """Return one string that sorts people by last, then first name; who has only one name sorts by
    that. The tab between the two sorts before every letter and space."""
    key = f"{last or first}\t{first if last else ''}".translate(_NO_APOSTROPHES)
    return "\t".join(fold(part) for part in key.translate(_HYPHENS_TO_SPACES).split("\t"))


def parse_language(text: str) -> str:
    """Return the language as it is written: a name in anybody's words, or a code of two letters
    that some language has (ISO 639-1, by CLDR)."""
    known = Locale("en").languages
    if len(text) == 2 and text.lower() not in known and text.title() not in known.values():
        raise ValueError(_("Write the name of the language, such as Spanish."))
    return text


_SUFFIXES: Final = frozenset("jr sr ii iii iv v 2nd 3rd 4th esq phd md".split())
_TITLES: Final = frozenset("mr mrs ms mx miss dr prof sir rev".split())
_PARTICLES: Final = frozenset(
    "van von der den de del della dela di da das do dos du des la le las los el al bin bint ibn abu"
    " ter ten zu zur zum st ste saint sainte santa o' d' mc mac 't vander".split()
)


def split_name(full: str) -> tuple[str, str]:
    """Split a full name into (first and middle names, last name with its suffix).

    Understands "Last, First", particles ("van der", "de la", "St.") and suffixes ("Jr.", "III").
    A single name comes back as the first name.
    """
    name = " ".join(full.split())
    head, comma, tail = name.rpartition(",")
    if comma and _bare(tail) in _SUFFIXES:
        first, last = split_name(head)
        return (first, f"{last} {tail.strip()}") if last else (f"{first} {tail.strip()}", "")
    if comma:
        last, _comma, first = (part.strip() for part in name.partition(","))
        return (_without_titles(first), last) if first else (last, "")
    return _split_plain_name(_without_titles(name).split())


def _split_plain_name(words: list[str]) -> tuple[str, str]:
    end = len(words)
    while end > 1 and _bare(words[end - 1]) in _SUFFIXES:
        end -= 1
    if end < 2:
        return " ".join(words), ""
    start = end - 1
    if start > 2 and _bare(words[start - 1]) == "y":  # José Ortega y Gasset
        start -= 2
    while start > 1 and _bare(words[start - 1]) in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _bare(word: str) -> str:
    return fold(word).replace("’", "'").replace(".", "").strip()


def _without_titles(name: str) -> str:
    words = name.split()
    while len(words) > 1 and _bare(words[0]) in _TITLES:
        words.pop(0)
    return " ".join(words)


# ---------------------------------------------------------------- phones

# The shapes people write North American numbers in; anything else goes the slow way.
_NANP: Final = re.compile(r"(?:\+?1[-. ]?)?\(?([2-9]\d\d)\)?[-. ]{0,3}(\d{3})[-. ]?(\d{4})", re.A)


def parse_phone(text: str, region: str = "US") -> str:
    """Return the number in E.164 ("+12125550100"). `region` (ISO 3166) is for numbers written
    without a country code. An extension is accepted and left out: see `phone_and_extension`."""
    return phone_and_extension(text, region)[0]


def phone_and_extension(text: str, region: str = "US") -> tuple[str, str]:
    """Return (number in E.164, extension or ""), or raise ValueError."""
    text = text.strip()
    plain = _NANP.fullmatch(text)
    if plain and region in ("US", "CA"):
        area, exchange, line = plain.groups()
        if _nanp_valid(area + exchange):
            return f"+1{area}{exchange}{line}", ""
    if re.fullmatch(r"[\d.]+E\+?\d+", text, re.I):
        raise ValueError(_("The spreadsheet has cut this number: format the column as text"))
    if sum(c.isdigit() for c in text) >= 20:
        raise ValueError(_("These look like two numbers: put the second in a column of its own"))
    try:
        number = phonenumbers.parse(re.sub(r"\.0$", "", text), region)
    except phonenumbers.NumberParseException:
        raise ValueError(_("This is not a phone number")) from None
    if not phonenumbers.is_valid_number(number):
        raise ValueError(_("No such phone number: check the area code and the number of digits"))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164, number.extension or ""


@lru_cache(maxsize=20_000)
def _nanp_valid(area_and_exchange: str) -> bool:
    """All plans under +1 are decided by the first six digits; a test holds the library to that."""
    number = phonenumbers.PhoneNumber(
        country_code=1, national_number=int(area_and_exchange + "0000")
    )
    return phonenumbers.is_valid_number(number)


@lru_cache(maxsize=20_000)
def format_phone(e164: str, region: str = "US") -> str:
    """Return the number as people in `region` write it: "(212) 555-0100", "+44 20 7946 0018"."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    home = phonenumbers.country_code_for_region(region) == number.country_code
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if home else style.INTERNATIONAL)


# ---------------------------------------------------------------- e-mail

_LABEL: Final = r"[a-z0-9](?:[a-z0-9]|-(?!-))*(?<!-)"
_PLAIN_EMAIL: Final = re.compile(
    rf"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:{_LABEL}\.)+([a-z]{{2,20}})", re.A
)
_ADDRESS_IN_BRACKETS: Final = re.compile(r"[^<>@]*<([^<>]+)>")


def parse_email(text: str) -> str:
    """Return the address in lower case (people type both; mailboxes do not differ by it). Accepts
    "Name <address>" and "mailto:". Whether the domain exists is not checked: no request leaves."""
    text = text.strip().strip(";,").strip()
    if bracketed := _ADDRESS_IN_BRACKETS.fullmatch(text):
        text = bracketed[1].strip()
    text = text.removeprefix("mailto:")
    lower = text.lower()
    plain = _PLAIN_EMAIL.fullmatch(lower) if len(text) <= 60 and text.isascii() else None
    if plain and plain[1] not in SPECIAL_USE_DOMAIN_NAMES:
        return lower
    if text.count("@") > 1 and re.search(r"[\s;,/]", text):
        raise ValueError(_("These look like two addresses: put the second in a column of its own"))
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise ValueError(
            _("This is not an e-mail address: write it like name@example.org")
        ) from None


# ---------------------------------------------------------------- dates

_ISO: Final = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})", re.A)
_NUMERIC: Final = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})", re.A)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?[- ./]*([a-z]+)[- ./]*(\d{4}|\d{2})")
_MONTH_FIRST: Final = re.compile(r"([a-z]+)[- ./]*(\d{1,2})(?:st|nd|rd|th)?[- ./]+(\d{4}|\d{2})")
_TIME: Final = re.compile(
    r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]\.?m\.?)?(Z|[+-]\d\d:?\d\d)?$", re.I
)
_NOISE: Final = re.compile(
    r",|\bde\b|\bof\b|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
)
_MONTH_NAMES: Final = (
    "jan january ene enero janv janvier|feb february febrero fev fevrier|mar march marzo mars"
    "|apr april abr abril avr avril|may mayo mai|jun june junio juin|jul july julio juil juillet"
    "|aug august ago agosto aout|sep sept september septiembre septembre|oct october octubre"
    " octobre|nov november noviembre novembre|dec december dic diciembre decembre"
)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(_MONTH_NAMES.split("|"), start=1)
    for name in names.split()
}
_SERIAL_EPOCH: Final = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 1900, 2100


def parse_date(text: str, dayfirst: bool | None = None, *, serial: bool = False) -> date:
    """Return the date written in `text`: ISO, 3/25/2024, 25.3.24, 'Mar 5, 2024', '5 March 2024'; a
    time after it is left out.

    `dayfirst` says how to read 3/5/2024; None raises on it rather than guess. `serial` allows the
    day numbers Excel keeps (45356). Two-digit years below 50 are 20xx, as in Excel.
    """
    text = _TIME.sub("", text.strip())
    if iso := _ISO.fullmatch(text):
        return _date(int(iso[1]), int(iso[3]), int(iso[4]))
    if numeric := _NUMERIC.fullmatch(text):
        return _numeric_date(int(numeric[1]), int(numeric[3]), _year(numeric[4]), dayfirst)
    if serial and re.fullmatch(r"\d{1,5}(\.\d+)?", text, re.A):
        day = _SERIAL_EPOCH + timedelta(days=int(float(text)))
        return _date(day.year, day.month, day.day)
    words = " ".join(_NOISE.sub(" ", fold(text)).split())
    if (match := _DAY_FIRST.fullmatch(words)) and match[2] in _MONTHS:
        return _date(_year(match[3]), _MONTHS[match[2]], int(match[1]))
    if (match := _MONTH_FIRST.fullmatch(words)) and match[1] in _MONTHS:
        return _date(_year(match[3]), _MONTHS[match[1]], int(match[2]))
    raise ValueError(_("This is not a date: write it as year-month-day, like 2024-03-25"))


def guess_dayfirst(samples: Iterable[str]) -> bool | None:
    """Say whether the dates of one column are written day first; None where they do not tell or
    contradict one another."""
    votes = set()
    for text in samples:
        numeric = _NUMERIC.fullmatch(_TIME.sub("", text.strip()))
        if numeric and int(numeric[1]) > 12 >= int(numeric[3]):
            votes.add(True)
        elif numeric and int(numeric[3]) > 12 >= int(numeric[1]):
            votes.add(False)
    return votes.pop() if len(votes) == 1 else None


def _numeric_date(one: int, two: int, year: int, dayfirst: bool | None) -> date:
    if dayfirst is None:
        if one <= 12 and two <= 12 and one != two:
            message = _("Day or month first? Write it as year-month-day, like 2024-03-25")
            raise ValueError(message)
        dayfirst = one > 12
    day, month = (one, two) if dayfirst else (two, one)
    return _date(year, month, day)


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)


def _date(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(_("The year %(year)s cannot be right", year=year))
    try:
        return date(year, month, day)
    except ValueError:
        message = _("There is no such day: write it as year-month-day, like 2024-03-25")
        raise ValueError(message) from None


# ---------------------------------------------------------------- yes/no and numbers

_YES: Final = frozenset("yes y true t 1 x on ok si oui ✓ ✔ ☑ checked subscribed opted-in".split())
_NO: Final = frozenset("no n false f 0 off non ✗ ✘ ☐ unchecked unsubscribed opted-out".split())
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[, '  ]\d{3})+(?:\.\d+)?")
_EURO_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[.  ]\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})")


def parse_bool(text: str) -> bool:
    """Read yes/no in the ways people tick boxes (English, Spanish, French; x; 1 and 0)."""
    word = fold(text).replace(" ", "-")
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(_("Write yes or no"))


def parse_number(text: str) -> int | float:
    """Read 1,234.5, 1 234,5, $12, 45 % and (12) for minus twelve; whole numbers come back as int,
    at most 15 digits."""
    plain = re.sub(r"^[$€£]\s*|\s*[%$€£]$", "", text.strip().replace("−", "-"))
    negative = plain.startswith("-") or (plain.startswith("(") and plain.endswith(")"))
    plain = re.sub(r"^[-+(]\s*[$€£]?\s*|\)$", "", plain)
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub(r"[^\d.]", "", plain)
    elif _EURO_THOUSANDS.fullmatch(plain):
        plain = re.sub(r"[^\d,]", "", plain).replace(",", ".")
    if not re.fullmatch(r"\d+\.?\d*(e[-+]?\d{1,2})?|\.\d+", plain, re.I | re.A):
        raise ValueError(_("This is not a number"))
    value = float(plain)
    if value >= 1e15:
        raise ValueError(_("This number is too large"))
    signed = -value if negative else value
    return int(signed) if signed.is_integer() else signed
