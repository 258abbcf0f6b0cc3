"""What the text of one cell becomes: a parse function per field, by the rules of people.schemas.

Marshmallow takes a millisecond per person; these functions take microseconds and give the same (a
property test compares them). Each raises ValueError with a sentence that says what to do.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, Final

from crm.i18n import _
from crm.people.schemas import MEMBER_STATUS
from crm.schemas import LONG, SHORT
from crm.values import (
    fold,
    parse_bool,
    parse_date,
    parse_email,
    parse_language,
    parse_number,
    parse_phone,
    split_name,
    visible,
)

Parse = Callable[[str], Any]

NOTHING: Final = frozenset("n/a #n/a - -- . null (blank) #ref! #value! #name?".split())
"""What people and spreadsheets write where there is nothing, in lower case."""

_SEPARATORS: Final = re.compile(r"[,;/|\n]")
_STATUS_WORDS: Final[Mapping[str, str]] = {
    **{fold(value): value for value, _label in MEMBER_STATUS if value},
    **{fold(str(label)): value for value, label in MEMBER_STATUS if value},
    **dict.fromkeys(("no", "non member", "non-member", "nonmember", "not member", "n"), "none"),
    **dict.fromkeys(("yes", "active", "y", "good standing", "in good standing"), "member"),
    **dict.fromkeys(("full member", "journeyman", "current", "paid"), "member"),
    **dict.fromkeys(("pending", "applied", "apprentice applicant"), "applicant"),
    **dict.fromkeys(("permit", "permit holder", "over-hire", "overhire"), "permittee"),
    **dict.fromkeys(("on roster", "eligible", "eligibility list"), "roster"),
    **dict.fromkeys(("resigned", "inactive", "suspended", "dropped"), "withdrawn"),
}


def text_of(longest: int, text: str) -> str:
    """One text of at most `longest` characters, as `schemas.text` has it."""
    text = visible(text, lines=longest > SHORT)
    if len(text) > longest:
        raise ValueError(_("At most %(n)d characters: shorten it", n=longest))
    return text


def name_of(text: str) -> str:
    """A name; an address or a number in its place is most likely a shifted row."""
    if "@" in text or (any(c.isdigit() for c in text) and not any(c.isalpha() for c in text)):
        raise ValueError(_("This is not a name: is the row shifted by a column?"))
    return text_of(SHORT, " ".join(text.split()))


def full_name(text: str) -> tuple[str, str]:
    """(first and middle, last) of a whole name."""
    return split_name(name_of(text))


def listed(longest: int, most: int, text: str) -> list[str]:
    """Several values in one cell, each once."""
    parts = dict.fromkeys(part.strip() for part in _SEPARATORS.split(text))
    found = [text_of(longest, part) for part in parts if part]
    if len(found) > most:
        raise ValueError(_("More than %(n)d in one cell: leave out some", n=most))
    return found


def languages(text: str) -> list[str]:
    """The languages of one cell."""
    return [parse_language(one) for one in listed(40, 20, text)]


def member_status(text: str) -> str:
    """One of MEMBER_STATUS, by the words unions use for them."""
    found = _STATUS_WORDS.get(" ".join(fold(text).replace("_", " ").split()))
    if found is None:
        words = ", ".join(str(label) for value, label in MEMBER_STATUS if value)
        raise ValueError(_("Write one of: %(words)s", words=words))
    return found


def consent(text: str) -> str:
    """yes or no; anything else is not known (which lets nobody send a text message)."""
    try:
        return "yes" if parse_bool(text) else "no"
    except ValueError:
        return "unknown"


def amount(most: int, text: str) -> float:
    """A number of days or hours from 0 to `most`."""
    value = float(parse_number(text))
    if not 0 <= value <= most:
        raise ValueError(_("Must be from 0 to %(n)s", n=most))
    return value


def day(dayfirst: bool | None, text: str) -> str:
    """A date, ISO; Excel's day numbers too."""
    return parse_date(text, dayfirst, serial=True).isoformat()


def custom(parse: Parse, text: str) -> Any:
    """The value of a custom field; its parser takes texts."""
    return parse(text)


def parsers(region: str = "US", dayfirst: bool | None = None) -> dict[str, Parse]:
    """A parse function for each of the core's fields, by id."""
    phone = lru_cache(maxsize=4096)(partial(parse_phone, region=region))
    date = lru_cache(maxsize=4096)(partial(day, dayfirst))
    short = partial(text_of, SHORT)
    names = ("first_name", "middle_name", "last_name", "preferred_name", "credit_name")
    work = ("employer", "worksite", "department", "shift", "job_title")
    return {
        **dict.fromkeys((*names,), name_of),
        **dict.fromkeys(("street", "street_2", "city", "state", "country", *work), short),
        **dict.fromkeys(("mobile", "phone", "phone_2", "home_phone", "work_phone"), phone),
        **dict.fromkeys(("email", "email_2"), parse_email),
        **dict.fromkeys(("start_date", "end_date", "hire_date"), date),
        "callboard_id": partial(text_of, 40),
        "external_id": partial(text_of, 120),
        "full_name": full_name,
        "pronouns": partial(text_of, 60),
        "language": languages,
        "postal_code": partial(text_of, 20),
        "visit_note": partial(text_of, 2000),
        "do_not_contact": parse_bool,
        "text_consent": consent,
        "member_number": partial(text_of, 60),
        "member_status": member_status,
        "days_worked": partial(amount, 20_000),
        "hours_worked": partial(amount, 200_000),
        "tags": partial(listed, 60, 50),
        "notes": partial(text_of, LONG),
    }
