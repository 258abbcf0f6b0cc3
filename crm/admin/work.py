"""Looking at background work: which jobs there are. Queueing and running is `crm.jobs`."""

from typing import Any

from crm import db, tenancy


def of_suite(job_id: str) -> dict[str, Any] | None:
    """A job that belongs to no local, or None."""
    return db.collection("jobs").get({"_id": job_id, "local_id": None})


def recent(*, limit: int = 50) -> list[dict[str, Any]]:
    """The latest jobs of the current local (of the suite outside one), newest first."""
    local_id = tenancy.current().local_id if tenancy.in_local() else None
    return db.collection("jobs").find(
        {"local_id": local_id}, sort=[("created_at", -1)], limit=limit
    )
