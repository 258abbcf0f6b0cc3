"""First run: the demo can be loaded with the same token, where the installation has one."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from crm import db, jobs
from crm.accounts import setup
from tests.factories import Client, World


@pytest.fixture
def browser(app: Flask) -> Client:
    """A browser at an installation without any local."""
    return Client(app, World())


@pytest.fixture
def demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An installation that has a demo; gives what the demo job has done."""
    done: list[str] = []

    def load(job: Any, password_hash: str) -> dict[str, str]:
        assert password_hash.startswith("$argon2id$")
        done.append(job.id)
        return {"message": "Sign in as ana@example.org"}

    registry = app.extensions["suite"].registry
    core = registry.plugins["core"]
    monkeypatch.setitem(
        registry.plugins, "core", replace(core, jobs={**core.jobs, "core.load_demo": load})
    )
    return done


def test_the_button_stands_where_there_is_a_demo(browser: Client, demo: list[str]) -> None:
    assert "load the demo" in browser.get("/setup").get_data(as_text=True)


def test_the_demo_needs_the_token_and_shows_its_progress(browser: Client, demo: list[str]) -> None:
    token = setup.new_token()
    assert browser.get("/setup/demo").status_code == 404
    assert browser.post("/setup/demo", {"token": "wrong"}).status_code == 422
    assert browser.post("/setup/demo", {"token": token}).status_code == 303
    assert "hx-get" in browser.get("/setup/demo").get_data(as_text=True)
    jobs.drain()
    assert len(demo) == 1
    shown = browser.get("/setup/demo").get_data(as_text=True)
    assert "Sign in as ana" in shown
    assert "Password of all of them" in shown
    stranger = Client(browser.app, World())
    assert stranger.get("/setup/demo").status_code == 404


def test_without_a_demo_the_address_is_not_there(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "DEMO", "core.no_such_job")
    token = setup.new_token()
    assert "load the demo" not in browser.get("/setup").get_data(as_text=True)
    assert browser.post("/setup/demo", {"token": token}).status_code == 404
    assert db.collection("jobs").find({"local_id": None}) == []
