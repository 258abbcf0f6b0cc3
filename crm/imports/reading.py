"""Opening an uploaded table: which kind of file it is, and what to say where it is the wrong one.

Reading itself is in `csvfile` and `xlsxfile`, the result in `table`; what the columns mean is
guessed in `guessing`. The name of a file is only looked at for its ending, never used as a path.
"""

from typing import Any, BinaryIO, Final

from crm.i18n import _
from crm.imports.csvfile import open_text
from crm.imports.table import MAX_BYTES, BadFile, RowProblem, Table
from crm.imports.xlsxfile import DAMAGED, open_sheet

__all__ = ["BadFile", "RowProblem", "Table", "open_table"]

_SAVE_AS: Final = _("Save it as .xlsx or .csv in Excel: File > Save As")
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PASSWORD: Final = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES: Final = (
    (b"%PDF", _("a PDF")),
    (b"{\\rtf", _("a text document")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
    (b"GIF8", _("a picture")),
    (b"\x1f\x8b", _("a compressed file")),
    (b"7z\xbc\xaf", _("a compressed file")),
    (b"Rar!", _("a compressed file")),
    (b"SQLite format 3", _("a database")),
)
_ARCHIVES: Final = (
    (b"application/vnd.oasis.opendocument.spreadsheet", _("an OpenDocument spreadsheet (.ods)")),
    (b"word/document.xml", _("a Word document: copy its table into a spreadsheet")),
    (b"ppt/presentation.xml", _("a presentation")),
    (b"xl/workbook.bin", _("a binary workbook (.xlsb)")),
    (b"Index/Document.iwa", _("a Numbers document")),
)
_MARKUP: Final = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<?xml", b"<!--")


def open_table(stream: BinaryIO, filename: str, sheet: str = "") -> Table:
    """Read an uploaded CSV or XLSX file of at most MAX_BYTES; `sheet` names one of a workbook.

    Raises BadFile with a message that says what to do. Problems of single rows are found while
    `Table.rows()` is read.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        message = _("Larger than %(n)s MB: split the file and import the parts", n=MAX_BYTES >> 20)
        raise BadFile(message)
    if data.startswith(_ZIP):
        return _workbook(data, filename, sheet)
    if refused := _not_a_table(data, filename):
        raise BadFile(refused)
    text = open_text(data)
    return Table(text.rows, encoding=text.encoding, delimiter=text.delimiter)


def _workbook(data: bytes, filename: str, name: str) -> Table:
    if b"xl/workbook.xml" not in data:
        kind = next((kind for mark, kind in _ARCHIVES if mark in data), None)
        if kind is None and (_is_called_workbook(filename) or b"xl/worksheets" in data):
            raise BadFile(DAMAGED)
        raise BadFile(_wrong_kind(kind or _("an archive")))
    sheet, names = open_sheet(data, name)
    return Table(sheet.rows, sheet=sheet.name, sheets=names)


def _not_a_table(data: bytes, filename: str) -> Any:
    """Return what to tell about a file that is neither text nor a workbook, or None."""
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        return _("This file is empty. Check that you chose the right one")
    if data.startswith(_OLE):
        if _PASSWORD in data:
            return _("This file has a password. Open it in Excel, remove it, and save it as .xlsx")
        return _wrong_kind(_("an old Excel workbook (.xls)"))
    for mark, kind in _SIGNATURES:
        if data.startswith(mark):
            return _wrong_kind(kind)
    start = data[:2048].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(_MARKUP) or b"<html" in start:
        return _wrong_kind(_("a web page or XML, whatever its name says"))
    binary = _is_binary(data[:65_536])
    if binary and _is_called_workbook(filename):
        return DAMAGED
    if binary or filename.lower().endswith((".xls", ".ods", ".xlsb", ".pdf")):
        return _wrong_kind(_("no table"))
    return None


def _is_called_workbook(filename: str) -> bool:
    return filename.lower().endswith((".xlsx", ".xlsm"))


def _is_binary(head: bytes) -> bool:
    """More control characters than a table has by accident; UTF-16 has them in every other byte,
    which is why zeros do not count here."""
    control = sum(head.count(code) for code in range(1, 32) if code not in (9, 10, 12, 13, 27))
    return control > 0.02 * len(head)


def _wrong_kind(kind: Any) -> Any:
    return _("This is %(kind)s, which cannot be read. %(do)s", kind=kind, do=_SAVE_AS)
