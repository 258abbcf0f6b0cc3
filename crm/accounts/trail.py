"""The suite's own trail: what happened to accounts and locals outside any local.

A local's trail is `crm.audit`; this one holds passwords changed, second factors, links and locals
made. Ids and field names only.
"""

from collections.abc import Sequence
from typing import Any

from crm import db, tenancy


def record(
    actor_id: str, action: str, entity: str, entity_id: str, *, fields: Sequence[str] = ()
) -> None:
    """Write one entry into the suite's trail, from inside a local or outside."""
    with tenancy.suite_scope():
        db.collection("suite_audit").insert(
            {
                "at": db.now(),
                "actor": actor_id,
                "action": action,
                "entity": entity,
                "entity_id": entity_id,
                "fields": sorted(fields),
            }
        )


def latest(since: Any, *, limit: int = 50) -> list[dict[str, Any]]:
    """The newest entries from `since` (a moment) on."""
    return db.collection("suite_audit").find(
        {"at": {"$gte": since}}, sort=[("at", -1)], limit=limit
    )
