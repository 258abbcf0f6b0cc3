"""Clusters of sightings without a class: one of them, proposing a class of it, putting it aside."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from plugins.jobclasses.match_schemas import NewClassForm
from plugins.jobclasses.service import classes, clusters, sightings
from plugins.jobclasses.views.blueprint import bp


@bp.get("/clusters/<cluster_id>")
@allow("jobclasses.view")
def cluster(cluster_id: str) -> Response:
    """The sightings of a cluster, and the form that proposes a class of it."""
    found = clusters.get(cluster_id)
    return _cluster(found, {"title": found["name"]}, {})


def _cluster(found: Any, values: Any, errors: Any) -> Response:
    return web.page(
        "jobclasses/cluster.html",
        status=422 if errors else 200,
        cluster=found,
        found=sightings.of_cluster(found["_id"]),
        values=values,
        errors=errors,
        known=classes.every(),
    )


@bp.post("/clusters/<cluster_id>/propose")
@allow("jobclasses.propose")
def cluster_propose(cluster_id: str) -> Response:
    """Propose a class of a cluster."""
    try:
        data = web.load(NewClassForm)
        key = clusters.propose(cluster_id, data, actor=auth.actor())
    except Invalid as error:
        return _cluster(clusters.get(cluster_id), request.form, error.errors)
    return web.go("jobclasses.show", _("The class is proposed."), class_key=key)


@bp.post("/clusters/<cluster_id>/dismiss")
@allow("jobclasses.match")
def cluster_dismiss(cluster_id: str) -> Response:
    """Say that a cluster is no class."""
    clusters.dismiss(cluster_id, actor=auth.actor())
    return web.go("jobclasses.sightings_month", _("The cluster is put aside."))
