"""Loading the demo in the background: what the first-run page queues."""

from typing import Any

from crm.demo import service
from crm.i18n import _
from crm.jobs import Job


def load(job: Job, password_hash: str) -> dict[str, Any]:
    """Load the demo; the result says who can sign in."""
    service.load(password_hash, progress=job.progress)
    addresses = ", ".join(service.addresses())
    return {"message": str(_("The demo is here. Sign in as one of %(who)s.", who=addresses))}
