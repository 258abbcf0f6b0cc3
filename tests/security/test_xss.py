"""Texts that would run a script, in every text field and file, opened in a real browser.

No script runs, no dialog opens, and the content security policy has nothing to report: escaping
holds by itself. Ten of the texts by default, all hundred with CALLBOARD_FAULTS=full.
"""

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage
from werkzeug.serving import make_server

from crm import db
from crm.imports.jobs import import_commit, import_preview
from crm.imports.service import uploads
from crm.jobs import Job
from crm.locals import service as local_bodies
from crm.people import custom
from crm.people import service as people
from crm.workplaces import service as workplaces
from plugins.campaigns.service import campaigns, contacts, unit
from tests import figures
from tests.factories import OWN, Client, World
from tests.security import areas, payloads

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1800)]
TEXTS = payloads.ALL if os.environ.get("CALLBOARD_FAULTS") == "full" else payloads.SHORT
WATCH = """
window.__reports = [];
document.addEventListener('securitypolicyviolation',
  e => window.__reports.push(e.violatedDirective + ' ' + (e.sample || e.blockedURI)));
"""
STATE = "() => ({hit: window.__hit || 0, reports: window.__reports})"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application behind a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Watched:
    """A signed-in browser window that notes whatever a page should not do."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page, self.address = context.new_page(), address
        self.wrong: list[str] = []
        self.page.on("dialog", lambda dialog: (self.note("a dialog"), dialog.dismiss()))
        self.page.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.note(message.text[:200])

    def note(self, what: str) -> None:
        """Something that must not happen."""
        self.wrong.append(f"{self.page.url}: {what}")

    def open(self, path: str) -> None:
        """Open a page and see whether anything ran."""
        answer = self.page.goto(self.address + path, wait_until="load")
        if answer is None or answer.status >= 400:
            self.note(f"status {answer and answer.status}")
        self.look()

    def look(self) -> None:
        """What has run, or was stopped from running, on the page as it is."""
        state = self.page.evaluate(STATE)
        if state["hit"]:
            self.note("a script ran")
        for report in state["reports"]:
            self.note(report)


def _cut(text: str, longest: int) -> str:
    return text[:longest]


def _person(text: str, field: str, place: str, actor: Any) -> dict[str, Any]:
    job = {"employer": text, "worksite": text, "department": text, "shift": text,
           "job_title": text, "workplace_id": place}  # fmt: skip
    names = dict.fromkeys("first_name last_name preferred_name credit_name".split(), text)
    data = {
        **names,
        "pronouns": _cut(text, 60),
        "languages": [_cut(text, 40)],
        "notes": text,
        "tags": [_cut(text, 60)],
        "address": dict.fromkeys(("street", "city", "state", "note"), text),
        "employments": [job],
        "custom": {field: text},
        "member_number": _cut(text, 60),
        "external_ids": [{"source": _cut(text, 60), "id": _cut(text, 120)}],
    }
    person = people.create_person(data, actor=actor)
    mark = {"reason": text, "lift": text}
    return people.set_do_not_contact(person["_id"], mark, actor=actor)


def _contact(campaign: str, person: str, text: str, number: int, actor: Any) -> None:
    data = {"key": f"{number:024x}", "kind": "phone", "result": "talked", "assessment": 3,
            "provenance": "opinion", "issues": [_cut(text, 40)], "ask": _cut(text, 60),
            "answer": "", "follow_up": "2026-01-01", "note": text}  # fmt: skip
    contacts.log_contact(campaign, person, data, actor=actor)


def _settings(text: str, admin: Any) -> None:
    labels = [_cut(text, 40)] * 5
    values = {"labels": labels, "issues": [_cut(text, 40)], "asks": [_cut(text, 60)],
              "colours": ["#aabbcc"] * 5}  # fmt: skip
    stored = dict(db.collection("locals").get(OWN) or {})["settings"].get("campaigns", {})
    local_bodies.save_settings("campaigns", {**stored, **values}, actor=admin)


def _fill(world: World) -> list[str]:
    """Put every text into every field of every kind of record; gives the pages that show them."""
    pages = []
    with world.local():
        lead, admin = world.actor("lead"), world.actor("admin")
        for number, text in enumerate(TEXTS):
            data = {"kind": "employer", "name": f"{text} {number}", "city": text, "notes": text,
                    "aliases": [f"{text} alias {number}"]}  # fmt: skip
            place = workplaces.create_workplace(data, actor=lead)["_id"]
            if number < 10:
                shape = {"label": f"{_cut(text, 55)} {number}", "kind": "text"}
                field = custom.add_field(shape, actor=admin)
            data = {"name": _cut(text, 80), "employer": text, "unit_definition": text,
                    "stage": "cards", "size": 5, "size_source": "listed"}  # fmt: skip
            campaign = campaigns.open_campaign(data, actor=world.actor("lead"))["_id"]
            person = _person(text, field, place, world.actor("lead"))["_id"]
            unit.add_person(campaign, person, actor=world.actor("lead"))
            _contact(campaign, person, text, number, world.actor("lead"))
            pages += [f"people/{person}", f"workplaces/{place}", f"campaigns/{campaign}",
                      f"campaigns/{campaign}/unit", f"campaigns/{campaign}/chart"]  # fmt: skip
            if number < 3:
                pages += [f"people/{person}/edit/{s}" for s in ("names", "work", "tags", "notes")]
                pages += [f"campaigns/{campaign}/edit", f"workplaces/{place}/edit",
                          f"campaigns/{campaign}/people/{person}/contact",
                          f"campaigns/{campaign}/people/{person}/member"]  # fmt: skip
            for fill in areas.each("texts"):
                pages += fill(world, text, number)
        _settings(TEXTS[0], admin)
        _name(world, TEXTS[1])
        pages += _files(world)
    fixed = ("", "people/", "people/fields", "workplaces/", "campaigns/", "dashboard", "lists/",
             "imports/", "settings/people", "settings/plugins", "settings/local", "settings/audit",
             "settings/plugins/campaigns", "campaigns/new", "jobs/", "search")  # fmt: skip
    return [*fixed, *pages]


def _name(world: World, text: str) -> None:
    """The local and the accounts bear such names, too."""
    change = {"$set": {"name": text}}
    db.collection("locals").update({"_id": OWN}, change)
    for role in ("lead", "organizer"):
        db.collection("accounts").update({"_id": world.accounts[role]}, change)


def _files(world: World) -> list[str]:
    """Imports whose names, headers and cells are the texts: waiting, previewed and done."""
    quoted = ['"' + text.replace('"', '""') + '"' for text in TEXTS]
    lines = ["First Name,Last Name,Department,Email," + ",".join(quoted)]
    lines += [f"{q},{q},{q},not an address{q}"[:-1] + '",' + ",".join(quoted) for q in quoted]
    lines += [f"Gil,{q},{q},," + ",".join(quoted) for q in quoted]
    data, pages = "\r\n".join(lines).encode(), []
    for number, text in enumerate((TEXTS[0], TEXTS[1], TEXTS[2])):
        actor = world.actor("lead")
        found = uploads.upload(data, f"{text.replace('/', '')}.csv", {}, actor=actor)["_id"]
        job = Job("", None, {}, actor.account_id, "")
        if number:
            uploads.begin(found, "previewing", ("columns", "ready"), actor=actor)
            import_preview(job, found)
            pages.append(f"imports/{found}/rows?state=problem")
        if number == 2:
            uploads.begin(found, "committing", ("ready",), actor=actor)
            import_commit(job, found)
        pages.append(f"imports/{found}/")
    return pages


def _signed_in(browser: Browser, client: Client, address: str) -> Watched:
    cookie = client.http.get_cookie("callboard")
    assert cookie is not None
    context = browser.new_context()
    context.add_init_script(WATCH)
    context.add_cookies([{"name": "callboard", "value": cookie.value, "url": address}])
    return Watched(context, address)


def test_no_text_becomes_a_script(
    app: Flask, world: World, client: Client, address: str, browser: Browser
) -> None:
    pages = _fill(world)
    window = _signed_in(browser, client.sign_in("lead"), address)
    admin = _signed_in(browser, client.sign_in("admin"), address)
    for path in pages:
        watched = admin if path.startswith(("settings", "jobs", "people/fields")) else window
        watched.open(path if path.startswith("/") else f"/l/{OWN}/{path}")
    for text in TEXTS:
        window.open(f"/l/{OWN}/search")
        box = window.page.locator("input[name=words]").last
        box.fill(text)
        box.press("Enter")
        window.page.wait_for_load_state("load")
        window.look()
    figures.record("XSS cases tried", len(TEXTS) * len(pages) + len(TEXTS))
    assert not window.wrong + admin.wrong, "\n".join((window.wrong + admin.wrong)[:60])


def test_the_watch_sees_a_script_that_runs(browser: Browser, address: str) -> None:
    """On a page without a policy it must notice, or the test above proves nothing."""
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_content(f"<p>{payloads.ALL[3]}</p>")
    page.wait_for_function("() => window.__hit === 1")
    page.goto(f"{address}/login")
    page.evaluate(
        "() => { const p = document.createElement('p'); p.setAttribute('onclick', 'x');"
        " document.body.append(p); p.click(); }"
    )
    assert page.evaluate(STATE)["reports"]
