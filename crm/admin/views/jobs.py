"""Background work on pages: a piece that shows how far a job is, and the recent jobs."""

from typing import Any

from werkzeug.wrappers import Response

from crm import auth, jobs, jobsigns, web
from crm.accounts import service as accounts
from crm.admin import work
from crm.admin.views.blueprint import jobs_bp, page
from crm.auth import allow
from crm.errors import NotFound
from crm.words import JOB_LABELS

jobs_bp.app_context_processor(lambda: {"job_sign": jobsigns.of})


def label(job: dict[str, Any]) -> Any:
    """A job's name in words."""
    plain = job["name"].partition(".")[2].replace("_", " ").capitalize()
    return JOB_LABELS.get(job["name"], plain)


@jobs_bp.get("/l/<local>/jobs/<job_id>")
@allow("local.view")
def show(job_id: str) -> Response:
    """One job of mine (of anybody for an administrator); htmx asks for it again until it ends."""
    job, actor = jobs.get(job_id), auth.actor()
    own = job["by"] == actor.account_id or actor.can("local.admin")
    if not own and not (job["name"] == "core.audit_verify" and actor.can("audit.view")):
        raise NotFound()
    answer = web.page("admin/job.html", "job", job=job, label=label(job))
    if web.is_htmx() and job["state"] in {"done", "failed"}:
        answer = web.with_toast(answer, trigger="job-ended")
    return answer


@jobs_bp.get("/l/<local>/jobs/")
@allow("local.admin")
def recent() -> Response:
    """The latest jobs of this local."""
    found = [(job, label(job)) for job in work.recent()]
    return page("admin/jobs.html", tab="jobs.recent", jobs=found, names=accounts.names())
