"""One line of a crew list taken apart: texts, times, phones, addresses and remarks on the call."""

import re
from dataclasses import dataclass, field
from typing import Final

_GAP: Final = re.compile(r"\t+|\s{2,}|\s*(?:\.{3,}|…+|_{3,}|(?:\. ){3,})\s*|\s*\|\s*")
_EMAIL: Final = re.compile(r"[^\s@<>,;|]+@[^\s@<>,;|]+\.[a-zA-Z]{2,}")
_PHONE: Final = re.compile(
    r"(?<![\w.])(?:\+?\d{1,2}[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?!\d)"
    r"|(?<![\w.])\d{10}(?!\d)|\+\d{10,14}(?!\d)"
)
_TIME: Final = re.compile(
    r"(?<![\w:])(?:[01]?\d|2[0-3])(?::[0-5]\d)\s?(?:[ap]\.?m?\.?)?(?![\w:])"
    r"|(?<![\w:])(?:1[0-2]|0?[1-9])\s?[ap]\.?m?\.?(?![\w:])|(?<!\S)(?:[01]\d|2[0-3])[0-5]\d(?!\S)",
    re.IGNORECASE,
)
_CALL: Final = re.compile(
    r"(?<!\w)(?:o/c|on call|o\.c\.|n/c|w/n|will notify|hold|ready|rpt|wrap|off"
    r"|per\s+\w[\w./ -]*)(?!\w)",
    re.IGNORECASE,
)
NOBODY: Final = frozenset("tbd tba tbc n/a na none open vacant - -- – — x ✓".split())
LABEL: Final = re.compile(r"^(?:cell|c|mobile|m|phone|ph|tel|t|email|e-mail|e|office|o)\s*[:.]?$")


@dataclass
class Cell:
    """A piece of a line: `kind` is text, time, phone, email or call."""

    kind: str
    text: str
    column: int = 0


@dataclass
class Line:
    """A line by its pieces, in order; `columns` are the raw texts between its gaps."""

    number: int
    raw: str
    cells: list[Cell] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    def texts(self) -> list[str]:
        """The pieces that are words."""
        return [cell.text for cell in self.cells if cell.kind == "text"]


def take_apart(number: int, raw: str) -> Line:
    """The line with this number; blank lines have no cells."""
    text = "".join(c if c.isprintable() or c == "\t" else " " for c in raw).strip()
    line = Line(number, text)
    line.columns = [part.strip() for part in _GAP.split(text)] if text else []
    for column, part in enumerate(line.columns):
        line.cells += [Cell(kind, found, column) for kind, found in _pieces(part)]
    return line


def _pieces(part: str) -> list[tuple[str, str]]:
    """What stands in one column: mails, phones, times and remarks are cut out of the words."""
    found: list[tuple[int, str, str]] = []
    for kind, pattern in (("email", _EMAIL), ("phone", _PHONE), ("time", _TIME), ("call", _CALL)):
        for match in pattern.finditer(part):
            found.append((match.start(), kind, match.group().strip(" .")))
            part = part[: match.start()] + "\x1f" * len(match.group()) + part[match.end() :]
    for match in re.finditer(r"[^\x1f]+", part):
        words = match.group().strip(" .,;:/()<>-–—*•·#")
        if words and not LABEL.match(words.lower()):
            found.append((match.start(), "text", _bare(words)))
    return [(kind, text) for _at, kind, text in sorted(found) if text]


def _bare(words: str) -> str:
    """Words without the count or number before them ("2 Grips", "#12")."""
    return re.sub(r"^#?\d{1,3}[.)]?\s+(?=\D)", "", words).strip()
