"""Guessing what each column of a roster means, from its header and from its values.

Pure: takes headers and sample rows, gives one guess per column with a score and a reason that is
shown to the person, who has the last word. The words are in `fields`, known files in `shapes`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from crm.i18n import _
from crm.imports.fields import LEFT_OUT, Field, header_key
from crm.values import fold, parse_bool, parse_date, parse_email, parse_number, parse_phone

ENOUGH: Final = 0.5
SAMPLES: Final = 100
# Words that mean little unless they are the whole header.
_VAGUE: Final = frozenset(
    "name first last middle status id title number date unit state st job class role position list"
    " type start end home note member worker employee location site project show area section team"
    " from hours days mi mail tag class craft trade card crew remove credit preferred schedule"
    " company organization contractor started ended hired region groups show store".split()
)
# A header with one of these beside a field's word is about that field, not the field itself.
_ABOUT: Final = frozenset(
    "type status date opt consent updated valid verified source code count ext extension bad good"
    " carrier label flag id number bounced quality result time".split()
)
_STATES: Final = frozenset(
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm"
    " ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr gu vi as mp ab bc mb nb nl ns"
    " nt nu on pe qc sk yt".split()
) | {
    "new york", "california", "new jersey", "massachusetts", "illinois", "texas", "georgia",
    "washington", "oregon", "florida", "pennsylvania", "ontario", "quebec", "british columbia",
}  # fmt: skip
_POSTAL: Final = re.compile(r"\d{5}(-?\d{4})?|[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d", re.A)
_NAME: Final = re.compile(r"[^\W\d_][^\d@_/]{0,60}")


@dataclass(frozen=True)
class Guess:
    """What a column seems to be: `field` is a field's id or None; `score` from 0 to 1."""

    column: str
    field: str | None
    score: float
    why: Any


@dataclass(frozen=True)
class _Candidate:
    column: int
    field: Field
    score: float
    why: Any


def guess(
    headers: Sequence[str],
    sample_rows: Sequence[Sequence[str]],
    fields: Sequence[Field],
    region: str = "US",
    known: Mapping[str, str] | None = None,
) -> list[Guess]:
    """Return one guess per header, in order. Each field is given to one column, phones and e-mails
    to several. `region` is for phone numbers without a country code; `known` are header -> field id
    that are settled: a recognized shape's mapping, or the one remembered for such a file."""
    columns = [_samples(sample_rows, index) for index in range(len(headers))]
    candidates = [
        candidate
        for index, header in enumerate(headers)
        for candidate in _candidates(index, header, columns[index], fields, region)
    ]
    chosen = _assign(candidates, _settled(headers, fields, known or {}))
    _drop_doubled_name(chosen)
    return [_guess(header, index, chosen, candidates) for index, header in enumerate(headers)]


