"""`create_app` wires the parts in reading order."""

from dataclasses import replace
from functools import partial, update_wrapper
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, send_from_directory
from flask.json.provider import DefaultJSONProvider
from flask_babel import Babel
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from crm import auth, db, indexes, localtime, logs, security, vendor, web
from crm.accounts import signed_in
from crm.config import Config, from_environment
from crm.core import BLUEPRINTS, core
from crm.errors import NotFound
from crm.health import bp as health
from crm.i18n import Message
from crm.registry import Registry
from crm.tenancy import Suite

LANGUAGES = ("en",)


def build_suite(config: Config, uri: str = "") -> Suite:
    """The installation that `config` describes; `uri` is that of the embedded server."""
    db.declare(indexes.CORE)
    registry = Registry(core)
    registry.load(config.plugins, strict=not config.production)
    address = uri or config.mongodb_uri
    return Suite(config, db.Store(address, config.database, wait=config.database_wait), registry)


class PlainJson(DefaultJSONProvider):
    """JSON in which a message is what it says, not as a page would show it."""

    @staticmethod
    def default(value: Any) -> Any:
        """What json cannot write by itself."""
        message = isinstance(value, Message)
        return str(value) if message else DefaultJSONProvider.default(value)


def create_app(config: Config | None = None, *, suite: Suite | None = None) -> Flask:
    """The whole application; without arguments it is configured by the environment."""
    if suite is None:
        config = config or from_environment()
        suite = build_suite(config, database_uri(config))
    app = Flask(__name__)
    app.json = PlainJson(app)
    app.config["TESTING"] = suite.config.testing
    app.extensions["suite"] = suite
    logs.configure(suite.config)
    security.init(app, suite)
    signed_in.init(app)
    Babel(app, locale_selector=_language, timezone_selector=_zone)
    web.init(app, suite)
    _mount(app, suite.registry)
    static = app.view_functions["static"]
    named: Any = update_wrapper(partial(static), static)
    app.view_functions["static"] = auth.public(named)
    app.add_url_rule("/static/plugins/<plugin>/<path:filename>", "plugin_static", _plugin_static)
    auth.check_marked(app)
    suite.registry.check_endpoints(app.view_functions)
    if suite.config.proxies:
        hops = suite.config.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    return app


def database_uri(config: Config) -> str:
    """The configured MongoDB, else the running embedded server; SystemExit without either."""
    if config.mongodb_uri:
        return config.mongodb_uri
    from crm.embedded.server import running_uri

    found = running_uri(Path(config.data_dir))
    if not found:
        raise SystemExit("No database: start `callboard run`, or set MONGODB_URI.")
    return found


@auth.public
def _plugin_static(plugin: str, filename: str) -> Response:
    """A loaded plugin's static file: code and styles only, the same for everybody."""
    if plugin not in current_app.extensions["suite"].registry.plugins:
        raise NotFound()
    return send_from_directory(vendor.plugin_static(plugin), filename)


def _mount(app: Flask, registry: Registry) -> None:
    app.register_blueprint(health)
    for blueprint, prefix in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=prefix)
    for plugin in registry.plugins.values():
        if plugin.name == "core":
            continue
        if plugin.pages:
            app.register_blueprint(plugin.pages, url_prefix=f"/l/<local>/{plugin.name}")
        if plugin.public:
            app.register_blueprint(plugin.public, url_prefix="/p/<token>")
    from crm.api import init as api

    api(app, registry)


def _language() -> str | None:
    if current_user and current_user.is_authenticated and current_user.account.get("language"):
        return str(current_user.account["language"])
    return request.accept_languages.best_match(LANGUAGES)


def _zone() -> str:
    return str(localtime.zone())


def with_wait(config: Config, seconds: float) -> Config:
    """The same configuration with another bound on database waits (jobs may wait longer)."""
    return replace(config, database_wait=seconds)
