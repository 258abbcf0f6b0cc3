"""A plugin's public pages: the token in the address decides local and plugin, then the gate."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Blueprint, g
from flask.testing import FlaskClient

from crm import auth, db, tenancy
from crm.app import create_app
from crm.core import core
from crm.locals import service as local_bodies
from crm.plugin import Plugin
from crm.registry import Registry


def sample() -> Plugin:
    """A plugin whose only page greets whoever has a link."""
    pages = Blueprint("greeter_public", __name__)

    @pages.get("/")
    @auth.public
    def greet() -> str:
        return f"{tenancy.current().local_id} {g.link['note']}"

    return Plugin(name="greeter", label="Greeter", summary="Greets.", public=pages)


@pytest.fixture
def visitor(clean: tenancy.Suite) -> Iterator[FlaskClient]:
    """Nobody signed in, on an installation with the plugin loaded."""
    suite = replace(clean, registry=Registry(core, [sample()]))
    with tenancy.suite_context(suite):
        local_bodies.create("local-764", "Local 764", plugins=["greeter"])
        yield create_app(suite=suite).test_client()


def link(token: str, plugin: str = "greeter", days: int = 1) -> None:
    doc = {"local_id": "local-764", "plugin": plugin, "purpose": "greet", "note": "hello"}
    ends = db.now() + timedelta(days=days)
    db.collection("public_links").insert({"_id": auth.token_hash(token), "expires_at": ends, **doc})


def test_a_link_opens_its_local_without_sign_in(visitor):
    link("right")
    assert visitor.get("/p/right/").get_data(as_text=True) == "local-764 hello"


@pytest.mark.parametrize("token", ["unknown", "expired", "other"])
def test_any_other_link_is_not_there(visitor, token):
    link("expired", days=-1)
    link("other", plugin="core")
    assert visitor.get(f"/p/{token}/").status_code == 404


def test_a_link_ends_when_the_plugin_is_switched_off(visitor):
    link("right")
    with tenancy.local_scope("local-764"):
        local_bodies.switch("greeter", False, actor=tenancy.system_actor())
    assert visitor.get("/p/right/").status_code == 404
