"""The plugins page: switching, settings, health, and what failed to load."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.admin import plugins as shelf
from crm.admin import schemaform
from crm.admin.views.blueprint import AT, bp, page
from crm.auth import allow
from crm.errors import Invalid
from crm.i18n import _
from crm.locals import service as local_bodies
from crm.registry import current as registry


@bp.get(f"{AT}/plugins")
@allow("local.admin")
def plugins() -> Response:
    """Every plugin of this installation."""
    return _plugins_page({})


def _plugins_page(errors: dict[str, Any], status: int = 200) -> Response:
    return page(
        "admin/plugins.html",
        status=status,
        tab="admin.plugins",
        entries=shelf.overview(),
        failed=registry().failed,
        errors=errors,
    )


def _switch(name: str, on: bool) -> Response:
    plugin = shelf.find(name)
    try:
        local_bodies.switch(name, on, actor=auth.actor())
    except Invalid as error:
        return _plugins_page({"_schema": error.errors["plugin"]}, 422)
    text = _("%(plugin)s is on.") if on else _("%(plugin)s is off; its data is kept.")
    return web.go("admin.plugins", str(text) % {"plugin": plugin.label})


@bp.post(f"{AT}/plugins/<name>/enable")
@allow("local.admin", step_up=True)
def enable(name: str) -> Response:
    """Switch a plugin on in this local."""
    return _switch(name, True)


@bp.post(f"{AT}/plugins/<name>/disable")
@allow("local.admin", step_up=True)
def disable(name: str) -> Response:
    """Switch a plugin off in this local; everywhere it is then as if absent."""
    return _switch(name, False)


@bp.get(f"{AT}/plugins/<name>")
@allow("local.admin")
def plugin_settings(name: str) -> Response:
    """The settings of a plugin that is on."""
    plugin, schema = shelf.with_settings(name)
    return _settings_page(plugin, schemaform.shown(schema, shelf.stored(name)), {})


def _settings_page(
    plugin: Any, values: dict[str, Any], errors: dict[str, Any], status: int = 200
) -> Response:
    return page(
        "admin/plugin.html",
        status=status,
        tab="admin.plugins",
        plugin=plugin,
        controls=schemaform.controls(plugin.settings),
        values=values,
        errors=shelf.flat(errors),
    )


@bp.post(f"{AT}/plugins/<name>")
@allow("local.admin")
def plugin_settings_post(name: str) -> Response:
    """Store the settings of a plugin."""
    plugin, schema = shelf.with_settings(name)
    form = {k: request.form.getlist(k) for k in request.form if k not in {"csrf_token", "next"}}
    try:
        values = web.load(schema, schemaform.entered(schema, form, shelf.stored(name)))
    except Invalid as error:
        kept = {
            c.name: form.get(c.name, []) if c.kind == "chips" else request.form.get(c.name, "")
            for c in schemaform.controls(schema)
        }
        return _settings_page(plugin, kept, error.errors, 422)
    local_bodies.save_settings(name, values, actor=auth.actor())
    return web.go("admin.plugins", _("Settings of %(plugin)s saved.", plugin=plugin.label))
