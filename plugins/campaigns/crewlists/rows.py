"""What comes out of a crew list: a row for each worker, and every line that made none, with why."""

from dataclasses import dataclass, field
from typing import Any, Final

from crm.i18n import _

WHY: Final[dict[str, Any]] = {
    "heading": _("heading of a department"),
    "columns": _("heads of columns"),
    "furniture": _("about the day or the page"),
    "cast": _("not crew: cast, background, schedule"),
    "nobody": _("a position without a name"),
    "unread": _("not understood: type it in below if it is somebody"),
    "position": _("no position found"),
    "name": _("is this the name?"),
    "more": _("more on the line than a position and a name"),
    "two": _("two people? write one, add the other below"),
    "loose": _("phone or e-mail taken from the line below"),
}
"""Why a line made no row, or why a row should be looked at."""


@dataclass
class Row:
    """One worker as the list has them; `why` (of WHY) is '' where nothing is doubtful."""

    number: int
    text: str
    department: str = ""
    position: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    call: str = ""
    hours: float | None = None
    head: bool = False
    why: str = ""


@dataclass
class Left:
    """One line that made no row: its number from 1, its text, and why (of WHY)."""

    number: int
    text: str
    why: str


@dataclass
class Reading:
    """A list as read: every line that is not blank is in `rows` or in `left`."""

    rows: list[Row] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
