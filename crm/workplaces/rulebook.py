"""Changing the recognition rules: by the suite's administrator, with source, certainty and date.

What a rule said before is kept with it. A rule changed here is no longer overwritten by the
starting set (`rules.load_recognition_rules`). Call in the suite scope.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from crm import db, localtime
from crm.accounts import trail
from crm.days import IN_FORCE
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.schemas import Day, Form, choice, text
from crm.workplaces import rules

SAID = ("compare", "value", "unit", "note", "source", "certainty", "checked", "in_force")
MONTH = validate.Regexp(r"^20\d\d-(0[1-9]|1[0-2])$", error=str(_("Write it as 2026-11.")))


def looked(month: str) -> None:
    """Nobody has looked at a source next month."""
    if month > localtime.today().isoformat()[:7]:
        raise ValidationError(str(_("This month is still to come: write when somebody looked.")))


CODE = validate.Regexp(
    r"^[A-Z]{2}(-[A-Za-z]{2,12})?$", error=str(_("Write a code such as CA-BC or US-NLRA."))
)


class RuleForm(Form):
    """What a rule says, where it is from, how certain it is, and when somebody looked."""

    compare = choice(rules.COMPARE_LABELS, load_default="")
    value = fields.Integer(validate=validate.Range(min=0, max=10_000), load_default=None)
    unit = choice(rules.UNIT_LABELS, load_default="")
    note = text(longest=1000, load_default="")
    source = text(required=True, longest=400)
    certainty = choice(rules.CERTAINTY_LABELS, required=True)
    checked = text(required=True, longest=7, validators=[MONTH, looked])
    in_force = Day(IN_FORCE, load_default="")
    seen = fields.Integer(load_default=0)

    @validates_schema
    def whole(self, data: Any, **_kwargs: Any) -> None:
        """A number needs its unit and how it compares; a percentage ends at 100."""
        if data.get("value") is not None and not (data.get("unit") and data.get("compare")):
            raise ValidationError(str(_("Say how the number compares, and its unit.")), "value")
        if str(data.get("unit", "")).startswith("percent") and (data.get("value") or 0) > 100:
            raise ValidationError(str(_("A percentage is 100 at most.")), "value")


class NewRuleForm(RuleForm):
    """A rule that is not on file yet: its place and kind besides."""

    jurisdiction = text(required=True, longest=16, validators=[CODE])
    place = text(required=True, longest=120)
    kind = choice(rules.KIND_LABELS, required=True)


def get(rule_id: str) -> dict[str, Any]:
    """A rule by its id; NotFound otherwise."""
    found = db.collection("recognition_rules").get(rule_id)
    if found is None:
        raise NotFound()
    return found


@db.atomic
def change(rule_id: str, data: Mapping[str, Any], *, by: str) -> None:
    """Change a rule from data shaped by RuleForm; what it said before is kept.

    Raises Conflict when somebody else has changed it since it was shown (`seen`).
    """
    rule = get(rule_id)
    if data["seen"] != len(rule.get("earlier", ())):
        raise Conflict(_("Somebody else has changed this rule meanwhile."))
    before = {name: rule.get(name) for name in SAID}
    earlier = {**before, "until": db.now(), "by": by}
    said = {name: data.get(name) for name in SAID}
    change = {"$set": {**said, "origin": "suite"}, "$push": {"earlier": earlier}}
    db.collection("recognition_rules").update({"_id": rule_id}, change)
    changed = [name for name in SAID if before[name] != said[name]]
    trail.record(by, "update", "rule", rule_id, fields=changed)


@db.atomic
def add(data: Mapping[str, Any], *, by: str) -> str:
    """Put a new rule on file from data shaped by NewRuleForm; gives its id. Invalid if there."""
    rule_id = f"{data['jurisdiction']}|{data['kind']}"
    if db.collection("recognition_rules").get(rule_id) is not None:
        raise Invalid({"kind": [_("There is such a rule already: change that one.")]})
    known = rules.jurisdictions()
    rule = {name: data.get(name) for name in (*SAID, "jurisdiction", "kind")}
    place = known.get(data["jurisdiction"], data["place"])
    more = {"place": place, "listed": "yes", "origin": "suite", "earlier": []}
    db.collection("recognition_rules").insert({"_id": rule_id, **rule, **more})
    trail.record(by, "create", "rule", rule_id)
    return rule_id
