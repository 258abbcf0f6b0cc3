"""Locals: creating one, its plugins and settings, and the bodies above it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crm import audit, db, jobs, localtime, tenancy
from crm.auth import role_permissions
from crm.errors import Conflict, Invalid, NotFound
from crm.i18n import _
from crm.plugin import Plugin
from crm.registry import current as registry
from crm.tenancy import Actor

KINDS = ("local", "district", "international")


def create(
    slug: str, name: str, *, kind: str = "local", parent: str = "", plugins: Sequence[str] = ()
) -> str:
    """Make a local; its slug is part of every address and never changes.

    Raises Invalid where the slug is taken or the parent unknown.
    """
    if parent and db.collection("locals").get(parent) is None:
        raise Invalid({"parent": [_("There is no such body.")]})
    doc = {
        "_id": slug,
        "name": name,
        "kind": kind,
        "parent": parent,
        "listed": "yes",
        "plugins": [],
        "settings": {},
        "role_changes": {},
        "demo": False,
        "created_at": db.now(),
    }
    try:
        db.collection("locals").insert(doc)
    except Conflict as error:
        raise Invalid({"slug": [_("This short name is taken.")]}) from error
    for plugin in plugins:
        with tenancy.local_scope(slug):
            switch(plugin, True, actor=tenancy.system_actor())
    return slug


def get(slug: str) -> dict[str, Any]:
    """A local by its slug; NotFound."""
    found = db.collection("locals").get(slug)
    if found is None:
        raise NotFound()
    return found


def every() -> list[dict[str, Any]]:
    """All locals, by name."""
    return sorted(db.collection("locals").find({"listed": "yes"}), key=lambda x: x["name"])


def children(slug: str) -> list[dict[str, Any]]:
    """The locals that stand directly under the body `slug`."""
    return sorted(db.collection("locals").find({"parent": slug}), key=lambda x: x["name"])


@db.atomic
def save_local(name: str, settings: Mapping[str, Any], *, actor: Actor) -> None:
    """Change what the current local is called, and its own settings (shape: CoreSettings).

    Another time zone moves what happened late in the evening to another day: it is counted anew.
    """
    local_id = tenancy.current().local_id
    moved = settings.get("time_zone", localtime.ZONE) != str(localtime.zone())
    db.collection("locals").update({"_id": local_id}, {"$set": {"name": name}})
    save_settings("core", settings, actor=actor)
    if moved:
        jobs.enqueue("core.recount", by=actor.account_id, key="zone")


def set_parent(slug: str, parent: str) -> None:
    """Put a local under another body ('' for none). Raises Invalid for an unknown or circular one.

    The suite decides this: whoever stands above sees what the local shares upwards.
    """
    above: str = parent
    while above:
        if above == slug:
            raise Invalid({"parent": [_("A body cannot stand under itself.")]})
        found = db.collection("locals").get(above)
        if found is None:
            raise Invalid({"parent": [_("There is no such body.")]})
        above = found["parent"]
    db.collection("locals").update({"_id": slug}, {"$set": {"parent": parent}})


def role_table(role: str) -> frozenset[str]:
    """The permissions `role` has in the current local now."""
    return role_permissions(registry(), get(tenancy.current().local_id), (role,))


@db.atomic
def change_role(role: str, wanted: Iterable[str], *, actor: Actor) -> None:
    """Let `role` hold exactly the `wanted` permissions of the enabled plugins in this local.

    Nobody changes a role they hold. The administrators' role never loses `local.admin`.
    Permissions of plugins that are off stay as they were.
    """
    if role in actor.roles:
        raise Invalid(_("Nobody changes the rights of a role they hold themselves."))
    wanted = frozenset(wanted)
    known = {p.id: p for plugin in registry().enabled() for p in plugin.permissions}
    if wanted - set(known):
        raise Invalid({"permissions": [_("There is no such permission.")]})
    if role == "admin" and "local.admin" not in wanted:
        raise Invalid({"permissions": [_("Administrators cannot lose the administration.")]})
    local_id = tenancy.current().local_id
    before = get(local_id)["role_changes"].get(role, {})
    default = {p.id for p in known.values() if role in p.default_roles}
    change = {
        "add": sorted((set(before.get("add", ())) - set(known)) | (wanted - default)),
        "remove": sorted((set(before.get("remove", ())) - set(known)) | (default - wanted)),
    }
    db.collection("locals").update({"_id": local_id}, {"$set": {f"role_changes.{role}": change}})
    audit.record(actor, "role", "role", role, fields=[*change["add"], *change["remove"]])


def _plugin(name: str) -> Plugin:
    found = registry().plugins.get(name)
    if found is None or name == "core":
        raise NotFound()
    return found


@db.atomic
def switch(name: str, on: bool, *, actor: Actor) -> None:
    """Enable or disable a plugin in the current local. Disabling never deletes data."""
    plugin = _plugin(name)
    local_id = tenancy.current().local_id
    enabled = list(get(local_id)["plugins"])
    if on:
        missing = [p for p in plugin.requires if p not in enabled]
        if missing:
            raise Invalid({"plugin": [_("Switch on %(names)s first.", names=", ".join(missing))]})
    else:
        users = [p.name for p in registry().enabled() if name in p.requires]
        if users:
            raise Invalid({"plugin": [_("Switch off %(names)s first.", names=", ".join(users))]})
    if (name in enabled) == on:
        return
    operator = "$addToSet" if on else "$pull"
    db.collection("locals").update({"_id": local_id}, {operator: {"plugins": name}})
    hook = plugin.on_enable if on else plugin.on_disable
    if hook:
        hook()
    audit.record(actor, "enable" if on else "disable", "plugin", name)


@db.atomic
def save_settings(name: str, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Store a plugin's (or 'core's) settings of the current local; audited by field name."""
    local_id = tenancy.current().local_id
    change = {f"settings.{name}": dict(values)}
    db.collection("locals").update({"_id": local_id}, {"$set": change})
    audit.record(actor, "settings", "plugin", name, fields=list(values))
