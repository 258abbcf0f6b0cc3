"""Makes docs/screenshots/*.png from an installation of its own, filled with the demo.

    .venv/bin/python -m tools.screenshots

It starts `callboard run` in a temporary folder, loads the demo (fictional people from a fixed
seed) and takes the pictures in Chromium; dates in them are those of the day. Needs `make test`'s
packages and browser (see tools/chromium.sh).
"""

import csv
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from crm.demo import generator
from crm.demo.service import PEOPLE, SLUG
from tests.chromium import ARGUMENTS
from tests.e2e.conftest import Installation, sign_in, start, stop

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "screenshots"
LARGEST = 200_000
"""Bytes a picture may have: readers load them from the repository."""
WIDE, PHONE = {"width": 1280, "height": 820}, {"width": 360, "height": 740}
CAMPAIGN = "Paper lantern"
PICTURES: tuple[str, ...] = (
    "numbers", "day", "events", "jobclasses", "proof", "pressure", "surveys", "flip",
)  # fmt: skip
"""Modules of `tools.pictures`, one for each part of the product that shows itself; each has
`take(browser, installation, password)`."""


@contextmanager
def demo() -> Iterator[tuple[Installation, str]]:
    """A running installation with the demo, and the password of the demo's accounts."""
    with TemporaryDirectory(prefix="callboard-pictures-") as folder:
        installation = start(Path(folder))
        try:
            said = installation.callboard("demo")
            found = re.search(r"password (\S+):", said)
            if found is None:
                raise SystemExit(f"`callboard demo` names no password: {said}")
            yield installation, found.group(1)
        finally:
            stop(installation)


@contextmanager
def signed_in(
    browser: Browser, installation: Installation, who: str, password: str, size: Mapping[str, int]
) -> Iterator[Page]:
    """A page of the demo account `who`, in the light theme."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        base_url=installation.base,
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    sign_in(page, f"{who}@example.org", password)
    yield page
    context.close()


def take(page: Page, name: str) -> None:
    """Write the visible part of the page as docs/screenshots/<name>.png."""
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path.name} has {path.stat().st_size:,} bytes; make it smaller")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


def open_campaign(page: Page, tab: str) -> None:
    """Go to a tab of the demo's larger campaign."""
    page.goto(f"/l/{SLUG}/campaigns/")
    page.get_by_role("link", name=CAMPAIGN).click()
    page.get_by_role("link", name=tab, exact=True).click()


def roster(path: Path) -> Path:
    """A payroll file: people of the demo, some on another shift, new hires, and three mistakes."""
    known = list(generator.people(PEOPLE, generator.random_for(SLUG, "people")))[:60]
    new = list(generator.people(PEOPLE + 24, generator.random_for("new hires")))[PEOPLE:]
    rows = [generator.roster_row(person) for person in known + new]
    for row in rows[:60:9]:
        row["Shift"] = "Overnight"
    rows[64]["E-mail"] = "at work only"
    rows[70]["First name"] = rows[70]["Last name"] = ""
    rows[75]["Cell phone"] = "ask at the desk"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def preview(page: Page, path: Path) -> None:
    """Upload a roster and go as far as the preview; nothing is written."""
    page.goto(f"/l/{SLUG}/imports/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="Check the rows").wait_for(timeout=60_000)
    page.fill("[name=id_source]", "demo payroll")
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("button", name="Write this").wait_for(timeout=60_000)


def wide(browser: Browser, installation: Installation, password: str) -> None:
    """The pictures of a wide window."""
    with signed_in(browser, installation, "organizer", password, WIDE) as page:
        take(page, "today")
    with signed_in(browser, installation, "lead", password, WIDE) as page:
        open_campaign(page, "Unit")
        take(page, "unit")
        open_campaign(page, "Wall chart")
        take(page, "chart")
        open_campaign(page, "Numbers")
        take(page, "dashboard")
    with signed_in(browser, installation, "admin", password, WIDE) as page:
        preview(page, roster(installation.folder / "payroll.csv"))
        take(page, "import")


def narrow(browser: Browser, installation: Installation, password: str) -> None:
    """The picture of a phone."""
    with signed_in(browser, installation, "organizer", password, PHONE) as page:
        page.locator("[data-log]").first.click()
        page.locator("#panel form").wait_for()
        take(page, "phone")


def chromium() -> str:
    """The browser that the tests use."""
    found = subprocess.run(
        ["tools/chromium.sh"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if found.returncode:
        sys.exit(found.stderr)
    return found.stdout.strip()


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as (installation, password), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        wide(browser, installation, password)
        narrow(browser, installation, password)
        for more in PICTURES:
            importlib.import_module(f"tools.pictures.{more}").take(browser, installation, password)
        browser.close()


if __name__ == "__main__":
    main()