def _samples(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    cells = (row[index].strip() for row in rows if index < len(row))
    return [cell for cell in cells if cell][:SAMPLES]


def _guess(
    header: str, index: int, chosen: dict[int, _Candidate], candidates: Iterable[_Candidate]
) -> Guess:
    if index in chosen:
        best = chosen[index]
        return Guess(header, best.field.id, round(best.score, 2), best.why)
    if LEFT_OUT & set(header_key(header).split()):
        return Guess(header, None, 0.0, _("Left out: not needed for organizing"))
    if any(candidate.column == index for candidate in candidates):
        return Guess(header, None, 0.0, _("Another column fits better"))
    return Guess(header, None, 0.0, _("Not recognized"))


def _candidates(
    index: int, header: str, values: Sequence[str], fields: Sequence[Field], region: str
) -> Iterable[_Candidate]:
    key = header_key(header)
    if LEFT_OUT & set(key.split()):
        return
    unnamed = bool(re.fullmatch(r"column \d+", key))
    shares: dict[Any, float | None] = {}
    for field in fields:
        test = field.parse or field.kind
        if test not in shares:
            shares[test] = _share(values, field, region)
        named = _named(key, field)
        score, why = _score(named, shares[test], field, unnamed)
        if score >= ENOUGH:
            yield _Candidate(index, field, score, why)


def _score(named: float, share: float | None, field: Field, unnamed: bool) -> tuple[float, Any]:
    if named and share is None:
        return named * 0.97, _("The header says so")
    if named and share is not None:
        agree = share >= 0.7
        why = _("Header and values agree") if agree else _("The header says so; check the values")
        least = ENOUGH if named == 1.0 and field.kind == "name" else 0.0  # names may hold anything
        return max(least, named * (0.45 + 0.55 * share)), why
    if share is not None and share >= 0.8:
        return share * _by_values_alone(field, unnamed), _("The values look like it")
    return 0.0, ""


def _by_values_alone(field: Field, unnamed: bool) -> float:
    """How far values alone are trusted: mail and phones anywhere, the rest only without header."""
    scores = {"email": 0.8, "email_2": 0.75, "phone": 0.75, "phone_2": 0.7, "state": 0.6}
    if unnamed:
        scores |= {"postal_code": 0.65, "full_name": 0.55}
    return scores.get(field.id, 0.0)


def _settled(
    headers: Sequence[str], fields: Sequence[Field], known: Mapping[str, str]
) -> dict[int, _Candidate]:
    by_id = {field.id: field for field in fields}
    pairs = ((index, by_id.get(known.get(header, ""))) for index, header in enumerate(headers))
    why = _("A file of this kind is known")
    return {index: _Candidate(index, field, 1.0, why) for index, field in pairs if field}


def _assign(
    candidates: Sequence[_Candidate], chosen: dict[int, _Candidate]
) -> dict[int, _Candidate]:
    """Give the best candidates their columns: first each field once, then what may repeat."""
    ranked = sorted(candidates, key=lambda candidate: -candidate.score)
    for again in (False, True):
        for candidate in ranked:
            taken = any(candidate.field is other.field for other in chosen.values())
            if candidate.column not in chosen and (candidate.field.repeats if again else not taken):
                chosen[candidate.column] = candidate
    return chosen


def _drop_doubled_name(chosen: dict[int, _Candidate]) -> None:
    """A full name beside first and last name says nothing new."""
    by_field = {candidate.field.id: column for column, candidate in chosen.items()}
    if {"first_name", "last_name", "full_name"} <= by_field.keys():
        del chosen[by_field["full_name"]]


# ---------------------------------------------------------------- headers


@lru_cache(maxsize=512)
def _keys(field: Field) -> frozenset[str]:
    words = (field.id.rpartition(".")[2], str(field.label), *field.synonyms)
    return frozenset(map(header_key, words))


def _named(key: str, field: Field) -> float:
    """How well a header names a field: 1 for one of its words, less where words are added."""
    keys = _keys(field)
    if key in keys:
        return 1.0
    best = 0.0
    for known in keys - _VAGUE:
        if f" {known} " not in f" {key} ":
            continue
        extra = key.replace(known, " ", 1).split()
        if _ABOUT & set(extra):
            continue
        start = 0.85 if key.endswith(known) else 0.7
        best = max(best, start - 0.05 * (len(extra) - 1) + 0.01 * len(known.split()))
    return best


# ---------------------------------------------------------------- values


def _share(values: Sequence[str], field: Field, region: str) -> float | None:
    """The share of values that look like the field's kind; None where that cannot be told."""
    test = _tests(region).get(field.kind)
    if field.parse:
        test = _parses(field.parse)
    if not values or test is None:
        return None
    return sum(map(test, values)) / len(values)


@lru_cache(maxsize=8)
def _tests(region: str) -> dict[str, Callable[[str], bool]]:
    return {
        "email": _parses(parse_email),
        "phone": _parses(lambda text: parse_phone(text, region)),
        "date": _is_date,
        "yes_no": _parses(parse_bool),
        "number": _parses(parse_number),
        "assessment": lambda text: text in ("0", "1", "2", "3", "4", "5"),
        "state": lambda text: fold(text) in _STATES,
        "postal": lambda text: bool(_POSTAL.fullmatch(text)),
        "name": lambda text: bool(_NAME.fullmatch(text)),
    }


def _parses(parse: Callable[[str], Any]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return fits


def _is_date(text: str) -> bool:
    return _parses(lambda t: parse_date(t, True))(text) or _parses(
        lambda t: parse_date(t, False, serial=len(t) == 5)
    )(text)
