"""The quote mark that keeps a cell from being run as a formula: put before it on export, taken off
on import. Both halves live here because each is only right together with the other."""

import re
from typing import Final

# What a spreadsheet may take for a formula: = + - @, their wide and small forms, after anything
# that it skips (white space, control and invisible characters) and after quote marks of our own;
# or a cell that begins with a tab or line break, which ends the cell in some programs.
_SKIPPED: Final = r"'\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_FORMULA: Final = re.compile(
    rf"[{_SKIPPED}]*[-=+@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]|'*[\t\r\n]"
)
_PHONE: Final = re.compile(r"\+\d{6,15}", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)


def guard(text: str, kind: str = "text") -> str:
    """Return `text` with a quote mark before it if a spreadsheet might run it. In columns of kind
    "phone" and "number" what is plainly one ("+12125550100", "-5") stays as it is."""
    if not _FORMULA.match(text):
        return text
    plain = {"phone": _PHONE, "number": _NUMBER}.get(kind)
    return text if plain and plain.fullmatch(text) else "'" + text


def unguard(text: str) -> str:
    """Take off the one quote mark that `guard` put on; any other text is returned unchanged."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text, 1) else text
