"""Standard occupations: loading a release of O*NET, looking one up, and their titles.

An occupation is a document of `jobclasses_occupations`, suite-wide: `_id` (O*NET-SOC code), `soc`
(6 digits), `title`, `description`, `alternate` and `reported` titles, `tasks`, `technology`,
`related` ({code, tier}).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crm import db
from crm.errors import NotFound
from crm.i18n import _
from crm.queryshape import chunks
from plugins.jobclasses.service import loads, onetfiles
from plugins.jobclasses.service.loads import Progress
from plugins.jobclasses.service.referencefiles import Files, refuse

ATTRIBUTION = _(
    "This includes information from the O*NET %(release)s Database by the U.S. Department of "
    "Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. "
    "O*NET is a trademark of USDOL/ETA. Callboard has modified some of this information; USDOL/ETA "
    "has not approved, endorsed or tested these modifications."
)
"""The words that the licence asks for (onetcenter.org/license_db.html)."""
Occupation = Mapping[str, Any]


def attribution() -> str:
    """The attribution of the release on file; '' before one is loaded."""
    load = loads.latest("onet")
    return str(ATTRIBUTION) % {"release": load["release"]} if load else ""


def load(files: Files, progress: Progress, *, by: str, replace: bool = False) -> loads.Doc:
    """Write the occupations of a release; gives the finished load (see `loads`).

    Raises Invalid where the files are no release, or one of another number than is on file and
    `replace` is not given.
    """
    release = onetfiles.read(files)
    before = loads.latest("onet")
    if before and before["release"] != release.number and not replace:
        raise refuse(
            _(
                "Release %(old)s is on file and this is %(new)s. Titles and codes will change "
                "with it: load it with “replace” if that is meant.",
                old=before["release"] or _("unknown"),
                new=release.number or _("unknown"),
            )
        )
    begun = loads.begin("onet", release.number, release.digest, by)
    return loads.write(begun, release.occupations, progress)


def get(code: str) -> Occupation:
    """An occupation by its O*NET-SOC code, or the first of a 6-digit code; NotFound."""
    found = db.collection("jobclasses_occupations").get(code)
    if found is None and len(code) == 7:
        of_soc = db.collection("jobclasses_occupations").find({"soc": code})
        found = min(of_soc, key=lambda one: str(one["_id"]), default=None)
    if found is None:
        raise NotFound()
    return found


def titles_of(codes: Iterable[str]) -> dict[str, str]:
    """The titles of O*NET-SOC codes; unknown ones are left out."""
    found: dict[str, str] = {}
    for part in chunks(dict.fromkeys(codes)):
        for one in db.collection("jobclasses_occupations").find(
            {"_id": {"$in": part}}, fields=["title"]
        ):
            found[one["_id"]] = one["title"]
    return found


def every(*fields: str) -> list[Occupation]:
    """All occupations by code, with these fields only; for building the index, not for pages."""
    wanted = {"listed": "yes"}
    found = db.collection("jobclasses_occupations").find(wanted, fields=list(fields))
    return sorted(found, key=lambda one: str(one["_id"]))


def codes() -> set[str]:
    """All 6-digit codes on file."""
    return {one["soc"] for one in every("soc")}


def pairs(occupations: Iterable[Occupation]) -> Iterator[tuple[str, str]]:
    """(code, title) of every title of every occupation: its own, alternate and reported."""
    for one in occupations:
        for title in (one["title"], *one["alternate"], *one["reported"]):
            yield one["_id"], title
