"""The plugins page: what each plugin does, whether it is on here, its settings and its health."""

from collections.abc import Mapping
from typing import Any

import structlog
from marshmallow import Schema

from crm import tenancy
from crm.errors import NotFound
from crm.i18n import _
from crm.plugin import Plugin
from crm.registry import current as registry

log = structlog.get_logger(__name__)


def find(name: str) -> Plugin:
    """A loaded plugin that a local may switch; NotFound."""
    plugin = registry().plugins.get(name)
    if plugin is None or name == "core":
        raise NotFound()
    return plugin


def overview() -> list[dict[str, Any]]:
    """Every loaded plugin: the value, whether it is on here, and its health lines when on."""
    on = {plugin.name for plugin in registry().enabled()}
    return [
        {"plugin": plugin, "on": name in on, "health": _health(plugin) if name in on else []}
        for name, plugin in registry().plugins.items()
        if name != "core"
    ]


def _health(plugin: Plugin) -> list[tuple[Any, Any]]:
    if plugin.health is None:
        return []
    try:
        return list(plugin.health())
    except Exception as error:
        log.error("health failed", plugin=plugin.name, exc_info=error)
        return [(_("Health"), _("cannot be told: the plugin failed to answer"))]


def stored(name: str) -> dict[str, Any]:
    """The settings of a plugin as this local has them."""
    found: dict[str, Any] = tenancy.current().local.get("settings", {}).get(name, {})
    return dict(found)


def with_settings(name: str) -> tuple[Plugin, type[Schema]]:
    """A plugin that is on here and its settings schema; NotFound where either is missing."""
    plugin = find(name)
    if plugin.settings is None or plugin not in registry().enabled():
        raise NotFound()
    return plugin, plugin.settings


def flat(errors: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Messages by field; those of single list entries are put at their list."""
    found: dict[str, list[Any]] = {}
    for name, messages in errors.items():
        texts = messages
        if isinstance(messages, Mapping):
            texts = [
                _("line %(n)s: %(message)s", n=int(k) + 1 if str(k).isdigit() else k, message=m)
                for k, inner in messages.items()
                for m in (inner if isinstance(inner, list) else [inner])
            ]
        found[name] = list(texts)
    return found
