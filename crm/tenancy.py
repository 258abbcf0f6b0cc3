"""Entering a local: pages, API, commands and jobs all use `local_scope`.

The local is ambient (it must be impossible to forget); the actor is passed explicitly to
services (the audit trail needs it). `suite_context` binds a database and a registry to the
running thread; `local_scope` narrows it to one local.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm import db
from crm.config import Config
from crm.errors import Forbidden, NotFound, PluginDisabled

if TYPE_CHECKING:
    from crm.registry import Registry


@dataclass(frozen=True)
class Actor:
    """Who acts: an account in a local, or the system itself (`account_id` 'system')."""

    account_id: str
    name: str = ""
    roles: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    grants: frozenset[str] = frozenset()
    """Ids of scopes (campaign:..., turf:...) whose people this actor may see."""

    @property
    def sees_all(self) -> bool:
        """Whether every person of the local is in reach."""
        return "people.see_all" in self.permissions

    def can(self, permission: str) -> bool:
        """Whether the role holds `permission`."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise Forbidden unless the role holds `permission`."""
        if permission not in self.permissions:
            raise Forbidden()


@dataclass(frozen=True)
class Suite:
    """One installation: configuration, database and loaded plugins."""

    config: Config
    store: db.Store
    registry: "Registry"


@dataclass(frozen=True)
class Scope:
    """The local in which code runs."""

    local_id: str
    local: Mapping[str, Any] = field(default_factory=dict)
    reader: Actor | None = None
    """Who looks at the page, for what a form offers them; services take their actor explicitly."""


_suite: ContextVar[Suite] = ContextVar("suite")
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


@contextmanager
def suite_context(suite: Suite) -> Iterator[Suite]:
    """Bind `suite` (its database and registry) to the block, outside any local."""
    token, scope = _suite.set(suite), _scope.set(None)
    try:
        with db.using(suite.store), db.tenant(None):
            yield suite
    finally:
        _scope.reset(scope)
        _suite.reset(token)


def suite() -> Suite:
    """The current installation; LookupError outside `suite_context`."""
    return _suite.get()


@contextmanager
def local_scope(
    slug: str,
    *,
    plugin: str = "",
    local: Mapping[str, Any] | None = None,
    reader: Actor | None = None,
) -> Iterator[Scope]:
    """Confine the block to the local `slug`.

    Raises NotFound for an unknown local and PluginDisabled where `plugin` is off there.
    `local` spares the read where the caller has just made it.
    """
    stored = local if local is not None else db.collection("locals").get(slug)
    if stored is None:
        raise NotFound()
    if plugin and plugin != "core" and plugin not in stored.get("plugins", ()):
        raise PluginDisabled()
    scope = Scope(slug, stored, reader)
    token = _scope.set(scope)
    try:
        with db.tenant(slug):
            yield scope
    finally:
        _scope.reset(token)


@contextmanager
def suite_scope() -> Iterator[None]:
    """Leave the local for the block: to write reference data (elections, rules)."""
    token = _scope.set(None)
    try:
        with db.tenant(None):
            yield
    finally:
        _scope.reset(token)


def current() -> Scope:
    """The local in which code runs; LookupError outside one."""
    scope = _scope.get()
    if scope is None:
        raise LookupError("no local: enter local_scope(...) first")
    return scope


def in_local() -> bool:
    """Whether a local has been entered."""
    return _scope.get() is not None


def setting(plugin: str, key: str, default: Any = None) -> Any:
    """A setting of `plugin` ('core' for the local's own) in the current local."""
    return current().local.get("settings", {}).get(plugin, {}).get(key, default)


def system_actor(*permissions: str) -> Actor:
    """The actor of background work and commands, with the permissions it needs."""
    return Actor("system", "Callboard", permissions=frozenset(permissions))
