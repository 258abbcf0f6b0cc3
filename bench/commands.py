"""How many database commands each page sends: counted in this process by the driver's monitor."""

import logging
from collections import Counter
from collections.abc import Callable
from random import Random

import structlog
from pymongo import monitoring

from bench.clients import Ask, Browser
from bench.data import Place
from bench.pages import PAGES, Page
from crm.app import create_app
from crm.tenancy import Suite


class Watch(monitoring.CommandListener):
    """Counts commands by name; registered for every client made after it."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """One more command."""
        self.seen[event.command_name] += 1

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Not counted again."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Not counted again."""


def count(watch: Watch, suite: Suite, place: Place, browsers: dict[str, Browser]) -> dict[str, int]:
    """Commands per page, for the sessions of `browsers` by role."""
    app = create_app(suite=suite)
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=quiet)
    client = app.test_client()

    def sent(browser: Browser, ask: Ask) -> int:
        for name, value in browser.cookies.items():
            client.set_cookie(name, value)
        headers = {"X-CSRFToken": browser.token} | ({"HX-Request": "true"} if ask.fragment else {})
        watch.seen.clear()
        method = "GET" if ask.form is None else "POST"
        answer = client.open(ask.path, method=method, data=ask.form, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{ask.path}: {answer.status_code}")
        return watch.seen.total()

    return {page.id: _of(page, place, browsers[page.role], sent) for page in PAGES}


def _of(page: Page, place: Place, browser: Browser, sent: Callable[[Browser, Ask], int]) -> int:
    random = Random(page.id)
    return min(sent(browser, page.make(place, browser, random)) for _number in range(3))
