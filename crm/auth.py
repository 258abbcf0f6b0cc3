"""Who may call what: `@allow`, roles to permissions, and the one guard before every request.

Every endpoint carries `@allow("permission")`, `@signed_in` or `@public`; `check_marked` stops
the start otherwise. Sessions are server-side (`crm.accounts.sessions`): the cookie holds a
random token, the database its SHA-256, so that ending a session ends every copy of its cookie.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import tenancy
from crm.errors import Forbidden, NotFound, PluginDisabled, SignInNeeded, StepUpNeeded
from crm.registry import Registry
from crm.tenancy import Actor, Suite

F = TypeVar("F", bound=Callable[..., Any])
PUBLIC, SIGNED_IN, SUITE_ADMIN = "public", "signed_in", "suite.admin"


def allow(permission: str, *, step_up: bool = False) -> Callable[[F], F]:
    """Mark a view: only roles with `permission` in the local of the URL may call it.

    With `step_up` the password (and second factor) must have been given in the last minutes.
    """

    def mark(view: F) -> F:
        view.permission = permission  # type: ignore[attr-defined]
        view.step_up = step_up  # type: ignore[attr-defined]
        return view

    return mark


public = allow(PUBLIC)
"""Mark a view that needs no sign-in."""
signed_in = allow(SIGNED_IN)
"""Mark a view for everybody who is signed in, whatever their role."""


def token_hash(token: str) -> str:
    """How tokens of sessions, links and the API are stored: SHA-256, hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_marked(app: Flask) -> None:
    """Refuse to start with an endpoint nobody has marked."""
    bare = [e for e, view in app.view_functions.items() if not hasattr(view, "permission")]
    if bare:
        raise RuntimeError(f"these endpoints lack @allow or @public: {sorted(bare)}")


def role_permissions(
    registry: Registry, local: Mapping[str, Any], roles: tuple[str, ...]
) -> frozenset[str]:
    """What `roles` may do in `local`: each plugin's defaults, as the local has changed them."""
    on = {"core", *local.get("plugins", ())}
    held: set[str] = set()
    for role in roles:
        changes = local.get("role_changes", {}).get(role, {})
        default = {
            permission.id
            for plugin in registry.plugins.values()
            if plugin.name in on
            for permission in plugin.permissions
            if role in permission.default_roles
        }
        held |= (default | set(changes.get("add", ()))) - set(changes.get("remove", ()))
    return frozenset(held)


def actor_for(registry: Registry, account: Mapping[str, Any], local: Mapping[str, Any]) -> Actor:
    """The actor that `account` is in `local`; NotFound for a stranger to it."""
    for membership in account.get("memberships", ()):
        if membership["local_id"] == local["_id"]:
            roles = tuple(membership["roles"])
            return Actor(
                account["_id"],
                account["name"],
                roles,
                role_permissions(registry, local, roles),
                frozenset(membership.get("grants", ())),
            )
    raise NotFound()


def _blueprint_plugin(registry: Registry) -> str:
    name = (request.blueprint or "").split("_")[0]
    return name if name in registry.plugins else "core"


def enter_local(suite: Suite, stack: ExitStack, slug: str, permission: str) -> None:
    """Open the local of the URL for this request, or raise as a stranger would see it."""
    from crm import db

    local = db.collection("locals").get(slug)
    if local is None or not current_user.is_authenticated:
        raise NotFound() if local is None else SignInNeeded()
    actor = actor_for(suite.registry, current_user.account, local)
    if current_user.token_permissions is not None:
        if current_user.token_local != slug:
            raise NotFound()
        limited = actor.permissions & current_user.token_permissions
        actor = Actor(actor.account_id, actor.name, actor.roles, limited, actor.grants)
    plugin = _blueprint_plugin(suite.registry)
    if plugin != "core" and plugin not in local.get("plugins", ()):
        raise PluginDisabled()
    stack.enter_context(tenancy.local_scope(slug, local=local, reader=actor))
    g.actor, g.local = actor, local
    if permission not in (SIGNED_IN, PUBLIC) and not actor.can(permission):
        raise Forbidden()


def enter_by_link(suite: Suite, stack: ExitStack) -> None:
    """Open the local of a plugin's public link; NotFound unless the plugin is on there.

    The link (crm.accounts.links) names local and plugin; the address holds only its token.
    """
    from crm import db

    token = (request.view_args or {}).pop("token", "")
    link = db.collection("public_links").get(token_hash(token))
    plugin = _blueprint_plugin(suite.registry)
    if link is None or link.get("plugin") != plugin or link["expires_at"] <= db.now():
        raise NotFound()
    stack.enter_context(tenancy.local_scope(link["local_id"], plugin=plugin))
    g.link = link
    # Whoever comes by a link is nobody, even where an organizer's session is in the same browser:
    # no use of that session is noted, so nothing in the database says who looked when.
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def guard() -> Response | None:
    """The one check before every request (403, 404 or sign-in before any view or write)."""
    endpoint = request.endpoint or ""
    view: Any = current_app.view_functions.get(endpoint)
    if view is None:
        return None
    permission = view.permission
    if permission == PUBLIC:
        if (request.blueprint or "").endswith("_public"):
            enter_by_link(g.suite, g.stack)
        return None
    slug = (request.view_args or {}).pop("local", None)
    if not current_user.is_authenticated:
        raise SignInNeeded()
    if permission == SUITE_ADMIN and not current_user.account.get("suite_admin"):
        raise NotFound()
    if slug is not None:
        enter_local(g.suite, g.stack, slug, permission)
    elif permission not in (SIGNED_IN, SUITE_ADMIN):
        raise Forbidden()
    if current_user.must_enrol and not endpoint.startswith(("accounts.", "static")):
        raise StepUpNeeded(enrol=True)
    if view.step_up and not current_user.stepped_up:
        raise StepUpNeeded()
    return None


def actor() -> Actor:
    """Who makes the current request, in the local of its URL."""
    found: Actor = g.actor
    return found
