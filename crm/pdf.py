"""HTML to PDF, for briefings and letters: nothing is fetched from the network, ever.

WeasyPrint is optional (extra `pdf`) and imported when the first document is made; where it or a
library of the system is missing, `MissingExtra` says which by name. A document may use our own
static files (`static_file`) and `data:` addresses; any other address fails it.
"""

import mimetypes
import re
import threading
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crm import vendor
from crm.errors import MissingExtra
from crm.i18n import _

_one_at_a_time = threading.Lock()
"""Pango's font maps are shared by a process, and a long document takes memory."""
DEBIAN = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def static_file(name: str, plugin: str = "") -> str:
    """The address a document uses for a static file (of a plugin), such as its stylesheet."""
    folder = vendor.plugin_static(plugin) if plugin else vendor.STATIC
    return (folder / name).resolve().as_uri()


def render(html: str) -> bytes:
    """The PDF of a whole HTML document (A4 unless its stylesheet says otherwise), tagged.

    Raises MissingExtra where the extra `pdf` is not complete, and ValueError for a document that
    asks for anything but our static files.
    """
    weasyprint = _weasyprint()
    from weasyprint.urls import FatalURLFetchingError

    try:
        with _one_at_a_time:
            document = weasyprint.HTML(string=html, url_fetcher=_fetcher())
            made: bytes = document.write_pdf(pdf_tags=True)
    except FatalURLFetchingError as error:  # not an Exception: it must not pass handlers unseen
        raise ValueError(str(error)) from error
    return made


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ModuleNotFoundError as error:
        text = _("The Python package %(name)s is missing: run `make extras`.", name=error.name)
        raise MissingExtra(text) from error
    except OSError as error:  # a library that the package opens when it is imported
        raise MissingExtra(_about_library(str(error))) from error
    return weasyprint


def _about_library(message: str) -> str:
    named = re.search(r"library '([^']+)'", message)
    return _(
        "The system library %(name)s is missing (Debian, Ubuntu: apt-get install %(packages)s).",
        name=named.group(1) if named else "pango",
        packages=DEBIAN,
    )


def _own_file(url: str) -> Path | None:
    """The static file an address means; None for anything else, `..` and links out included."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        return None
    path = Path(unquote(parts.path)).resolve()
    plugins = vendor.STATIC.parent.parent / "plugins"
    inside = path.is_relative_to(vendor.STATIC.resolve()) or (
        path.is_relative_to(plugins) and "static" in path.relative_to(plugins).parts[:2]
    )
    return path if inside and path.is_file() else None


def _fetcher() -> Any:
    """A fetcher of static files and `data:` addresses; anything else fails the document."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = _own_file(url)
            if path is None:
                raise FatalURLFetchingError(f"a document may not fetch {url[:100]}")
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            found = {"Content-Type": kind}
            return URLFetcherResponse(path.as_uri(), path.read_bytes(), found)

    return Fetcher(allowed_protocols=["data"], allow_redirects=False)
