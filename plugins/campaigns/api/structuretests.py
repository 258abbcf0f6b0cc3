"""Structure tests over the API: the ask with its goal and results, and who took part."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from plugins.campaigns.api.blueprint import Keyed, bp
from plugins.campaigns.service import structuretests as tests
from plugins.campaigns.service.campaigns import get_campaign
from plugins.campaigns.testforms import TakeForm, TestForm


class TestNew(Keyed, TestForm):
    """A structure test to make."""

    __test__ = False


class PartOut(Schema):
    """One cell of the chart: how many are in it, and how many of them took part."""

    department = fields.String(attribute="row")
    shift = fields.String(attribute="column")
    people = fields.Integer()
    took_part = fields.Integer(attribute="n")


class TestOut(TestForm):
    """A structure test with its result; `by_tier` are counts in the order of `tiers`."""

    __test__ = False

    id = fields.String(attribute="_id")
    version = fields.Integer()
    took_part = fields.Integer()
    by_tier = fields.List(fields.Integer())
    parts = fields.List(fields.Nested(PartOut))


class TookPart(Schema):
    """Somebody's part in a test; `tier` 0 is none."""

    person_id = fields.String()
    tier = fields.Integer()
    on = fields.String()


def _shown(test: tests.Test) -> dict[str, Any]:
    found = tests.result(test)
    by_tier = [found.tiers[n] for n in range(1, len(test["tiers"]) + 1)]
    return {**test, "took_part": found.n, "by_tier": by_tier, "parts": found.parts}


@bp.get("/<campaign_id>/tests")
@allow("campaigns.view")
@bp.response(200, TestOut(many=True))
def list_tests(campaign_id: str) -> list[dict[str, Any]]:
    """The campaign's structure tests with their results, the latest first."""
    get_campaign(campaign_id, actor=auth.actor())
    return [_shown(test) for test in tests.of_campaign(campaign_id)]


@bp.post("/<campaign_id>/tests")
@allow("campaigns.edit")
@bp.arguments(TestNew)
@bp.response(201, TestOut)
def make_test(data: dict[str, Any], campaign_id: str) -> dict[str, Any]:
    """Make a structure test; the same `key` sent again gives the test that is there already."""
    return _shown(tests.make(campaign_id, data, actor=auth.actor()))


@bp.get("/tests/<test_id>")
@allow("campaigns.view")
@bp.response(200, TestOut)
def get_test(test_id: str) -> dict[str, Any]:
    """One structure test with its result."""
    return _shown(tests.get(test_id, actor=auth.actor())[1])


@bp.put("/tests/<test_id>/people/<person_id>")
@allow("campaigns.log")
@bp.arguments(TakeForm)
@bp.response(200, TookPart)
def take_part(data: dict[str, Any], test_id: str, person_id: str) -> dict[str, Any]:
    """Note that somebody in reach took part, at a tier (0 takes it back); harmless to repeat."""
    actor, tier = auth.actor(), data["tier"]
    if tier:
        member = tests.take(test_id, person_id, tier, actor=actor, on=data.get("on", ""))
    else:
        member = tests.take_back(test_id, person_id, actor=actor)
    part = member.get("tests", {}).get(test_id) or {"tier": 0, "on": ""}
    return {**part, "person_id": person_id}
