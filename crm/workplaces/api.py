"""Workplaces over the API: list, get, create and change."""

from typing import Any

from flask_smorest import Blueprint

from crm import auth
from crm.auth import allow
from crm.workplaces import service
from crm.workplaces.record import Workplace
from crm.workplaces.schemas import (
    ApiQuery,
    NewWorkplace,
    VersionedWorkplace,
    WorkplaceOut,
    WorkplacePage,
)

bp = Blueprint("workplaces_api", __name__, description="Employers, worksites, departments, shifts")


@bp.get("/workplaces")
@allow("workplaces.view")
@bp.arguments(ApiQuery, location="query")
@bp.response(200, WorkplacePage)
def list_workplaces(query: dict[str, Any]) -> dict[str, Any]:
    """A page of workplaces by name: all of a kind, or what stands under `parent_id`."""
    items, after = service.list_workplaces(
        query["kind"],
        parent_id=query.get("parent_id", ""),
        after=query.get("after", ""),
        limit=query["limit"],
    )
    return {"items": items, "after": after}


@bp.post("/workplaces")
@allow("workplaces.edit")
@bp.arguments(NewWorkplace)
@bp.response(201, WorkplaceOut)
def create_workplace(data: dict[str, Any]) -> Workplace:
    """Add a workplace."""
    return service.create_workplace(data, actor=auth.actor())


@bp.get("/workplaces/<workplace_id>")
@allow("workplaces.view")
@bp.response(200, WorkplaceOut)
def get_workplace(workplace_id: str) -> Workplace:
    """One workplace."""
    return service.get_workplace(workplace_id)


@bp.patch("/workplaces/<workplace_id>")
@allow("workplaces.edit")
@bp.arguments(VersionedWorkplace)
@bp.response(200, WorkplaceOut)
def update_workplace(data: dict[str, Any], workplace_id: str) -> Workplace:
    """Set fields of a workplace; 409 when it is no longer at `version`."""
    version = data.pop("version")
    return service.update_workplace(workplace_id, version, data, actor=auth.actor())
