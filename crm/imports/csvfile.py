"""Text files with separated values: finding the encoding and the delimiter, and reading records
so that one bad quote mark costs one row and not the rest of the file."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from charset_normalizer import from_bytes

from crm.i18n import _
from crm.imports.table import MAX_COLUMNS, RawRow, find_header
from crm.values import fold

_HIGH_IN_WORD: Final = re.compile(r"([A-Za-z])([^\x00-\x7f])(?=([A-Za-z]?))")
DELIMITERS: Final = (",", ";", "\t", "|")
NO_DELIMITER: Final = "\x1f"
SAMPLE: Final = 64 * 1024
SAMPLE_ROWS: Final = 60
# A row may hold commas inside quoted text, but not this many; checked before a list is made of it.
MOST_DELIMITERS: Final = 100 * MAX_COLUMNS
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class TextFile:
    """A file's bytes and how to read them; `delimiter` "" means one column."""

    data: bytes
    encoding: str
    delimiter: str

    def rows(self) -> Iterator[RawRow]:
        """Yield the records; the row number counts as a spreadsheet does, blank rows included."""
        stream = io.TextIOWrapper(io.BytesIO(self.data), self.encoding, "replace", newline="")
        lines = _without_hint(stream)
        yield from records(lines, self.delimiter or NO_DELIMITER)


def open_text(data: bytes) -> TextFile:
    """Find out encoding and delimiter of a text file."""
    encoding = find_encoding(data)
    sample = data[:SAMPLE].decode(encoding, "replace")
    whole = len(data) <= SAMPLE
    return TextFile(data, encoding, find_delimiter(sample if whole else sample.rpartition("\n")[0]))


# ---------------------------------------------------------------- encoding


def find_encoding(data: bytes) -> str:
    """Return the codec's name: by byte order mark, UTF-8 where it fits, UTF-16 by its zero bytes,
    else the one-byte encoding in which the accents fall inside words."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    head = data[:SAMPLE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) * 0.3 and min(even, odd) < len(head) * 0.05:
        return "utf-16-be" if even > odd else "utf-16-le"
    if _utf8_share(data) > 0.9:
        return "utf-8"
    return _one_byte_encoding(data)


def _utf8_share(data: bytes) -> float:
    """The share of a file's non-ASCII characters that are good UTF-8; 1 for plain ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    all_high = broken = 0
    for start in range(0, len(data), 1 << 20):
        text = decoder.decode(data[start : start + (1 << 20)])
        all_high += len(text) - len(text.encode("ascii", "ignore"))
        broken += text.count("\ufffd")
    return 1 - broken / all_high if all_high else 1.0


def _one_byte_encoding(data: bytes) -> str:
    """Windows or Mac: in the wrong one accents turn into symbols in the middle of words."""
    telling = b"\n".join(line for line in data.splitlines()[:50_000] if not line.isascii())[:SAMPLE]
    scores = {name: _letters_in_words(telling, name) for name in ("cp1252", "mac_roman")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.5:
        return best
    guess = from_bytes(telling).best()
    return guess.encoding if guess else "latin-1"


def _letters_in_words(data: bytes, encoding: str) -> float:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    inside = list(_HIGH_IN_WORD.finditer(text))
    return sum(map(_fits, inside)) / len(inside) if inside else 0.5


def _fits(match: re.Match[str]) -> bool:
    """Whether the accent is a letter in the case of its neighbours, or an apostrophe as in
    O\N{RIGHT SINGLE QUOTATION MARK}Brien."""
    before, letter, after = match.groups()
    if letter == "\N{RIGHT SINGLE QUOTATION MARK}":
        return before.isupper() or after in "st"
    falls = before.islower() and letter.isupper()
    rises = letter.islower() and after.isupper()
    return letter.isalpha() and not falls and not rises


# ---------------------------------------------------------------- delimiter


def find_delimiter(sample: str) -> str:
    """Return the delimiter of the text, "" where it has one column."""
    hint = re.match(r"\ufeff?sep=(.)\r?\n", sample)
    if hint:
        return hint[1]
    first = next((line for line in sample.splitlines() if line.strip()), "")
    if fold(first.strip('\ufeff" ')) in ("name", "full name", "member name", "employee", "names"):
        return ""
    scores = {delimiter: _regularity(sample, delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ""


def _regularity(sample: str, delimiter: str) -> float:
    """How much like a table the text is under this delimiter: the share of rows of the usual
    width, more for wider tables, half where the first of them is no row of headers."""
    lines = iter(io.StringIO(sample, newline=""))
    rows = [cells for _n, cells, _wrong in islice(records(lines, delimiter), SAMPLE_ROWS) if cells]
    widths = Counter(len(cells) for cells in rows)
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0
    usual = max(wide, key=lambda width: (widths[width], width))
    headed = find_header(rows) == 0 or len(rows[0]) == usual
    share = widths[usual] / len(rows)
    return share * (usual - 1) ** 0.5 * (1.0 if headed else 0.5)


def _without_hint(stream: io.TextIOWrapper) -> Iterator[str]:
    first = stream.readline()
    if not re.match(r"\ufeff?sep=.\r?\n", first):
        yield first.removeprefix("\ufeff")
    yield from stream


# ---------------------------------------------------------------- records


def records(lines: Iterator[str], delimiter: str) -> Iterator[RawRow]:
    """Yield the records of `lines`. A record that runs over several lines because of a stray quote
    mark is given up: its first line is a problem, and reading goes on with the next line."""
    feed = _Feed(lines, delimiter)
    number = 0
    while True:
        feed.start()
        number += 1
        try:
            cells = next(csv.reader(feed, delimiter=delimiter))
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if feed.too_wide:
            yield number, [], _("More cells than headers: this row has far too many")
        elif cells is None or feed.ended or not _whole(feed.used, delimiter):
            feed.back_to_second_line()
            yield number, [], _("A quote mark is opened and not closed: correct this row")
        else:
            yield number, cells, None


class _Feed:
    """The lines of a file for csv.reader, keeping those of the current record to step back."""

    def __init__(self, lines: Iterator[str], delimiter: str) -> None:
        self.lines = lines
        self.delimiter = delimiter
        self.used: list[str] = []
        self.waiting: list[str] = []
        self.too_wide = self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self.waiting:
            try:
                self.waiting.append(next(self.lines))
            except StopIteration:
                self.ended = bool(self.used)
                raise
        line = self.waiting.pop()
        self.used.append(line)
        if line.count(self.delimiter) > MOST_DELIMITERS:
            self.too_wide = True
            return "\n"
        return line

    def start(self) -> None:
        """Begin a record."""
        self.used.clear()
        self.too_wide = self.ended = False

    def back_to_second_line(self) -> None:
        """Give the lines after the first of this record out again."""
        self.waiting.extend(reversed(self.used[1:]))


def _whole(lines: list[str], delimiter: str) -> bool:
    """Whether a record is meant as one: it is a single line, or its quote marks are right to the
    letter."""
    if len(lines) == 1:
        return True
    try:
        next(csv.reader(iter(lines), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return False
    return True
