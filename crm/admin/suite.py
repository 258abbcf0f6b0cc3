"""What the suite administrator does: locals and who first runs them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crm import db, tenancy
from crm.accounts import links, trail
from crm.admin.trail import sentence
from crm.locals import service as local_bodies
from crm.registry import current as registry
from crm.tenancy import Actor

DAYS = 30


@db.atomic
def _make(data: Mapping[str, Any], by: str) -> None:
    plugins = [name for name in registry().plugins if name != "core"]
    local_bodies.create(
        data["slug"], data["name"], kind=data["kind"], parent=data["parent"], plugins=plugins
    )
    trail.record(by, "create", "local", data["slug"])


def create_local(data: Mapping[str, Any], address: links.Address, *, by: str) -> str:
    """Make a local, every plugin on, and invite its first administrator (shape: NewLocalForm).

    Gives the invitation to pass on, '' once it is mailed. Raises Invalid for a taken slug.
    """
    _make(data, by)
    with tenancy.local_scope(data["slug"]):
        return links.invite(data["email"], ["admin"], address, actor=Actor(by))


def set_parent(slug: str, parent: str, *, by: str) -> None:
    """Put a local under another body ('' for none); Invalid for an unknown or circular one."""
    local_bodies.set_parent(slug, parent)
    trail.record(by, "update", "local", slug, fields=["parent"])


def trail_of_last_days() -> list[dict[str, Any]]:
    """What happened to accounts and locals lately, newest first; `text` says it in words."""
    found = trail.latest(db.now() - timedelta(days=DAYS), limit=50)
    ids = list({entry[key] for entry in found for key in ("actor", "entity_id")})
    named = db.collection("accounts").find({"_id": {"$in": ids}}, fields=["name"]) if ids else []
    names = {account["_id"]: account["name"] for account in named}
    return [{**entry, "text": sentence(entry, names)} for entry in found]
