"""Clients that speak real HTTP: kept connections, signed in through the form, timed one by one."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from random import Random
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True)
class Ask:
    """One request: a form is posted, without one the page is fetched."""

    path: str
    form: Mapping[str, str] | None = None
    fragment: bool = False


@dataclass
class Browser:
    """One connection with its cookies and CSRF token."""

    host: str
    port: int
    account: str = ""
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    source: str = ""
    """The address it calls from, where that must not be everybody's (limits by address)."""
    _connection: http.client.HTTPConnection | None = None

    def sign_in(self, email: str, password: str) -> None:
        """Through the form, as a person does."""
        page = self.send(Ask("/login"))
        self.token = _token(page)
        self.send(Ask("/login", {"email": email, "password": password}), expect=303)

    def settle(self, path: str) -> None:
        """Read the CSRF token of the new session off a page."""
        self.token = _token(self.send(Ask(path)))

    def send(self, ask: Ask, *, expect: int = 200) -> str:
        """The body of the answer; RuntimeError where the status is another than expected."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if ask.form is not None:
            body = urlencode(ask.form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"X-CSRFToken": self.token}
        if ask.fragment:
            headers["HX-Request"] = "true"
        status, text = self._exchange("GET" if body is None else "POST", ask.path, body, headers)
        if status != expect:
            raise RuntimeError(f"{ask.path}: status {status}, expected {expect}: {text[:300]}")
        return text

    def _exchange(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        try:
            return self._once(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection = None  # the server ends connections that were idle for seconds
            return self._once(method, path, body, headers)

    def _once(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        if self._connection is None:
            here = (self.source, 0) if self.source else None
            self._connection = http.client.HTTPConnection(
                self.host, self.port, timeout=120, source_address=here
            )
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.update({k: m.value for k, m in SimpleCookie(cookie).items()})
        return answer.status, text


def _token(page: str) -> str:
    found = TOKEN.search(page)
    if found is None:
        raise RuntimeError("there is no CSRF token on the page")
    return found.group(1)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def timed(
    browsers: list[Browser], requests: int, make: Callable[[Browser, Random], Ask], seed: str
) -> dict[str, float]:
    """p50 and p95 in milliseconds of `requests` spread over the browsers, all at once."""
    spent: list[float] = []
    failed: list[Exception] = []
    threads = [
        threading.Thread(target=_work, args=(b, n, requests // len(browsers), make, seed, spent,
                                             failed))
        for n, b in enumerate(browsers)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return {"p50": round(percentile(spent, 0.5), 1), "p95": round(percentile(spent, 0.95), 1)}


def _work(
    browser: Browser,
    number: int,
    requests: int,
    make: Callable[[Browser, Random], Ask],
    seed: str,
    spent: list[float],
    failed: list[Exception],
) -> None:
    random = Random(f"{seed}|{number}|{requests}")
    try:
        for warm in range(requests + 2):
            ask = make(browser, random)
            started = time.perf_counter()
            browser.send(ask)
            if warm >= 2:
                spent.append((time.perf_counter() - started) * 1000)
    except Exception as error:
        failed.append(error)
