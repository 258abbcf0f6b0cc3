"""A real installation (`callboard run`) and a real browser for what people do."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.e2e import crawler

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r"/setup\?token=(\S+)")
AXE = ROOT / "tests" / ".vendor" / "axe.min.js"
SERIOUS = {"serious", "critical"}
EXPECTED = (
    "status of 4",
    "Status Error Code 4",
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_FAILED",
    "htmx:sendError",
    "htmx:afterRequest",
)
"""What the console may say: refused requests, and a network that was cut on purpose."""
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}


@dataclass
class Installation:
    """`callboard run` on a folder and port of its own."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"
    token: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        return _environment(self.folder, self.port)

    def callboard(self, *arguments: str) -> str:
        """Run a command beside the running installation; gives what it prints."""
        return self._do([sys.executable, "-m", "crm", *arguments])

    def run(self, code: str) -> str:
        """Run Python against the installation's data, for what no command does."""
        return self._do([sys.executable, "-c", code])

    def _do(self, command: list[str]) -> str:
        done = subprocess.run(
            command, env=self.environment(), cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CALLBOARD", "MONGODB"))}
    given = os.environ.get("CALLBOARD_TEST_MONGODB_URI")
    if given:
        kept |= {"MONGODB_URI": given, "CALLBOARD_DATABASE": f"e2e_{port}"}
    return {**kept, "CALLBOARD_DATA": str(folder), "CALLBOARD_PORT": str(port)}


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/readyz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def start(folder: Path) -> Installation:
    """Start an installation and wait until it answers."""
    port = _free_port()
    out = (folder / "output").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "crm", "run"],
        env=_environment(folder, port),
        cwd=ROOT,
        stdout=out,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    out.close()
    found = Installation(folder, port, process)
    deadline = time.monotonic() + 90
    while not _answers(found.base):
        assert process.poll() is None, (folder / "output").read_text()
        assert time.monotonic() < deadline, (folder / "output").read_text()
        time.sleep(0.2)
    match = TOKEN.search((folder / "output").read_text())
    found.token = match.group(1) if match else ""
    return found


def stop(found: Installation) -> None:
    """Stop it as Ctrl-C would."""
    found.process.send_signal(signal.SIGTERM)
    found.process.wait(40)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An empty installation for the tests of one file."""
    found = start(tmp_path_factory.mktemp("installation"))
    yield found
    stop(found)


@pytest.fixture
def page(browser: Browser, installation: Installation) -> Iterator[Page]:
    """A page whose console must stay free of errors (policy violations included)."""
    context = browser.new_context(viewport=WIDE, base_url=installation.base)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    complaints: list[str] = []
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda e: complaints.append(str(e)))
    yield opened
    context.close()
    unexpected = [c for c in complaints if "status of 4" not in c]
    assert not unexpected, unexpected


def styled(box: Locator) -> None:
    """Leave a style on a box as helpers in people's browsers do: through the object model, which
    no policy forbids."""
    box.evaluate("box => { box.style.caretColor = 'red'; box.style.caretColor = ''; }")


def sign_in(page: Page, email: str, password: str) -> None:
    """Through the form, as people do."""
    page.goto("/login")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/l/"))


def serious_problems(page: Page, *rules: str) -> list[str]:
    """What axe-core finds serious or critical on the page as it is (by `rules`, else by all)."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text())
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})"
        for v in found["violations"]
        if v["impact"] in SERIOUS
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@dataclass
class Demo:
    """The installation with the demo in it, and who is signed in."""

    installation: Installation
    password: str
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def client(self, role: str) -> httpx.Client:
        """Signed in over HTTP as one of the demo's accounts, once."""
        if role not in self.clients:
            self.clients[role] = self.fresh_client(role)
        return self.clients[role]

    def fresh_client(self, role: str) -> httpx.Client:
        """Signed in with a session of its own."""
        return crawler.sign_in(self.installation.base, f"{role}@example.org", self.password)

    def campaign(self, role: str = "lead") -> str:
        """The address of a campaign."""
        listed = self.client(role).get("/l/demo/campaigns/").text
        return re.findall(r'href="(/l/demo/campaigns/\w{20})"', listed)[0]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One installation with 760 fictional people for all files that only need people."""
    found = start(tmp_path_factory.mktemp("demo"))
    password = re.search(r"the password (\S+):\n", found.callboard("demo"))
    assert password
    loaded = Demo(found, password.group(1))
    yield loaded
    for client in loaded.clients.values():
        client.close()
    stop(found)


Opener = Callable[..., Page]


def _look_before_the_next(kind: type, name: str) -> None:
    """Whoever went to a page looks at it before the next step: keys pressed sooner than scripts
    run are nobody's (what is typed into boxes counts all the same: test_slow_scripts.py)."""
    act = getattr(kind, name)

    def acted(self: Any, *given: Any, **options: Any) -> Any:
        done = act(self, *given, **options)
        page = self.page if isinstance(self, Locator) else self
        if not page.is_closed():
            page.wait_for_load_state("domcontentloaded")
        return done

    setattr(kind, name, acted)


for _name in ("click", "tap", "press"):
    _look_before_the_next(Locator, _name)
    _look_before_the_next(Page, _name)


def _cookies(client: httpx.Client, base: str) -> list[Any]:
    return [{"name": c.name, "value": c.value, "url": base} for c in client.cookies.jar]


@pytest.fixture
def as_role(browser: Browser, demo: Demo) -> Iterator[Opener]:
    """Opens a browser of its own for a role: `as_role("lead", fresh=True, viewport=PHONE)`."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(role: str = "", *, fresh: bool = False, **options: Any) -> Page:
        options = {"viewport": WIDE, "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=demo.installation.base, **options)
        contexts.append(context)
        if role:
            client = demo.fresh_client(role) if fresh else demo.client(role)
            context.add_cookies(_cookies(client, demo.installation.base))
            if fresh:
                client.close()
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        return page

    yield opened
    for context in contexts:
        context.close()
    unexpected = [c for c in complaints if not any(part in c for part in EXPECTED)]
    assert not unexpected, unexpected
