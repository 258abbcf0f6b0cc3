"""Fixtures: one database server per run, one database per worker, the real driver over a socket.

`CALLBOARD_TEST_MONGODB_URI` runs the same suite on any MongoDB replica set.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import settings

from crm import db, migrations, tenancy
from crm.app import build_suite, create_app
from crm.config import Config
from tests import chromium, figures, shapes
from tests.factories import Client, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pytest_configure(config: pytest.Config) -> None:
    """Print what tests count (`tests.figures`), watch what the database is asked, and give the
    properties the same examples for the same test; new ones with CALLBOARD_FAULTS=full.
    """
    full = os.environ.get("CALLBOARD_FAULTS") == "full"
    settings.register_profile("suite", derandomize=not full, deadline=None, print_blob=True)
    settings.load_profile("suite")
    config.pluginmanager.register(figures.Plugin())
    config.pluginmanager.register(shapes.Plugin())


LONG = ("e2e", "imports", "test_xss.py", "faults", "security", "bench")
"""Parts of the paths of files that take longest: they come first, so that no worker ends alone.

The embedded server grows slower with what was written and removed: large imports come early.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long first; within them the (random) order stays."""

    def place(item: pytest.Item) -> int:
        parts = item.path.parts
        return next((at for at, part in enumerate(LONG) if part in parts), len(LONG))

    items.sort(key=place)


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def database_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server of this run: the configured MongoDB, else one embedded server per worker."""
    given = os.environ.get("CALLBOARD_TEST_MONGODB_URI")
    if given:
        yield given
        return
    from crm.embedded.server import EmbeddedServer

    server = EmbeddedServer(tmp_path_factory.mktemp("database"), in_memory=True)
    yield server.start()
    server.stop()


@pytest.fixture(scope="session")
def config(database_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The configuration of the suite under test, with every plugin."""
    return Config(
        mongodb_uri=database_uri,
        database=f"test_{_worker()}",
        data_dir=tmp_path_factory.mktemp("data"),
        secret_key="a key for tests that is long enough",
        testing=True,
        rate_limits=False,
        database_wait=30.0,  # no page waits here, and emptying takes long on a busy machine
    )


@pytest.fixture(scope="session")
def suite(config: Config) -> Iterator[tenancy.Suite]:
    """The installation, its indexes made once per worker."""
    found = build_suite(config)
    found.store.client.drop_database(config.database)
    with tenancy.suite_context(found):
        migrations.prepare()
    yield found
    found.store.client.drop_database(config.database)
    found.store.close()


@pytest.fixture
def clean(suite: tenancy.Suite) -> Iterator[tenancy.Suite]:
    """An empty database (indexes kept) with the installation bound to the test."""
    for name in db.declared():
        suite.store.database[name].delete_many({})
    with tenancy.suite_context(suite):
        yield suite


@pytest.fixture
def world(clean: tenancy.Suite) -> World:
    """Two locals with an account of every role each: see `tests.factories`."""
    return World.build()


@pytest.fixture
def app(clean: tenancy.Suite) -> Flask:
    """The application on the test database."""
    return create_app(suite=clean)


@pytest.fixture
def client(app: Flask, world: World) -> Client:
    """A browser without a session; `client.sign_in('organizer')` gives it one."""
    return Client(app, world)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium from the distribution, one per worker: two at once in one process do not go."""
    from playwright.sync_api import expect, sync_playwright

    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    assert Path(path).exists(), "Chromium is not here: run tools/chromium.sh"
    expect.set_options(timeout=20_000)
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; tests that need it are skipped, saying so, where it is not."""
    beside = Path(__file__).parents[1].parent / "shared" / "data"
    folder = Path(os.environ.get("CALLBOARD_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"real data is not here: set CALLBOARD_SHARED_DATA (looked in {folder})")
    return folder


@pytest.fixture
def production(suite: tenancy.Suite) -> tenancy.Suite:
    """The same installation, configured as in production."""
    config = replace(suite.config, production=True, base_url="https://callboard.example")
    return replace(suite, config=config)
