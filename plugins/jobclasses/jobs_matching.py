"""Background work of job classes: matching titles, loading reference data."""

from collections.abc import Callable
from typing import Any

from crm.jobs import Job
from plugins.jobclasses.service import roster, titlelists, uploads


def match_new(job: Job) -> Any:
    """Match titles that came up in the roster."""
    return roster.match_new(job.progress)


def backlog(job: Job) -> Any:
    """Match the titles of the whole roster."""
    return roster.backlog(job.progress)


def match_list(job: Job, list_id: str) -> Any:
    """Match the titles of a list."""
    return titlelists.run(list_id, job.progress)


def load(job: Job, upload_id: str, kind: str, replace: bool) -> Any:
    """Load an uploaded release of occupations, or exposure figures."""
    return uploads.run(upload_id, kind, replace, job.progress)


JOBS: dict[str, Callable[..., Any]] = {
    "jobclasses.match_new": match_new,
    "jobclasses.backlog": backlog,
    "jobclasses.match_list": match_list,
    "jobclasses.load": load,
}
