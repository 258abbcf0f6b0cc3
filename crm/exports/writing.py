"""Writing rows as CSV and XLSX so that no cell can run as a formula and a later import gives back
what was written. What is exported, and who may, is decided elsewhere."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, Final

import xlsxwriter

from crm.formulas import guard
from crm.i18n import _

EXCEL_CELL: Final = 32_767
EXCEL_ROWS: Final = 1_048_576
# Control characters (but not tab and line break), lone surrogates and the two code points that XML
# cannot hold. A spreadsheet shows none of them.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BAD_IN_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def write_csv(
    stream: BinaryIO,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    kinds: Sequence[str] = (),
) -> int:
    """Write UTF-8 (with the mark Excel needs) CSV and return the number of rows.

    `kinds` says per column "text", "phone" or "number"; columns without one are text. Cells may be
    texts, numbers, dates, truth values, None or lists of them.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([cell_text(header) for header in headers])
    count = 0
    for row in rows:
        writer.writerow(_texts(row, kinds))
        count += 1
    text.detach()
    return count


def write_xlsx(
    stream: BinaryIO,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    sheet_name: str,
    notes: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> int:
    """Write a workbook of one sheet, and one of `notes` where there are any; return the number of
    rows. Every text is a string cell, never a formula or a link. More rows than Excel can show
    raise ValueError."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_sheet_name(sheet_name))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(headers) - 1, 0), 18)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, _fitting(cell_text(header)), bold)
        count = 0
        for count, row in enumerate(rows, start=1):
            if count >= EXCEL_ROWS:
                raise ValueError(_("More rows than Excel can show: export as CSV"))
            _write_row(sheet, count, row, kinds)
        if notes:
            about = book.add_worksheet(_sheet_name(str(_("About"))))
            for line, note in enumerate(notes):
                about.write_string(line, 0, _fitting(cell_text(note)))
    return count


def cell_text(value: Any, kind: str = "text") -> str:
    """Return one cell as text: guarded against formulas, line breaks as \\n, dates in ISO form,
    yes/no, lists with semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        value = "; ".join(str(part) for part in value)
    return guard(clean(str(value)), kind)


def clean(text: str) -> str:
    """Return `text` without what no spreadsheet can hold, its line breaks all \\n."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)


def _texts(row: Sequence[Any], kinds: Sequence[str]) -> list[str]:
    known = len(kinds)
    return [cell_text(v, kinds[i] if i < known else "text") for i, v in enumerate(row)]


def _write_row(sheet: Any, number: int, row: Sequence[Any], kinds: Sequence[str]) -> None:
    for column, text in enumerate(_texts(row, kinds)):
        value = row[column]
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            sheet.write_number(number, column, value)
        elif text:
            sheet.write_string(number, column, _fitting(text))


def _fitting(text: str) -> str:
    """Excel holds so much in a cell; what is cut says so."""
    if len(text.encode("utf-16-le")) // 2 <= EXCEL_CELL:
        return text
    note = str(_(" [cut: export as CSV for the whole text]"))
    half = text.encode("utf-16-le")[: 2 * (EXCEL_CELL - len(note))]
    return half.decode("utf-16-le", "ignore") + note


def _sheet_name(name: str) -> str:
    plain = _BAD_IN_SHEET_NAME.sub(" ", clean(name)).strip("' ")[:31].strip("' ")
    return plain if plain and plain.lower() != "history" else str(_("Export"))
