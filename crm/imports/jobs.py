"""The background work of imports: preview, commit, undo. Each goes on from where it was killed."""

from typing import Any

from crm import auth, tenancy
from crm.accounts import service as accounts
from crm.imports.service import commit, preview, undo
from crm.jobs import Job
from crm.tenancy import Actor

SYSTEM = "system"
PERMISSIONS = ("imports.run", "people.view", "people.see_all", "campaigns.edit")


def system_actor() -> Actor:
    """Who imports on the command line."""
    return tenancy.system_actor(*PERMISSIONS)


def actor_of(account_id: str) -> Actor:
    """Who started the work, with the rights they have now; Forbidden where those are gone."""
    if account_id == SYSTEM:
        return system_actor()
    registry, local = tenancy.suite().registry, tenancy.current().local
    actor = auth.actor_for(registry, accounts.get(account_id), local)
    actor.require("imports.run")
    return actor


def import_preview(job: Job, import_id: str) -> dict[str, Any]:
    """Give every row of the file its state."""
    return preview.run(import_id, actor=actor_of(job.by), progress=job.progress)


def import_commit(job: Job, import_id: str) -> dict[str, Any]:
    """Write the people of the file."""
    return commit.run(import_id, actor=actor_of(job.by), progress=job.progress)


def import_undo(job: Job, import_id: str) -> dict[str, Any]:
    """Take an import back."""
    return undo.run(import_id, actor=actor_of(job.by), progress=job.progress)


JOBS = {
    "core.import_preview": import_preview,
    "core.import_commit": import_commit,
    "core.import_undo": import_undo,
}
