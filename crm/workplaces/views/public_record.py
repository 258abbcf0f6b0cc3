"""The public record: past elections by employer, place and union; and the recognition rules."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from crm.workplaces import elections, publicrecord, rules
from crm.workplaces.electionimport import summary
from crm.workplaces.schemas import EmployerQuery, FromRecord, RecordQuery
from crm.workplaces.views.blueprint import bp

OWN_SHOWN = 50


@bp.get("/record")
@allow("workplaces.view")
def record() -> Response:
    """Search past elections; without a search, those of the local's own union."""
    errors: dict[str, list[str]] = {}
    try:
        query = web.load_query(RecordQuery)
    except Invalid as error:
        query, errors = {}, error.errors
    found, before = elections.search(query)
    code, local = elections.own_union()
    return web.page(
        "workplaces/record.html",
        "results",
        422 if errors else 200,
        query=query,
        errors=errors,
        typed=request.args,
        found=found,
        before=before,
        searched=any(query.get(k) for k in ("words", "city", "state", "union")),
        own=elections.of_union(code, local, OWN_SHOWN) if local and not query else [],
        own_name=" ".join((code, local)),
        summary=summary(),
        union_options=[(c, f"{c} · {label}") for c, label in elections.affiliations()],
    )


@bp.get("/record/employer")
@allow("workplaces.view")
def record_employer() -> Response:
    """An employer on record: its elections, and a way to add it as a workplace."""
    known = publicrecord.get_employer(web.load_query(EmployerQuery)["key"])
    there = publicrecord.on_file(known["keys"])
    return web.page(
        "workplaces/record_employer.html",
        known=known,
        there=there,
        towns=[(town, town) for town in known["towns"]],
        totals=elections.totals(known["records"]),
    )


@bp.post("/record/add")
@allow("workplaces.edit")
def record_add() -> Response:
    """Add an employer on record, and worksites for the chosen cities."""
    data = web.load(FromRecord)
    place = publicrecord.add_workplace(data["key"], data["places"], actor=auth.actor())
    return web.go("workplaces.show", _("On file."), workplace_id=place["_id"])


@bp.get("/rules")
@allow("workplaces.view")
def rules_page() -> Response:
    """Recognition rules by jurisdiction, with source and certainty."""
    places: dict[str, list[dict[str, Any]]] = {}
    for rule in rules.every():
        places.setdefault(rule["jurisdiction"], []).append(rule)
    return web.page(
        "workplaces/rules.html",
        places=places,
        kinds=rules.KIND_LABELS,
        compare=rules.COMPARE_LABELS,
        units=rules.UNIT_LABELS,
        certainty=rules.CERTAINTY_LABELS,
    )
