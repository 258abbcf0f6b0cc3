"""The main job from an empty installation: elections, campaign, roster, contacts, undo."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from crm import localtime
from tests.e2e import roster
from tests.e2e.conftest import Demo, Installation, Opener, overflow, serious_problems, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
EMAIL, PASSWORD = "admin@example.org", "eight shows a week 764"
EMPLOYER = "Example Theatre Company"


def _election_file(folder: Path, shared: Path | None) -> tuple[Path, str]:
    """The labor board's own file where it is, else a small one of the same shape; an employer."""
    if shared is not None:
        return shared / "nlrb" / "elections_2017_2021.xlsx", "JB New World LP"
    return small_election_file(folder / "elections.xlsx"), EMPLOYER


def small_election_file(path: Path) -> Path:
    """Two fictional tallies under the headers of the labor board's file."""
    from crm.workplaces.electionfile import COLUMNS

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Elections held between January 1, 2017 and November 30, 2021"])
    sheet.append([])
    sheet.append(list(COLUMNS))
    for number, (votes, against) in enumerate(((31, 12), (9, 22)), start=1):
        known = {
            "Case Number": f"02-RC-00000{number}",
            "Case Name": EMPLOYER,
            "Unit City": "New York",
            "Unit State": "NY",
            "Case Status": "Closed",
            "Tally Date": "2019-09-2" + str(number),
            "Tally Type": "Initial",
            "Unit ID": "A",
            "Num Eligible Voters": 50,
            "Labor Organization 1 Name": "Local 764, IATSE",
            "Votes For Labor Org1": votes,
            "Votes Cast Against Labor Org": against,
            "Num Valid Votes Counted": votes + against,
        }
        sheet.append([known.get(name) for name in COLUMNS])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def shared(request: pytest.FixtureRequest) -> Path | None:
    """The folder of real data, or None."""
    import os

    beside = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("CALLBOARD_SHARED_DATA", beside))
    return folder if folder.is_dir() else None


def _upload(page: Page, path: Path) -> None:
    page.goto("/l/local-764/imports/")
    page.get_by_label("Put everybody into: Campaign").select_option(label="Footlights")
    page.set_input_files("input[type=file]", str(path))
    page.wait_for_url(re.compile(r"/imports/\w{10,}"))


def _counts(page: Page) -> dict[str, int]:
    """The preview's counts by their labels."""
    found = page.locator("main a.card-link")
    expect(found.first).to_be_visible(timeout=60_000)
    lines = [found.nth(n).inner_text().split("\n") for n in range(found.count())]
    return {label.strip(): int(re.sub(r"\D", "", number)) for number, label in lines}


def _import(page: Page, path: Path) -> dict[str, int]:
    """Upload, agree to the guessed columns, look at the preview, write; gives its counts."""
    _upload(page, path)
    mapping = page.get_by_role("button", name="Check the rows")
    write = page.get_by_role("button", name="Write this")
    expect(mapping.or_(write)).to_be_visible(timeout=60_000)
    if mapping.is_visible():
        assert serious_problems(page) == []
        mapping.click()
    expect(write).to_be_visible(timeout=60_000)
    counts = _counts(page)
    write.click()
    expect(page.get_by_role("button", name=re.compile("Undo"))).to_be_visible(timeout=60_000)
    return counts


def test_the_main_job(page: Page, installation: Installation, shared: Path | None, tmp_path: Path):
    first_run(page, installation)
    employer = import_elections(page, tmp_path, shared)
    open_campaign(page, employer)
    counts = _import(page, roster.write(tmp_path / "r.csv", 600, 40, employer=employer))
    assert counts["new"] == 560
    assert counts["problems"] == 40
    log_by_keyboard(page)
    see_chart_and_dashboard(page)
    undo_a_second_roster(page, tmp_path, employer)
    assert "All counters are right" in installation.callboard("recount")
    assert installation.callboard("audit", "verify")


