"""Which pages a role can reach: every link followed once per kind of address, over HTTP."""

import html
import re
from collections import deque

import httpx

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LINK = re.compile(r'href="(/[^"#]*)"')
PASSED_OVER = ("/static", ".css", ".csv", ".xlsx", ".pdf", ".ics", "/show/")
"""Addresses that are no pages: files, and the way back from a form."""
NAMED = re.compile(r"(?<=/jobclasses/)(classes|definitions|training)/(?!new\b)[^/]+")
"""What is addressed by a code made of words: hundreds of job classes are one kind of page."""


def shape(address: str) -> str:
    """An address without its query and with a star for every identifier."""
    parts = NAMED.sub(r"\1/*", address.split("?", maxsplit=1)[0]).split("/")
    return "/".join("*" if len(p) > 8 and re.search(r"\d", p) else p for p in parts)


def sign_in(base: str, email: str, password: str) -> httpx.Client:
    """A client with a session of its own."""
    client = httpx.Client(base_url=base, follow_redirects=True, timeout=60)
    post(client, "/login", {"email": email, "password": password}, form_of="/login")
    return client


def post(
    client: httpx.Client, address: str, values: dict[str, object], form_of: str = "/account"
) -> httpx.Response:
    """Send a form with the token of the page `form_of`; the answer must be a success."""
    found = TOKEN.search(client.get(form_of).text)
    assert found, form_of
    answer = client.post(address, data={"csrf_token": found.group(1), **values})
    assert answer.status_code < 400, (address, answer.status_code, answer.text[:500])
    return answer


def pages(client: httpx.Client, *starts: str) -> dict[str, str]:
    """One address for every kind of page reachable from `starts`; every link must answer 200."""
    found: dict[str, str] = {}
    files: set[str] = set()
    waiting = deque(starts)
    while waiting:
        address = waiting.popleft()
        kind = shape(address)
        if kind in found or kind in files or any(part in address for part in PASSED_OVER):
            continue
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        if not answer.headers["content-type"].startswith("text/html"):
            files.add(kind)
            continue
        found[kind] = address
        waiting.extend(html.unescape(link) for link in LINK.findall(answer.text))
    return found
