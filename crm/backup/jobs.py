"""The background job of the nightly export (queued by `schedule`)."""

from crm.backup import nightly
from crm.jobs import Job


def export_nightly(job: Job) -> dict[str, object]:
    """Export and verify the database. Begun again from the start when its worker dies."""
    return nightly.run(job.progress)
