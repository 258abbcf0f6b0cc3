"""Sightings over the API: logging, those of a month, one, and the clusters they gather into."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth, localtime
from crm.auth import allow
from plugins.jobclasses.api.blueprint import bp
from plugins.jobclasses.api.classes import ClassOut
from plugins.jobclasses.api.matching import ClassProposalOut
from plugins.jobclasses.match_schemas import NewClassForm
from plugins.jobclasses.service import classes, clusters, sightings
from plugins.jobclasses.sighting_schemas import AssignForm, MonthQuery, SightingForm


class SightingOut(Schema):
    """Where a title was met, and what it was matched to."""

    id = fields.String(attribute="_id")
    kind = fields.String()
    title = fields.String()
    text = fields.String()
    employer = fields.String()
    place = fields.String()
    seen_on = fields.String()
    pay = fields.String()
    tool = fields.String()
    vendor = fields.String()
    url = fields.String()
    class_key = fields.String()
    proposals = fields.List(fields.Nested(ClassProposalOut))
    ai = fields.Boolean()
    relation = fields.String()
    kinds = fields.List(fields.String())
    cluster_id = fields.String()
    same_as = fields.String()


class ClusterOut(Schema):
    """Titles like one another that no class fits; `state` is open, proposed or dismissed."""

    id = fields.String(attribute="_id")
    name = fields.String()
    employers = fields.List(fields.String())
    count = fields.Integer()
    first = fields.String()
    last = fields.String()
    state = fields.String()
    class_key = fields.String()


class WholeClusterOut(ClusterOut):
    """A cluster with its sightings."""

    sightings = fields.List(fields.Nested(SightingOut))


@bp.get("/sightings")
@allow("jobclasses.view")
@bp.arguments(MonthQuery, location="query")
@bp.response(200, SightingOut(many=True))
def list_sightings(query: dict[str, Any]) -> list[dict[str, Any]]:
    """The sightings of a month ('2026-11'), newest day first."""
    return sightings.of_month(query["month"] or localtime.today().isoformat()[:7])


@bp.post("/sightings")
@allow("jobclasses.propose")
@bp.arguments(SightingForm)
@bp.response(201, SightingOut)
def log_sighting(data: dict[str, Any]) -> dict[str, Any]:
    """Note a sighting; 422 under `anyway` where it may be on file. A `key` makes retries safe."""
    anyway = data.pop("anyway")
    return sightings.log(data, actor=auth.actor(), anyway=anyway)


@bp.get("/sightings/<sighting_id>")
@allow("jobclasses.view")
@bp.response(200, SightingOut)
def get_sighting(sighting_id: str) -> dict[str, Any]:
    """One sighting."""
    return sightings.get(sighting_id)


@bp.delete("/sightings/<sighting_id>")
@allow("jobclasses.match")
@bp.response(204)
def remove_sighting(sighting_id: str) -> None:
    """Take a sighting back, out of its cluster too."""
    sightings.remove(sighting_id, actor=auth.actor())


@bp.put("/sightings/<sighting_id>/class")
@allow("jobclasses.match")
@bp.arguments(AssignForm)
@bp.response(200, SightingOut)
def assign_sighting(data: dict[str, Any], sighting_id: str) -> dict[str, Any]:
    """Say which class a sighting is of."""
    return sightings.assign(sighting_id, data["class_key"], actor=auth.actor())


@bp.get("/clusters")
@allow("jobclasses.view")
@bp.response(200, ClusterOut(many=True))
def list_clusters() -> list[dict[str, Any]]:
    """Open clusters, largest first."""
    return clusters.open_ones()


@bp.get("/clusters/<cluster_id>")
@allow("jobclasses.view")
@bp.response(200, WholeClusterOut)
def get_cluster(cluster_id: str) -> dict[str, Any]:
    """One cluster with its sightings."""
    found = clusters.get(cluster_id)
    return {**found, "sightings": sightings.of_cluster(cluster_id)}


@bp.post("/clusters/<cluster_id>/class")
@allow("jobclasses.propose")
@bp.arguments(NewClassForm)
@bp.response(201, ClassOut)
def propose_cluster(data: dict[str, Any], cluster_id: str) -> dict[str, Any]:
    """Propose a class of a cluster; its sightings are the evidence."""
    return classes.get(clusters.propose(cluster_id, data, actor=auth.actor()))


@bp.post("/clusters/<cluster_id>/dismiss")
@allow("jobclasses.match")
@bp.response(204)
def dismiss_cluster(cluster_id: str) -> None:
    """Say that a cluster is no class; 409 where it was settled meanwhile."""
    clusters.dismiss(cluster_id, actor=auth.actor())
