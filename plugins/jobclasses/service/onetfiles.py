"""Reading the text release of O*NET (onetcenter.org/database.html) into occupations.

Codes are SOC 2018 with two digits more; O*NET uses it from release 25.1 (November 2020) on. The
files are tables with tabs; their shapes are described at onetcenter.org/dictionary.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crm.i18n import _
from crm.values import fold
from plugins.jobclasses.service.referencefiles import Files, refuse, table, text_of

CODE = "O*NET-SOC Code"
SHAPE = re.compile(r"^\d\d-\d{4}\.\d\d$")
OCCUPATIONS = "Occupation Data.txt"
ALTERNATE = "Alternate Titles.txt"
REPORTED = "Sample of Reported Titles.txt"
TASKS = "Task Statements.txt"
TECHNOLOGY = "Technology Skills.txt"
RELATED = "Related Occupations.txt"
README = "Read Me.txt"
COLUMNS = {
    OCCUPATIONS: (CODE, "Title", "Description"),
    ALTERNATE: (CODE, "Alternate Title", "Short Title"),
    REPORTED: (CODE, "Reported Job Title"),
    TASKS: (CODE, "Task", "Task Type"),
    TECHNOLOGY: (CODE, "Example", "Commodity Title"),
    RELATED: (CODE, "Related O*NET-SOC Code", "Relatedness Tier"),
}
WANTED = (*COLUMNS, README)
FIRST = 25.1
MOST = 60
"""Tools and related occupations kept for each occupation."""
Occupation = dict[str, Any]


@dataclass(frozen=True)
class Release:
    """A release as read: its number ('27.0'; '' where no Read Me says), and its occupations."""

    number: str
    digest: str
    occupations: list[Occupation]


def read(files: Files) -> Release:
    """The occupations of a release; Invalid with the file and what to do where it is no such."""
    missing = [name for name in COLUMNS if name not in files]
    if missing:
        raise refuse(
            _(
                "%(names)s: not found. Download the text files of a release from "
                "onetcenter.org/database.html, unpack them and give that folder.",
                names=", ".join(missing),
            )
        )
    number = _number(files)
    if number and float(number) < FIRST:
        raise refuse(
            _(
                "This is release %(number)s, whose codes are those of 2010. Use release 25.1 or "
                "later, which has the codes of 2018.",
                number=number,
            )
        )
    found = _occupations(files)
    _add_titles(found, files)
    _add_work(found, files)
    listed = [_sealed(one) for one in found.values()]
    whole = hashlib.sha256("".join(one["digest"] for one in listed).encode())
    return Release(number, whole.hexdigest(), listed)


def _number(files: Files) -> str:
    found = re.search(r"O\*NET (\d+\.\d)", text_of(README, files.get(README, b"")))
    return found.group(1) if found else ""


def _rows(files: Files, name: str) -> Iterator[dict[str, str]]:
    for row in table(name, files[name], COLUMNS[name], tab=True):
        if not SHAPE.match(row[CODE] or ""):
            text = _("%(name)s: %(code)s is no O*NET-SOC code.", name=name, code=repr(row[CODE]))
            raise refuse(text)
        yield row


def _occupations(files: Files) -> dict[str, Occupation]:
    found: dict[str, Occupation] = {}
    for row in _rows(files, OCCUPATIONS):
        code = row[CODE]
        found[code] = {
            "_id": code,
            "soc": code[:7],
            "title": row["Title"],
            "title_key": fold(row["Title"]),
            "description": row["Description"],
            "alternate": [],
            "reported": [],
            "tasks": [],
            "technology": [],
            "related": [],
            "listed": "yes",
        }
    if not found:
        raise refuse(_("%(name)s holds no occupation.", name=OCCUPATIONS))
    return dict(sorted(found.items()))


def _add(listed: list[str], text: str) -> None:
    if text and text != "n/a" and text not in listed:
        listed.append(text)


def _add_titles(found: dict[str, Occupation], files: Files) -> None:
    for row in _rows(files, ALTERNATE):
        if row[CODE] in found:
            _add(found[row[CODE]]["alternate"], row["Alternate Title"])
            _add(found[row[CODE]]["alternate"], row["Short Title"])
    for row in _rows(files, REPORTED):
        if row[CODE] in found:
            _add(found[row[CODE]]["reported"], row["Reported Job Title"])


def _add_work(found: dict[str, Occupation], files: Files) -> None:
    for row in _rows(files, TASKS):
        if row[CODE] in found:
            _add(found[row[CODE]]["tasks"], row["Task"])
    for row in _rows(files, TECHNOLOGY):
        if row[CODE] in found and len(found[row[CODE]]["technology"]) < MOST:
            _add(found[row[CODE]]["technology"], row["Example"])
    for row in _rows(files, RELATED):
        other = row["Related O*NET-SOC Code"]
        if row[CODE] in found and other in found and len(found[row[CODE]]["related"]) < MOST:
            found[row[CODE]]["related"].append({"code": other, "tier": row["Relatedness Tier"]})


def _sealed(one: Occupation) -> Occupation:
    text = json.dumps(one, sort_keys=True, ensure_ascii=False)
    return {**one, "digest": hashlib.sha256(text.encode()).hexdigest()[:32]}
