"""PDF files are made from HTML on this machine alone; what is missing is named."""

import builtins
import io

import pytest
from pypdf import PdfReader

from crm import pdf
from crm.errors import MissingExtra


def text_of(document: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


def test_a_document_holds_its_words_and_its_title():
    made = pdf.render("<html lang='en'><title>Briefing</title><body><h1>Unit size 420</h1></body>")
    assert "Unit size 420" in text_of(made)
    assert PdfReader(io.BytesIO(made)).metadata.title == "Briefing"


def test_a_static_file_gives_the_document_its_style():
    address = pdf.static_file("app.css")
    assert address.startswith("file:///")
    made = pdf.render(
        f"<link rel='stylesheet' href='{address}'><p class='d-print-none'>unseen</p><p>seen</p>"
    )
    assert text_of(made).split() == ["seen"], "app.css hides this on paper"


@pytest.mark.parametrize(
    "address",
    [
        "http://192.0.2.1/x.css",
        "https://example.org/x.css",
        "file:///etc/passwd",
        "file://elsewhere/etc/passwd",
        pdf.static_file("app.css").replace("app.css", "../config.py"),
        pdf.static_file("app.css").replace("app.css", "%2e%2e/config.py"),
        "ftp://192.0.2.1/x",
    ],
)
def test_a_document_that_asks_for_anything_else_is_refused(address):
    with pytest.raises(ValueError, match="may not fetch"):
        pdf.render(f"<link rel='stylesheet' href='{address}'><p>hello</p>")
    with pytest.raises(ValueError, match="may not fetch"):
        pdf.render(f"<img src='{address}'>")


@pytest.mark.parametrize(
    ("failure", "named"),
    [
        (ModuleNotFoundError("no module", name="weasyprint"), "make extras"),
        (OSError("cannot load library 'libpango-1.0-0': not found"), "libpango-1.0-0"),
    ],
)
def test_what_is_missing_is_named_with_the_way_to_get_it(monkeypatch, failure, named):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "weasyprint":
            raise failure
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra) as caught:
        pdf.render("<p>hello</p>")
    assert named in str(caught.value.detail)
