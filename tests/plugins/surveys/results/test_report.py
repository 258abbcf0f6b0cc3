"""The report that is printed: the numbers of the page, of the release, and nothing beyond."""

import io
import re
from typing import Any

import pypdf
import pytest

from crm.tenancy import Actor
from plugins.surveys.answering import responses
from plugins.surveys.answering.respondents import by_code
from plugins.surveys.service import lifecycle, progress, releases
from tests.factories import Client
from tests.plugins.surveys.answering import invite, members
from tests.plugins.surveys.test_results import answered, send

Doc = dict[str, Any]


@pytest.fixture
def closed(lead: Actor) -> Doc:
    """An anonymous survey of 60, by department, that has closed."""
    survey = answered(lead, "anonymous", 60)
    survey = lifecycle.close_survey(survey["_id"], actor=lead)
    progress.count(survey)
    return survey


def cells(html: str) -> list[str]:
    """The words and numbers in the tables of a page, row by row, bars and markup off."""
    rows = re.findall(r"<tr.*?</tr>", html, re.S)
    found = (re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", row, flags=re.S)) for row in rows)
    return [" ".join(row.split()) for row in found]


def test_the_report_holds_every_number_of_the_page(client: Client, closed: Doc) -> None:
    client.sign_in("lead")
    base = f"~/surveys/{closed['_id']}"
    page = client.get(f"{base}/results?intervals=yes").get_data(as_text=True)
    assert f"{base[1:]}/report?" in page
    report = client.get(f"{base}/report?intervals=yes").get_data(as_text=True)
    shown = [row.removeprefix("Answer Bar").removeprefix("Answer") for row in cells(page)]
    assert [row.removeprefix("Answer") for row in cells(report)] == shown
    assert len(shown) > 10
    assert "<em" not in report
    assert "100 %" in report, "the response rate stands first"
    assert report.index("60 of 60 invited") < report.index("uses_ai?")
    assert "which nobody can know" in report, "what intervals assume"
    assert releases.latest(closed["_id"])["sha256"] in report


def test_the_report_by_groups_says_how_it_is_weighted_and_hides_the_same(
    client: Client, closed: Doc
) -> None:
    client.sign_in("leadership")
    base, asked = f"~/surveys/{closed['_id']}", "by=department"
    page = client.get(f"{base}/results?{asked}").get_data(as_text=True)
    report = client.get(f"{base}/report?{asked}").get_data(as_text=True)
    assert page.count('class="few"') == report.count('class="few"')
    for row in re.findall(r"\d+ %", page):
        assert row in report
    assert "Raked to the roster" in report
    assert "effective n" in report


def test_the_report_is_a_pdf_too(client: Client, closed: Doc) -> None:
    client.sign_in("lead")
    answer = client.get(f"~/surveys/{closed['_id']}/results.pdf?by=department")
    assert answer.mimetype == "application/pdf"
    read = pypdf.PdfReader(io.BytesIO(answer.data))
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    for said in ("60 of 60 invited", "uses_ai?", "60 people were asked", "Camera", "SHA-256"):
        assert said in text


def test_what_came_after_the_release_is_not_in_the_report(client: Client, lead: Actor) -> None:
    survey = answered(lead, "identified", 20)
    client.sign_in("lead")
    assert client.get(f"~/surveys/{survey['_id']}/report").status_code == 404, "no release yet"
    progress.count(survey)
    releases.make_interim(survey["_id"], actor=lead)
    late = invite(survey, members(lead, 7), lead)
    for code in late.values():
        who = by_code(survey, code)
        assert not responses.is_sent(responses.find(who))
        send(survey, code, {"uses_ai": "no"})
    progress.count(survey)
    page = client.get(f"~/surveys/{survey['_id']}/results").get_data(as_text=True)
    report = client.get(f"~/surveys/{survey['_id']}/report").get_data(as_text=True)
    assert "27 people were asked" in page
    assert "20 people were asked" in report
    assert "27 people" not in report
    assert "Tester" not in report
