"""The bytes of an uploaded file in the database, and the table read back from them.

They are kept as parts of at most 1 MB under the import's id, so that the worker can read them
wherever it runs; `forgetting` removes them.
"""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from crm import db
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.imports.reading import BadFile, Table, open_table

PART = 1024 * 1024
HEAD_ROWS = 200
HEAD_CELL = 120
PARTS_AT_ONCE = 4


def open_upload(data: bytes, name: str, sheet: str = "") -> Table:
    """The table in an uploaded file. Raises Invalid with a message that says what to do."""
    try:
        return open_table(io.BytesIO(data), name, sheet)
    except BadFile as error:
        raise Invalid({"file": [str(error)]}) from error


def head(table: Table) -> list[list[str]]:
    """The first rows, their cells shortened: samples for the choice of columns.

    Raises Invalid, also where there is nothing below the headers.
    """
    try:
        rows = list(islice(table.rows(), HEAD_ROWS))
    except BadFile as error:
        raise Invalid({"file": [str(error)]}) from error
    if not rows and not table.problems:
        text = _("This file has headers and no rows below them. Check the file or the sheet.")
        raise Invalid({"file": [text]})
    return [[cell[:HEAD_CELL] for cell in cells] for _number, cells in rows]


def head_id(import_id: str) -> str:
    """The id of the document that holds the sample rows."""
    return f"{import_id}:head"


def store(import_id: str, data: bytes) -> None:
    """Keep the bytes of a file."""
    parts = [data[at : at + PART] for at in range(0, len(data), PART)]
    for first in range(0, len(parts), PARTS_AT_ONCE):
        db.collection("import_chunks").insert_many(
            {
                "_id": f"{import_id}:file:{number}",
                "import_id": f"{import_id}:file",
                "number": number,
                "data": part,
            }
            for number, part in enumerate(parts[first : first + PARTS_AT_ONCE], start=first)
        )


def store_head(import_id: str, rows: list[list[str]]) -> None:
    """Keep (or replace) the sample rows."""
    fields = {"import_id": f"{import_id}:file", "number": -1, "rows": rows}
    db.collection("import_chunks").update(
        {"_id": head_id(import_id)}, {"$set": fields}, upsert=True
    )


def load_head(import_id: str) -> list[list[str]]:
    """The sample rows; [] once the file is gone."""
    found = db.collection("import_chunks").get(head_id(import_id))
    rows: list[list[str]] = found["rows"] if found else []
    return rows


def _parts(import_id: str) -> Iterator[bytes]:
    number = 0
    while part := db.collection("import_chunks").get(f"{import_id}:file:{number}"):
        yield bytes(part["data"])
        number += 1


def load(found: dict[str, Any], sheet: str = "") -> Table:
    """The table of a stored import. NotFound once the file has been removed."""
    data = b"".join(_parts(found["_id"]))
    if not data:
        raise NotFound()
    return open_upload(data, found["name"], sheet or found["sheet"])


def remove(import_id: str) -> None:
    """Remove the bytes and the sample rows."""
    db.collection("import_chunks").delete_many({"import_id": f"{import_id}:file"})
