"""Surveys out of files and into files; which reader a file needs is seen from its name."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from crm.errors import Invalid
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.formats import (
    limesurvey,
    limesurvey_out,
    native,
    surveyjs,
    surveyjs_out,
    xlsform,
    xlsform_out,
)
from plugins.surveys.formats.read import Read, Refused
from plugins.surveys.service import surveys
from plugins.surveys.service.surveys import Survey

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS: Mapping[str, tuple[Callable[[Any, Any], str | bytes], str, str]] = {
    "json": (native.write, ".json", "application/json"),
    "xlsform": (xlsform_out.write, ".xlsx", SHEET),
    "limesurvey": (limesurvey_out.write, ".lss", "application/xml"),
    "surveyjs": (surveyjs_out.write, ".surveyjs.json", "application/json"),
}
"""Format -> (writer, end of the file's name, media type)."""
LARGEST = 5_000_000
MOST_LEFT = 200


def read_file(data: bytes, filename: str) -> Read:
    """A survey out of a file by its suffix; raises Refused with every place known."""
    suffix = filename.rsplit(".", maxsplit=1)[-1].lower()
    if len(data) > LARGEST:
        raise Refused([str(_("A questionnaire is at most 5 MB."))])
    if suffix in {"xlsx", "xls", "csv"}:
        return xlsform.read(data, filename)
    if suffix == "lss":
        return limesurvey.read(data, filename)
    if suffix != "json":
        raise Refused([str(_("Choose a file that ends in .xlsx, .xls, .csv, .lss or .json."))])
    doc = native.parsed(data)
    if isinstance(doc, Mapping) and doc.get("format") == native.FORMAT:
        return native.from_document(doc)
    return surveyjs.read(doc, filename)


def import_survey(data: bytes, filename: str, *, actor: Actor) -> Survey:
    """Make a survey of a file; its `left` lists what could not be taken over.

    Raises Invalid under "file" with sheet, row and column, or line and column, of what is wrong.
    """
    try:
        found = read_file(data, filename)
    except Refused as error:
        raise Invalid({"file": error.messages}) from None
    left = [str(text)[:400] for text in found.left]
    if len(left) > MOST_LEFT:
        left = [*left[:MOST_LEFT], str(_("and %(n)d more", n=len(found.left) - MOST_LEFT))]
    return surveys.create_survey({**found.survey, "left": left}, actor=actor)


def export_survey(
    survey: Survey, version: Mapping[str, Any], file_format: str
) -> tuple[bytes, str, str]:
    """(bytes, file name, media type) of a survey in one of WRITERS."""
    writer, suffix, kind = WRITERS[file_format]
    written = writer(survey, version)
    name = "".join(c if c.isalnum() else "-" for c in survey["name"]).strip("-")[:60] or "survey"
    return (written.encode() if isinstance(written, str) else written), name + suffix, kind


def losses(version: Mapping[str, Any]) -> list[str]:
    """What a file for LimeSurvey leaves out of this version."""
    return limesurvey_out.losses(version)


def schema_text() -> str:
    """The JSON Schema of Callboard's own format."""
    return json.dumps(native.schema(), indent=1, ensure_ascii=False) + "\n"
