"""What a body sees of the locals under it: counts each local has chosen to share, never names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import tenancy
from crm.locals import service as local_bodies
from crm.registry import current as registry


@dataclass(frozen=True)
class Shared:
    """One local under this body: its counts by label, or None where it shares nothing."""

    local: Mapping[str, Any]
    counts: dict[str, int] | None


def shares(local: Mapping[str, Any]) -> bool:
    """Whether a local lets the body above it see its counts."""
    return bool(local.get("settings", {}).get("core", {}).get("shares_up"))


def _counts() -> dict[str, int]:
    found: dict[str, int] = {}
    for plugin in registry().enabled():
        if plugin.shared_counts is not None:
            found.update({str(k): v for k, v in plugin.shared_counts().items()})
    return found


def below() -> list[Shared]:
    """The locals directly under the current body, each with what it shares."""
    rows = []
    for local in local_bodies.children(tenancy.current().local_id):
        counts = None
        if shares(local):
            with tenancy.local_scope(local["_id"], local=local):
                counts = _counts()
        rows.append(Shared(local, counts))
    return rows
