"""How far the work of an import is: its job in the queue, as pages show it."""

from collections.abc import Mapping
from typing import Any

from crm import jobs
from crm.errors import NotFound

NONE: dict[str, Any] = {"state": "none", "done": 0, "total": 0, "error": ""}
SIGNS = ("lease_until", "run_after", "tries")
"""What `crm.jobsigns` tells from why it stands still."""


def of(found: Mapping[str, Any]) -> dict[str, Any]:
    """State (waiting, running, done, failed, none), done, total, error and SIGNS of the job."""
    if not found["job_id"]:
        return NONE
    try:
        job = jobs.get(found["job_id"])
    except NotFound:
        return NONE
    return {name: job[name] for name in (*NONE, *SIGNS)}
