"""Translated strings for every module, including those that must not import flask.

`_` gives a lazy string, so that messages made at import time follow the reader's language.
"""

from numbers import Number
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel.speaklater import LazyString
from markupsafe import escape


class Message(LazyString):
    """A lazy string whose parts are escaped where a page shows it.

    Flask-Babel's own says of itself that it is safe HTML; but what stands in a message is often
    what somebody typed.
    """

    def __html__(self) -> str:
        """The message for a page: its own words as they are, all that was put in escaped."""
        parts = {k: v if isinstance(v, Number) else escape(v) for k, v in self._kwargs.items()}
        return str(self._func(*self._args, **parts))


def _(*args: Any, **variables: Any) -> LazyString:
    """A message, translated when it is shown."""
    return Message(gettext, *args, **variables)


def _n(*args: Any, **variables: Any) -> LazyString:
    """A message with a number, in the form that the number asks for."""
    return Message(ngettext, *args, **variables)
