"""Results for SPSS (.sav): the page's numbers alone. Needs the extra `spss`."""

import tempfile
from pathlib import Path
from typing import Any

from crm.errors import MissingExtra
from crm.exports.writing import cell_text
from crm.i18n import _
from plugins.surveys.results.files import HEADERS, flat
from plugins.surveys.service.results import Results

NUMBERS = frozenset({"n", "base", "share"})


def write(found: Results) -> bytes:
    """The same rows as an SPSS file (.sav). Raises MissingExtra where the extra is not installed.

    Never answers of single people: a table of persons would undo everything that was left out.
    """
    try:
        import pandas
        import pyreadstat
    except ModuleNotFoundError as error:
        text = _("The Python package %(name)s is missing: run `make extras`.", name=error.name)
        raise MissingExtra(text) from error
    rows = [[_spss(v, h) for v, h in zip(row, HEADERS, strict=True)]
            for row in flat(found.tables, found.by)]  # fmt: skip
    frame = pandas.DataFrame(rows, columns=[_column(header) for header in HEADERS])
    for name in NUMBERS:
        frame[name] = frame[name].astype(float)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.sav"
        pyreadstat.write_sav(frame, str(path), file_label=found.survey["name"][:60])
        return path.read_bytes()


def _column(header: str) -> str:
    return {"table": "table_id", "group": "group_"}.get(header, header)


def _spss(value: Any, header: str) -> Any:
    if header in NUMBERS:
        return value
    return cell_text(value)
