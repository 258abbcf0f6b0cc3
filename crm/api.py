"""/api/v1: the OpenAPI document, its page and the mounting of blueprints."""

from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, Flask, render_template
from flask_smorest import Api

from crm import apidocs, apirules
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


def _names(registry: Registry) -> dict[str, Any]:
    """What people call the nouns of each blueprint: the core's after their package."""
    core = {bp.name: bp.name.removesuffix("_api").capitalize() for bp, _prefix in API_BLUEPRINTS}
    plugins = {p.api.name: p.label for p in registry.plugins.values() if p.api is not None}
    return core | plugins


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
            "info": {"description": apidocs.INTRODUCTION},
            "extra_plugins": [apidocs.Readable(_names(registry))],
            "components": {"securitySchemes": {"token": scheme}},
            "security": [{"token": []}],
        },
    )
    for blueprint, prefix in API_BLUEPRINTS:
        api.register_blueprint(
            blueprint, url_prefix=f"{PREFIX}/l/<local>{prefix}", parameters=[apidocs.LOCAL]
        )
    for plugin in registry.plugins.values():
        if plugin.api is not None:
            prefix = f"{PREFIX}/l/<local>/{plugin.name}"
            api.register_blueprint(plugin.api, url_prefix=prefix, parameters=[apidocs.LOCAL])
    apirules.init(app, f"{PREFIX}/l/")
    for endpoint, view in list(app.view_functions.items()):
        if endpoint.startswith("api-docs."):
            named: Any = update_wrapper(partial(view), view)
            app.view_functions[endpoint] = public(named)
    app.register_blueprint(docs)
