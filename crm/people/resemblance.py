"""How alike two records are, in points and reasons: pure, no database.

Points are added for what agrees and taken off for what speaks against; ENOUGH makes a pair worth
a look. Reasons are codes; REASONS has their words.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from crm.i18n import _
from crm.values import fold

ENOUGH = 40
REASONS: dict[str, Any] = {
    "email": _("same e-mail"),
    "phone": _("same phone"),
    "name": _("same name"),
    "swapped": _("first and last name swapped"),
    "nickname": _("a short form of the same name"),
    "middle": _("same first and last name but for a middle name"),
    "workplace": _("same workplace"),
    "other_number": _("but different member numbers"),
    "elsewhere": _("but other phones and e-mails"),
}
POINTS = {
    "email": 50, "phone": 45, "name": 40, "swapped": 40, "nickname": 40, "middle": 40,
    "workplace": 10, "other_number": -40, "elsewhere": -10,
}  # fmt: skip
NICKNAMES = [
    line.split()
    for line in """
    alexander alex al xander sasha
    alexandra alex ali sandra sasha
    andrew andy drew
    anthony antonio tony
    barbara barb babs
    benjamin ben benny
    catherine katherine kathryn cathy kathy kate katie kat
    charles charlie chuck carlos
    christina christine chris tina
    christopher chris topher
    daniel dan danny
    david dave davey
    deborah debra deb debbie
    dorothy dot dottie
    edward ed eddie ted eduardo
    elizabeth liz beth betty eliza lisa
    francis francisco frank paco pancho
    frederick fred freddy
    gerald jerry
    gregory greg
    guadalupe lupe
    james jim jimmy jamie
    jennifer jen jenny
    jeffrey jeff
    jessica jess jessie
    john johnny jack
    jonathan jon jonny
    jose pepe
    joseph joe joey
    kenneth ken kenny
    lawrence larry
    leonard leo len
    margaret maggie meg peggy marge
    maria mary marie mari
    matthew matt
    michael mike mick miguel
    nicholas nick nicolas nico
    pamela pam
    patricia pat patty trish
    patrick pat paddy
    peter pete pedro
    philip phillip phil felipe
    rebecca becky becca
    richard rick ricky dick rich ricardo
    robert bob bobby rob robbie roberto
    ronald ron ronnie
    samantha samuel sam sammy
    stephen steven steve esteban
    susan sue susie suzanne
    theodore theo ted
    theresa teresa terry tess
    thomas tom tommy tomas
    timothy tim timmy
    victoria vicky vic
    vincent vince vinny
    william will bill billy willy liam
    """.strip().splitlines()
]
_GROUPS: dict[str, set[int]] = {}
for _number, _group in enumerate(NICKNAMES):
    for _name in _group:
        _GROUPS.setdefault(_name, set()).add(_number)


def short_forms(first: str) -> set[str]:
    """The names that `first` (one folded word) may stand for, itself included."""
    return {first, *(name for group in _GROUPS.get(first, ()) for name in NICKNAMES[group])}


def head(name: str) -> str:
    """The first word of a folded first name, which is what people go by."""
    return name.split(" ", 1)[0]


def _forms(person: Mapping[str, Any]) -> tuple[str, str, set[str]]:
    first = fold(person.get("first_name") or person.get("preferred_name") or "")
    last = fold(person.get("last_name") or "")
    called = {head(first), head(fold(person.get("preferred_name") or ""))} - {""}
    return first, last, set().union(*(short_forms(name) for name in called)) if called else set()


def _names(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    (first, last, forms), (other_first, other_last, other_forms) = _forms(one), _forms(other)
    if not (first or last) or not (other_first or other_last):
        return ""
    if (first, last) == (other_first, other_last):
        return "name"
    if (first, last) == (other_last, other_first):
        return "swapped"
    if not last or last != other_last:
        return ""
    if head(first) == head(other_first):
        return "middle"
    return "nickname" if forms & other_forms else ""


def _shared(one: Mapping[str, Any], other: Mapping[str, Any], key: str) -> bool:
    return bool(set(one.get(key) or ()) & set(other.get(key) or ()))


def _both(one: Mapping[str, Any], other: Mapping[str, Any], key: str) -> bool:
    return bool(one.get(key)) and bool(other.get(key))


def _workplace(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    places = [fold((p.get("facets") or {}).get("workplace") or "") for p in (one, other)]
    return _shared(one, other, "workplace_ids") or bool(places[0] and places[0] == places[1])


def reasons(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The codes of what speaks for and against the two being one person."""
    found = [key for key in ("email", "phone") if _shared(one, other, f"{key}_keys")]
    reached = bool(found)
    found += [name] if (name := _names(one, other)) else []
    if not found:
        return []
    found += ["workplace"] if _workplace(one, other) else []
    if _both(one, other, "member_number") and one["member_number"] != other["member_number"]:
        found.append("other_number")
    if not reached and _both(one, other, "phone_keys") and _both(one, other, "email_keys"):
        found.append("elsewhere")
    return found


def score(found: Iterable[str]) -> int:
    """The points of some reasons, from 0 to 100."""
    return max(0, min(100, sum(POINTS[reason] for reason in found)))


def blocks(person: Mapping[str, Any]) -> set[str]:
    """Keys that two records share if they can be alike at all: only such pairs are compared."""
    first, last, forms = _forms(person)
    keys = {f"p|{key}" for key in person.get("phone_keys") or ()}
    keys |= {f"e|{key}" for key in person.get("email_keys") or ()}
    if first or last:
        keys.add("n|" + " ".join(sorted(filter(None, (first, last)))))
    if last:
        keys |= {f"f|{form} {last}" for form in {*forms, head(first)} if form}
    return keys


def name_keys(person: Mapping[str, Any]) -> list[str]:
    """The values of `name_key` to look under for people who may be this one."""
    first, last, forms = _forms(person)
    pairs = {(first, last), (last, first), *((form, last) for form in forms)}
    return sorted({f"{a} {b}".strip() for a, b in pairs} - {""})
