"""The survey as a file of its own: JSON, described by `data/survey.schema.json`.

`{"format": "callboard-survey", "format_version": 1, "name", "title", "intro", "thanks",
"purpose", "mode", "languages", "breakdowns", "pages"}`; pages as in `definition.shapes`. It holds
what is asked, never an answer, an invitation or anything of a person.
"""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crm.i18n import _
from plugins.surveys.definition import checking
from plugins.surveys.formats.read import Read, Refused

FORMAT, VERSION = "callboard-survey", 1
SCHEMA_FILE = Path(__file__).parents[1] / "data" / "survey.schema.json"
FIELDS = ("name", "title", "intro", "thanks", "purpose", "mode", "languages", "breakdowns")
MOST_MESSAGES = 20


@functools.cache
def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12)."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found


def write(survey: Mapping[str, Any], version: Mapping[str, Any]) -> str:
    """A survey as JSON text: the version given, and the words and mode of the survey."""
    head = {"format": FORMAT, "format_version": VERSION}
    kept = {name: survey[name] for name in FIELDS}
    body = {**kept, "languages": version["languages"], "pages": _plain(version["pages"])}
    return json.dumps({**head, **body}, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    """Without what answers suggest: that names campaigns and tags of this local."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if name != "suggests"}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def problems(doc: Any) -> list[str]:
    """What is wrong with a document by the schema, each with its place; [] where nothing is."""
    from jsonschema import Draft202012Validator

    found = sorted(Draft202012Validator(schema()).iter_errors(doc), key=lambda e: list(e.path))
    return [
        f"{'/'.join(map(str, error.absolute_path)) or '(top)'}: {error.message[:200]}"
        for error in found[:MOST_MESSAGES]
    ]


def parsed(data: bytes) -> Any:
    """JSON out of bytes; Refused with the line and column of what is wrong."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused([str(_("The file is not UTF-8 text (byte %(n)d).", n=error.start))]) from None
    except json.JSONDecodeError as error:
        said = _("Line %(line)d, column %(column)d: %(text)s", line=error.lineno,
                 column=error.colno, text=error.msg)  # fmt: skip
        raise Refused([str(said)]) from None
    except (RecursionError, ValueError):
        raise Refused([str(_("The file is nested too deeply."))]) from None


def from_document(doc: Any) -> Read:
    """A survey out of a parsed document, checked by the schema and by sense."""
    wrong = problems(doc)
    if wrong:
        raise Refused(wrong)
    found = {name: doc[name] for name in (*FIELDS, "pages") if name in doc}
    unsound = checking.check({"pages": found["pages"], "languages": found["languages"]})
    if unsound:
        raise Refused([f"{p['key']}: {p['text']}".removeprefix(": ") for p in unsound])
    return Read(found, [])
