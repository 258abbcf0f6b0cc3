"""/healthz (the process lives), /readyz (the database answers) and /metrics (Prometheus)."""

import hmac

from flask import Blueprint, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from crm import db
from crm.auth import public
from crm.errors import NotFound

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The web process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> Response:
    """The database answers a real read; 503 otherwise."""
    db.ping()
    return jsonify(status="ok")


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Counters for Prometheus: from loopback, or with the configured bearer token."""
    token = g.suite.config.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        allowed = hmac.compare_digest(given.encode(), token.encode())
    else:
        direct = not request.headers.get("X-Forwarded-For")
        allowed = direct and request.remote_addr in {"127.0.0.1", "::1"}
    if not allowed:
        raise NotFound()
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