def first_run(page: Page, installation: Installation) -> None:
    page.goto("/")
    page.wait_for_url(re.compile("/setup"))
    assert serious_problems(page) == []
    page.goto(f"/setup?token={installation.token}")
    values = {"local_name": "IATSE Local 764", "slug": "local-764", "name": "Ada Admin"}
    for name, value in {**values, "email": EMAIL, "password": PASSWORD}.items():
        page.fill(f"#{name}", value)
    page.get_by_role("button", name="Create the local").click()
    page.wait_for_url(re.compile("/l/local-764/"))


def import_elections(page: Page, tmp_path: Path, shared: Path | None) -> str:
    path, employer = _election_file(tmp_path, shared)
    page.goto("/l/local-764/workplaces/record/imports")
    page.set_input_files("input[type=file]", str(path))
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("tallies").first).to_be_visible(timeout=120_000)
    expect(page.locator("progress")).to_have_count(0, timeout=120_000)
    return employer


def open_campaign(page: Page, employer: str) -> None:
    page.goto("/l/local-764/campaigns/new")
    expect(page.get_by_text("Our past elections on the public record")).to_be_visible()
    page.fill("#name", "Footlights")
    page.fill("#employer", employer)
    page.select_option("#jurisdiction", "US-NLRA")
    page.fill("#size", "620")
    page.get_by_role("button", name="Open the campaign").click()
    expect(page.get_by_role("heading", name="Footlights")).to_be_visible()
    expect(page.get_by_text("Past elections at this employer")).to_be_visible()


def log_by_keyboard(page: Page) -> None:
    """No pointer from the open unit list to the saved contact."""
    page.get_by_role("link", name="Campaigns").click()
    page.get_by_role("link", name="Footlights").click()
    page.get_by_role("link", name="Unit").click()
    page.wait_for_url("**/unit")  # whole: keys before that are the browser's
    rows = page.locator("#members .member")
    for n, keys in enumerate((("t", "1"), ("t", "2"), ("n",))):
        rows.nth(n).locator("[data-log]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#panel form")).to_be_visible()
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#panel")).to_be_hidden()
        expect(rows.nth(n)).to_contain_text("today")
    soon = datetime.now(ZoneInfo(localtime.ZONE)).date() + timedelta(days=1)
    expect(rows.nth(2)).to_contain_text(f"{soon:%b} {soon.day}")


def see_chart_and_dashboard(page: Page) -> None:
    page.get_by_role("link", name="Wall chart").click()
    expect(page.locator(".wall")).to_be_visible()
    assert page.locator(".wall .mark").count() == 560
    assert serious_problems(page) == []
    page.get_by_role("link", name="Numbers").click()
    five = page.locator(".five")
    expect(five).to_contain_text("620")
    expect(five).to_contain_text("560 listed")
    expect(page.locator(".drawing[data-chart=contacts] canvas")).to_be_visible()
    assert serious_problems(page) == []
    page.set_viewport_size({"width": 360, "height": 780})
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 900})


def undo_a_second_roster(page: Page, tmp_path: Path, employer: str) -> None:
    path = roster.write(tmp_path / "s.csv", 30, 0, employer=employer, seed=8, first=5000)
    counts = _import(page, path)
    assert counts["new"] == 30
    page.goto("/l/local-764/dashboard")
    expect(page.locator(".figures-table")).to_contain_text("Footlights")
    page.goto("/l/local-764/imports/")
    page.get_by_role("link", name="s.csv").click()
    page.get_by_role("button", name=re.compile("Undo")).click()
    expect(page.get_by_text(re.compile("undone", re.I)).first).to_be_visible(timeout=60_000)
    page.goto("/l/local-764/campaigns/")
    page.get_by_role("link", name="Footlights").click()
    expect(page.locator(".five")).to_contain_text("560 listed")


def test_signing_out_ends_the_session_and_in_again_works(demo: Demo, as_role: Opener):
    page = as_role()
    sign_in(page, "leadership@example.org", demo.password)
    page.get_by_role("button", name=re.compile("^Account")).click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/login"))
    page.goto("/l/demo/")
    page.wait_for_url(re.compile("/login"))
    sign_in(page, "leadership@example.org", demo.password)
