"""/api/v1: the OpenAPI document, its page and the mounting of blueprints."""

from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, Flask, render_template
from flask_smorest import Api

from crm import apirules
from crm.auth import public
from crm.core import API_BLUEPRINTS
from crm.registry import Registry

PREFIX = "/api/v1"
docs = Blueprint("api_docs", __name__)


@docs.get("/api/")
@public
def page() -> str:
    """The API's documentation page."""
    return render_template("api_docs.html")


class QuietApi(Api):
    """Without flask-smorest's own error pages: `web` answers all errors, pages included."""

    def _register_error_handlers(self) -> None:
        """Nothing: one handler for the whole application."""


def init(app: Flask, registry: Registry) -> None:
    """Mount the core's and every plugin's API under /api/v1/l/<local>/..."""
    app.config.update(
        API_TITLE="Callboard",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    scheme = {"type": "http", "scheme": "bearer"}
    api = QuietApi(
        app,
        spec_kwargs={
            "info": {"description": "Scoped bearer tokens, or the session cookie with CSRF token."},
            "components": {"securitySchemes": {"token": scheme}},
            "security": [{"token": []}],
        },
    )
    for blueprint, prefix in API_BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix=f"{PREFIX}/l/<local>{prefix}")
    for plugin in registry.plugins.values():
        if plugin.api is not None:
            api.register_blueprint(plugin.api, url_prefix=f"{PREFIX}/l/<local>/{plugin.name}")
    apirules.init(app, f"{PREFIX}/l/")
    for endpoint, view in list(app.view_functions.items()):
        if endpoint.startswith("api-docs."):
            named: Any = update_wrapper(partial(view), view)
            app.view_functions[endpoint] = public(named)
    app.register_blueprint(docs)
