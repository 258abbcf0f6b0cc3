"""The suite administrator's book of recognition rules."""

from typing import Any

from flask import request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import web
from crm.admin.views.blueprint import bp
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.workplaces import rulebook, rules


def _words() -> dict[str, Any]:
    return {
        "kinds": list(rules.KIND_LABELS.items()),
        "compare": list(rules.COMPARE_LABELS.items()),
        "units": list(rules.UNIT_LABELS.items()),
        "certainty": list(rules.CERTAINTY_LABELS.items()),
    }


@bp.get("/suite/rules")
@allow("suite.admin")
def rules_book() -> Response:
    """All rules by jurisdiction."""
    places: dict[str, list[dict[str, Any]]] = {}
    for rule in rules.every():
        places.setdefault(rule["jurisdiction"], []).append(rule)
    return web.page("admin/rules.html", places=places, labels=rules.KIND_LABELS, **_words())


def _form(values: Any, rule: Any = None, errors: Any = None) -> Response:
    return web.page(
        "admin/rule.html",
        status=422 if errors else 200,
        rule=rule,
        values=values,
        errors=errors or {},
        labels=rules.KIND_LABELS,
        **_words(),
    )


@bp.get("/suite/rules/new")
@allow("suite.admin")
def rule_new() -> Response:
    """The form of a new rule."""
    return _form({"jurisdiction": request.args.get("jurisdiction", "")[:16]})


@bp.post("/suite/rules/new")
@allow("suite.admin", step_up=True)
def rule_add() -> Response:
    """Put a rule on file."""
    try:
        rulebook.add(web.load(rulebook.NewRuleForm), by=current_user.account["_id"])
    except Invalid as error:
        return _form(request.form, errors=error.errors)
    return web.go("admin.rules_book", _("The rule is on file."))


@bp.get("/suite/rules/<rule_id>")
@allow("suite.admin")
def rule_form(rule_id: str) -> Response:
    """One rule, and what it said before."""
    rule = rulebook.get(rule_id)
    return _form({**rule, "seen": len(rule.get("earlier", ()))}, rule)


@bp.post("/suite/rules/<rule_id>")
@allow("suite.admin", step_up=True)
def rule_change(rule_id: str) -> Response:
    """Change a rule; what it said before is kept."""
    rule = rulebook.get(rule_id)
    try:
        data = web.load(rulebook.RuleForm)
        rulebook.change(rule_id, data, by=current_user.account["_id"])
    except Invalid as error:
        return _form(request.form, rule, error.errors)
    except Conflict:
        note = {"_schema": [_("Somebody else has changed this rule; theirs is beside.")]}
        values = {**request.form.to_dict(), "seen": len(rule.get("earlier", ()))}
        return _form(values, rule, note)
    return web.go("admin.rules_book", _("The rule is changed."))
