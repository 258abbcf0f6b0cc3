"""The plugins page: switching, settings from the schema, and a plugin that is off is absent."""

from dataclasses import replace

import pytest
from marshmallow import fields, validate

from crm.admin import schemaform
from crm.errors import Invalid
from crm.locals import service as local_bodies
from crm.schemas import Form, choice, text
from crm.web import load
from tests.factories import OTHER, OWN, Client, World


class Sample(Form):
    """One field of every kind that a form can show."""

    title = text(required=True, metadata={"label": "Title", "help": "A word"})
    story = text(longest=5000)
    age = fields.Integer(load_default=3, validate=validate.Range(min=0))
    mood = choice(["good", "bad"], load_default="good")
    loud = fields.Boolean(load_default=True)
    names = fields.List(text(longest=10), load_default=lambda: ["a", "b"])
    days = fields.List(choice(["mon", "tue"]), load_default=list)
    inner = fields.Dict(load_default=dict)


def test_controls_follow_the_schema() -> None:
    kinds = {c.name: c.kind for c in schemaform.controls(Sample)}
    assert kinds == {
        "title": "text",
        "story": "long",
        "age": "number",
        "mood": "choice",
        "loud": "check",
        "names": "lines",
        "days": "chips",
    }
    assert schemaform.controls(Sample)[0].label == "Title"
    assert schemaform.shown(Sample, {})["names"] == "a\nb"
    assert schemaform.shown(Sample, {"loud": False})["loud"] is False


def test_a_form_reads_back_as_the_schema_wants_it() -> None:
    form = {"title": ["x"], "names": [" one \n\ntwo"], "days": ["tue"], "age": [""]}
    raw = schemaform.entered(Sample, form, {"inner": {"kept": 1}})
    data = load(Sample, raw)
    assert data["names"] == ["one", "two"]
    assert data["loud"] is False
    assert data["age"] == 3
    assert data["inner"] == {"kept": 1}
    with pytest.raises(Invalid):
        load(Sample, schemaform.entered(Sample, {**form, "more": ["x"]}, {}))


def test_a_plugin_switched_off_is_absent_everywhere(client: Client, world: World) -> None:
    client.sign_in("admin")
    assert "/campaigns/" in client.get("~/").get_data(as_text=True)
    assert client.get("~/campaigns/").status_code == 200
    assert client.post("~/settings/plugins/campaigns/disable").status_code == 303
    assert "/campaigns/" not in client.get("~/").get_data(as_text=True)
    for path in ("~/campaigns/", "~/settings/plugins/campaigns"):
        assert client.get(path).status_code == 404
    with world.local():
        assert not [p for p in world.actor("admin").permissions if p.startswith("campaigns.")]
    client.sign_in("other-admin")
    assert client.get(f"/l/{OTHER}/campaigns/").status_code == 200
    client.sign_in("admin")
    assert client.post("~/settings/plugins/campaigns/enable").status_code == 303
    assert client.get("~/campaigns/").status_code == 200


def test_switching_needs_a_fresh_proof_and_a_plugin_that_exists(client: Client) -> None:
    client.sign_in("admin", stepped_up=False)
    asked = client.post("~/settings/plugins/campaigns/disable")
    assert asked.headers["Location"].startswith("/confirm")
    assert "campaigns" in local_bodies.get(OWN)["plugins"]
    client.sign_in("admin")
    for name in ("core", "nothing"):
        assert client.post(f"~/settings/plugins/{name}/disable").status_code == 404


def test_settings_are_stored_and_a_refused_form_keeps_its_words(client: Client) -> None:
    client.sign_in("admin")
    page = client.get("~/settings/plugins/campaigns").get_data(as_text=True)
    assert "One per line" in page
    refused = client.post("~/settings/plugins/campaigns", {"issues": "Parking\n" + "x" * 60})
    assert refused.status_code == 422
    text_of = refused.get_data(as_text=True)
    assert "Parking" in text_of
    assert "line 2" in text_of
    unknown = client.post("~/settings/plugins/campaigns", {"issues": "Parking", "role": "admin"})
    assert unknown.status_code == 422
    done = client.post("~/settings/plugins/campaigns", {"issues": "Parking\nNoise"})
    assert done.status_code == 303
    assert local_bodies.get(OWN)["settings"]["campaigns"]["issues"] == ["Parking", "Noise"]
    assert "campaigns" not in local_bodies.get(OTHER)["settings"]


def test_health_and_failures_are_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = client.app.extensions["suite"].registry

    def broken() -> list[tuple[str, str]]:
        raise RuntimeError("no")

    sick = replace(registry.plugins["campaigns"], health=broken)
    monkeypatch.setitem(registry.plugins, "campaigns", sick)
    monkeypatch.setitem(registry.failed, "phonebank", "ImportError: no module named dialer")
    page = client.sign_in("admin").get("~/settings/plugins").get_data(as_text=True)
    assert "failed to answer" in page
    assert "no module named dialer" in page
