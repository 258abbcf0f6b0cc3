"""Counters against the records they count."""

from typing import Any

from crm.jobs import Job
from crm.registry import current as registry


def differences(*, repair: bool) -> list[str]:
    """Every counter of the current local that is off, in words; set right where `repair` says."""
    counting = [p.recount for p in registry().plugins.values() if p.recount]
    return [line for recount in counting for line in recount(repair)]


def count_anew(job: Job) -> dict[str, Any]:
    """What a local counts by day, after its days have changed."""
    return {"repaired": len(differences(repair=True))}
