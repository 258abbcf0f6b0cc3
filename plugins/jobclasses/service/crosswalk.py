"""The crosswalk of classes to SOC, O*NET, ISCO and NOC: its table, its file out and in.

How a code stands to a class is said in the mapping terms of SKOS (W3C Recommendation, 2009):
exact, broader (the code covers more than the class), narrower, related.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, BinaryIO, cast

from crm import db
from crm.errors import Invalid
from crm.exports.writing import write_csv
from crm.i18n import _
from crm.imports.reading import BadFile, open_table
from crm.tenancy import Actor
from crm.values import fold
from plugins.jobclasses import codes, words
from plugins.jobclasses.service import catalogue, classes, keeping
from plugins.jobclasses.service.classes import JobClass

Row = dict[str, str]
COLUMNS = (
    "class_key",
    "title",
    "craft",
    "status",
    "scheme",
    "code",
    "relation",
    "skos",
    "code_title",
)
SKOS = {
    "exact": "skos:exactMatch",
    "broader": "skos:broadMatch",
    "narrower": "skos:narrowMatch",
    "related": "skos:relatedMatch",
}
MOST_PROBLEMS = 50


def official(scheme: str, code: str) -> str:
    """The official title of a code; an O*NET code without one has that of its SOC code."""
    known = catalogue.codes()
    return known.get((scheme, code)) or (
        known.get(("soc", code[:7]), "") if scheme == "onet" else ""
    )


def rows(scheme: str = "") -> list[Row]:
    """The whole crosswalk (of one scheme, where given), by title; live classes only."""
    found = []
    for job in sorted(classes.live().values(), key=lambda c: fold(c["title"])):
        for name in words.keys(words.SCHEMES):
            if scheme in ("", name):
                found += [_row(job, name, c) for c in job["codes"][name]]
    return found


def _row(job: JobClass, scheme: str, code: Mapping[str, str]) -> Row:
    return {
        "class_key": job["key"],
        "title": job["title"],
        "craft": job["craft"],
        "status": job["status"],
        "scheme": scheme,
        "code": code["code"],
        "relation": code["relation"],
        "skos": SKOS[code["relation"]],
        "code_title": official(scheme, code["code"]),
    }


def as_csv(scheme: str = "") -> bytes:
    """The crosswalk as a CSV file that `take_in` reads again."""
    stream = io.BytesIO()
    write_csv(stream, COLUMNS, ([row[name] for name in COLUMNS] for row in rows(scheme)))
    return stream.getvalue()


def take_in(stream: IO[bytes], filename: str, *, actor: Actor) -> dict[str, int]:
    """Take in a file: for each class and scheme it names, its codes are those of the file.

    Columns: class_key or title, scheme, code, relation (exact where it is blank); others are left
    aside. Either every row is good, or nothing is written and Invalid says which rows are not.
    Gives {rows, classes, same}: how many rows there were and classes changed or were so already.
    """
    return take_rows(*_read(stream, filename), actor=actor)


def take_rows(
    rows: Sequence[tuple[int, Mapping[str, str]]],
    problems: Sequence[str] = (),
    *,
    actor: Actor,
    field: str = "file",
) -> dict[str, int]:
    """As `take_in`, of numbered rows; `problems` are those met while reading them."""
    wanted = _wanted(rows, list(problems), field)
    changed = same = 0
    for key, schemes in wanted.items():
        job = classes.get(key)
        after = {**job["codes"], **schemes}
        if after == job["codes"]:
            same += 1
        else:
            changed += 1
            _keep(job, after, actor)
    return {"rows": len(rows), "classes": changed, "same": same}


@db.atomic
def _keep(job: JobClass, after: Mapping[str, Any], actor: Actor) -> None:
    reason = str(_("Crosswalk taken in from a file"))
    keeping.write(job, {"codes": dict(after)}, actor=actor, action="import", reason=reason)


Wanted = dict[str, dict[str, list[dict[str, str]]]]


def _read(stream: IO[bytes], filename: str) -> tuple[list[tuple[int, Row]], list[str]]:
    """The numbered rows of a file, and what is wrong with it row by row."""
    try:
        table = open_table(cast(BinaryIO, stream), filename)
        columns = {fold(name).replace(" ", "_"): n for n, name in enumerate(table.headers)}
        _require_columns(columns)
        read = list(table.rows())
    except BadFile as error:
        raise Invalid({"file": [str(error)]}) from error
    problems = [_at(p.row, p.message) for p in table.problems]
    rows = [
        (number, {name: cells[at].strip() for name, at in columns.items()})
        for number, cells in read
    ]
    return rows, problems


def _wanted(
    rows: Iterable[tuple[int, Mapping[str, str]]], problems: list[str], field: str
) -> Wanted:
    by_name, found = _by_name(), Wanted()
    for number, values in rows:
        try:
            key, scheme, code = _one(values, by_name)
        except Invalid as error:
            problems.append(_at(number, error.errors["row"][0]))
            continue
        listed = found.setdefault(key, {}).setdefault(scheme, [])
        if code["code"] not in {c["code"] for c in listed}:
            listed.append(code)
    if problems:
        raise Invalid({field: problems[:MOST_PROBLEMS]})
    return found


def _at(number: int, message: Any) -> str:
    return str(_("Row %(n)d: %(message)s", n=number, message=message))


def _require_columns(columns: Iterable[str]) -> None:
    missing = [name for name in ("scheme", "code") if name not in columns]
    if "class_key" not in columns and "title" not in columns:
        missing.insert(0, "title")
    if missing:
        text = _(
            "The file has no column %(names)s. Name its columns: title, scheme, code, relation."
        )
        raise Invalid({"file": [str(text) % {"names": ", ".join(missing)}]})


def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for key, job in classes.live().items():
        for alias in job["aliases"]:
            found.setdefault(fold(alias["text"]), key)
    return {**found, **{fold(job["title"]): key for key, job in classes.live().items()}}


def _one(values: Mapping[str, str], by_name: Mapping[str, str]) -> tuple[str, str, dict[str, str]]:
    key, title = values.get("class_key", ""), values.get("title", "")
    key = key if key in classes.live() else by_name.get(fold(title), "")
    if not key:
        text = _("%(title)s is no class here; propose it first.")
        raise Invalid(
            {"row": [str(text) % {"title": title[:80] or values.get("class_key", "")[:80]}]}
        )
    scheme = values["scheme"].lower()
    if scheme not in words.keys(words.SCHEMES):
        raise Invalid({"row": [str(_("The scheme is soc, onet, isco or noc."))]})
    line = f"{values['code']} {values.get('relation', '')}"
    return key, scheme, codes.read(scheme, line)
