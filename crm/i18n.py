"""Translated strings for every module, including those that must not import flask.

`_` gives a lazy string, so that messages made at import time follow the reader's language.
"""

from flask_babel import lazy_gettext, lazy_ngettext

_ = lazy_gettext
_n = lazy_ngettext
