"""Excel workbooks (.xlsx): opening them safely and turning cells into texts.

A workbook is a zip of XML: sizes are checked in the zip's directory before anything is unpacked
(unpacking stops at the size stated there), and sheets stream. Formulas give their last computed
value; none is ever run.
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Any, Final

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS

from crm.i18n import _
from crm.imports.table import MAX_COLUMNS, BadFile, RawRow

MAX_UNPACKED: Final = 250 * 1024 * 1024
MAX_STRINGS: Final = 40 * 1024 * 1024
MAX_STRING_TAGS: Final = 4_000_000
MAX_PART: Final = 4 * 1024 * 1024
MAX_DIRECTORY: Final = 1024 * 1024
SHEET_ROWS: Final = 1_048_576
MAX_ROW_TAGS: Final = 150_000
_ESCAPED: Final = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")
_ERRORS: Final = frozenset("#N/A #REF! #VALUE! #NAME? #DIV/0! #NULL! #NUM!".split())
_ROW_TAG: Final = re.compile(rb"<(?:\w+:)?row[\s>/]")

SAVE_AGAIN: Final = _("Open it in Excel and save it again: File > Save As, .xlsx or .csv")
DAMAGED: Final = _("This workbook is damaged. %(do)s", do=SAVE_AGAIN)
TOO_BIG: Final = _(
    "This workbook unpacks to far more than a list of people. Save the sheet as .csv"
)


@dataclass
class Sheet:
    """One sheet of a workbook; `rows()` reads it from its beginning each time."""

    name: str
    path: str
    visible: bool
    opened: Any = field(repr=False)
    """The library's reader: the archive, its strings and its date formats."""
    padded: dict[int, int] = field(repr=False)
    """Style id -> digits, for numbers shown with leading zeros (ZIP codes)."""

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows with something in them, with their number in the sheet."""
        try:
            with self.opened.archive.open(self.path) as source:
                yield from self._rows(self._parser(source))
        except BadFile:
            raise
        except Exception as error:  # whatever a crafted sheet makes the library raise
            raise BadFile(DAMAGED) from error

    def _parser(self, source: IO[bytes]) -> WorkSheetParser:
        book = self.opened.wb
        return WorkSheetParser(
            _Watched(source),
            self.opened.shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )

    def _rows(self, parser: WorkSheetParser) -> Iterator[RawRow]:
        last = 0
        for count, (number, cells) in enumerate(parser.parse()):
            if not last < number <= SHEET_ROWS or count > SHEET_ROWS:
                raise BadFile(DAMAGED)
            last = number
            texts = {
                cell["column"]: self._text(cell) for cell in cells if cell["value"] is not None
            }
            width = max((column for column, text in texts.items() if text), default=0)
            if width > 2 * MAX_COLUMNS:
                yield number, [], _("More than %(n)s columns", n=MAX_COLUMNS)
            elif width:
                yield number, [texts.get(column, "") for column in range(1, width + 1)], None

    def _text(self, cell: dict[str, Any]) -> str:
        value = cell["value"]
        if isinstance(value, str):
            return "" if value in _ERRORS else _unescape(value)
        text = cell_text(value)
        digits = self.padded.get(cell["style_id"])
        return text.zfill(digits) if digits and text.isdigit() else text


def open_sheet(data: bytes, name: str = "") -> tuple[Sheet, tuple[str, ...]]:
    """Return the sheet called `name`, else the first visible one with something in it, and the
    names of all. Raises BadFile."""
    _check_directory(data)
    try:
        sheets = _open(data)
    except BadFile:
        raise
    except Exception as error:  # zip, zlib, XML and the library have error classes of their own
        raise BadFile(DAMAGED) from error
    names = tuple(sheet.name for sheet in sheets)
    for sheet in sorted(sheets, key=lambda sheet: not sheet.visible):
        if name in ("", sheet.name) and next(sheet.rows(), None):
            return sheet, names
    raise BadFile(_("This workbook has no rows. Check that you chose the right file or sheet"))


def _check_directory(data: bytes) -> None:
    """Refuse an archive that is cut off or has too long a list of parts, before it is read."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 22:
        raise BadFile(_("This file is not complete. Copy or download it again"))
    if struct.unpack_from("<I", data, end + 12)[0] > MAX_DIRECTORY:
        raise BadFile(TOO_BIG)


def _open(data: bytes) -> list[Sheet]:
    """Read what is needed of a workbook besides its sheets, each part only after its size."""
    opened: Any = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sizes = {part.filename: part.file_size for part in opened.archive.infolist()}
    read_whole = [n for n in sizes if n.endswith((".rels", "styles.xml", "[Content_Types].xml"))]
    if sum(sizes.values()) > MAX_UNPACKED or any(sizes[name] > MAX_PART for name in read_whole):
        raise BadFile(TOO_BIG)
    opened.read_manifest()
    for part in opened.package.Override:
        _check_part(opened.archive, part.PartName[1:], part.ContentType, sizes)
    opened.read_strings()
    opened.read_workbook()
    apply_stylesheet(opened.archive, opened.wb)
    padded = _padded_styles(opened.wb)
    return [
        Sheet(sheet.name, relation.target, sheet.state == "visible", opened, padded)
        for sheet, relation in opened.parser.find_sheets()
        if relation.target in sizes and "chartsheet" not in relation.Type
    ]


def _check_part(archive: zipfile.ZipFile, name: str, kind: str, sizes: dict[str, int]) -> None:
    if kind == SHARED_STRINGS:
        size = sizes.get(name, 0)
        if size > MAX_STRINGS or archive.read(name).count(b"<") > MAX_STRING_TAGS:
            raise BadFile(TOO_BIG)
    elif kind.endswith("main+xml") and sizes.get(name, 0) > MAX_PART:
        raise BadFile(TOO_BIG)


def cell_text(value: Any) -> str:
    """Return a cell's value as people would type it: dates in ISO form, whole numbers without a
    decimal point, yes/no for truth values."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else f"{value:.15g}"
    return str(value)


def _unescape(text: str) -> str:
    if "_x00" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _padded_styles(book: Any) -> dict[int, int]:
    formats = {164 + i: code for i, code in enumerate(book._number_formats)}
    found = {}
    for style_id, style in enumerate(book._cell_styles):
        code = formats.get(style.numFmtId, "")
        if re.fullmatch(r"0{2,15}", code):
            found[style_id] = len(code)
    return found


class _Watched:
    """A sheet's XML on its way to the parser, stopped where one row has more than any sheet can:
    the parser holds a whole row in memory."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.tags = 0
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        chunk = self.source.read(size)
        text = self.tail + chunk
        if b"<!" in text:  # comments and CDATA, which Excel never writes, could hide row tags
            raise BadFile(_("This workbook is unusual. %(do)s", do=SAVE_AGAIN))
        rows = [match.start() for match in _ROW_TAG.finditer(text)]
        self.tags = text.count(b"<", rows[-1]) if rows else self.tags + chunk.count(b"<")
        if self.tags > MAX_ROW_TAGS:
            raise BadFile(_("More than %(n)s columns: delete those you do not need", n=MAX_COLUMNS))
        self.tail = text[-8:]
        return chunk
