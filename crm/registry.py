"""Loads plugins, gates them per local, runs their slots and hands them events.

Plugins come from an explicit, ordered list in the configuration. All are loaded at start
(Flask cannot unregister a blueprint) and switched per local by data.
"""

import importlib
import logging
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

import structlog
from markupsafe import Markup, escape

from crm import db, tenancy
from crm.events import Event
from crm.i18n import _
from crm.plugin import Filter, Permission, Plugin, PluginError, Slot

log = structlog.get_logger(__name__)


class Registry:
    """The loaded plugins: `core` first, then in the configured order."""

    def __init__(self, core: Plugin, plugins: Iterable[Plugin] = ()) -> None:
        self.plugins: dict[str, Plugin] = {core.name: core}
        self.failed: dict[str, str] = {}
        for plugin in plugins:
            self.add(plugin)

    def add(self, plugin: Plugin) -> None:
        """Take in one plugin; raises PluginError when it clashes with one that is there."""
        missing = [name for name in plugin.requires if name not in self.plugins]
        if missing:
            raise PluginError(f"{plugin.name} requires {missing}: list them before it")
        taken = {p.id for p in self.permissions()} & {p.id for p in plugin.permissions}
        if plugin.name in self.plugins or taken:
            raise PluginError(f"{plugin.name}: name or permissions {sorted(taken)} are taken")
        db.declare(plugin.indexes, plugin.name if plugin.name != "core" else "")
        db.declare(plugin.reference, plugin.name, suite=True)
        self.plugins[plugin.name] = plugin

    def check_endpoints(self, known: Container[str]) -> None:
        """Refuse to start with a navigation entry that leads nowhere: every page draws it."""
        for plugin in self.plugins.values():
            for item in plugin.nav:
                if item.endpoint not in known:
                    raise PluginError(
                        f"{plugin.name}: there is no endpoint {item.endpoint!r} for the navigation "
                        f"entry {item.label}; name a view of the plugin's `pages`"
                    )

    def load(self, names: Iterable[str], *, strict: bool) -> None:
        """Import `plugins.<name>.plugin` for each name.

        With `strict` (tests, development) a failure stops the start; else the plugin is off and
        its reason is kept for the plugins page.
        """
        for name in names:
            try:
                self.add(importlib.import_module(f"plugins.{name}.plugin").plugin)
            except Exception as error:
                if strict:
                    raise
                log.error("plugin failed to load", plugin=name, error=type(error).__name__)
                self.failed[name] = f"{type(error).__name__}: {error}"

    def enabled(self) -> list[Plugin]:
        """The core and the plugins switched on in the current local, in order."""
        on = set(tenancy.current().local.get("plugins", ()))
        return [p for name, p in self.plugins.items() if name == "core" or name in on]

    def each(self, field: str, actor: tenancy.Actor | None = None) -> Iterator[tuple[Plugin, Any]]:
        """All `field` entries of enabled plugins that `actor` may use (all without one)."""
        for plugin in self.enabled():
            for item in getattr(plugin, field):
                permission = getattr(item, "permission", None)
                if actor is None or permission is None or actor.can(permission):
                    yield plugin, item

    def items(self, field: str, actor: tenancy.Actor | None = None) -> list[Any]:
        """The entries of `field` without their plugins."""
        return [item for _plugin, item in self.each(field, actor)]

    def find(self, field: str, item_id: str, actor: tenancy.Actor | None = None) -> Any:
        """The entry of `field` with this id, or None where it is absent, off or not allowed."""
        return next((i for i in self.items(field, actor) if i.id == item_id), None)

    def permissions(self) -> list[Permission]:
        """All permissions of all loaded plugins."""
        return [p for plugin in self.plugins.values() for p in plugin.permissions]

    def emit(self, event: Event) -> None:
        """Tell every loaded plugin, even one switched off here; a handler that raises fails it."""
        for plugin in self.plugins.values():
            handler = plugin.handlers.get(type(event))
            if handler is not None:
                handler(event)

    def job(self, name: str) -> tuple[Plugin, Any]:
        """The plugin and function of a job name; KeyError for an unknown one."""
        for plugin in self.plugins.values():
            if name in plugin.jobs:
                return plugin, plugin.jobs[name]
        raise KeyError(name)

    def render(self, field: str, actor: tenancy.Actor, **context: Any) -> list[Markup]:
        """Draw the slots of `field`; one that raises is logged and replaced by a notice."""
        return self._pieces(self.each(field, actor), actor, context)

    def render_at(self, place: str, actor: tenancy.Actor, **context: Any) -> list[Markup]:
        """Draw what other plugins have for a place of a plugin's page (`elsewhere`)."""
        slots = [
            (plugin, slot)
            for plugin in self.enabled()
            for slot in plugin.elsewhere.get(place, ())
            if actor.can(slot.permission)
        ]
        return self._pieces(slots, actor, context)

    def _pieces(
        self, slots: Iterable[tuple[Plugin, Slot]], actor: tenancy.Actor, context: Mapping[str, Any]
    ) -> list[Markup]:
        drawn = sorted(slots, key=lambda pair: pair[1].order)
        pieces = [self._draw(plugin, slot, actor, context) for plugin, slot in drawn]
        return [piece for piece in pieces if piece.strip()]

    def _draw(
        self, plugin: Plugin, slot: Slot, actor: tenancy.Actor, context: Mapping[str, Any]
    ) -> Markup:
        try:
            drawn = slot.render(actor=actor, **context)
            if not isinstance(drawn, str):
                raise TypeError(f"render of {slot.id} gave {type(drawn).__name__}, not markup")
            return Markup(drawn)  # noqa: S704 - rendered by Jinja
        except Exception as error:
            log.log(logging.ERROR, "slot failed", plugin=plugin.name, slot=slot.id, exc_info=error)
            text = _("%(plugin)s is unavailable", plugin=plugin.label)
            return Markup('<div class="alert alert-warning" role="status">{}</div>').format(
                escape(str(text))
            )

    def filters(self, actor: tenancy.Actor) -> dict[str, Filter]:
        """Saved-list conditions by id."""
        return {f.id: f for f in self.items("person_filters", actor)}


def current() -> Registry:
    """The registry of the running installation."""
    return tenancy.suite().registry


def emit(event: Event) -> None:
    """Tell all loaded plugins of `event`."""
    current().emit(event)
