"""Background work of job classes."""

from typing import Any

from crm.jobs import Job
from plugins.jobclasses.service import carrying


def refresh_people(_job: Job, rows: list[str]) -> dict[str, Any]:
    """Derive the facets of people again after a merge or split of their classes."""
    return carrying.refresh_people(rows)
