"""Background work of surveys: inviting many people by mail."""

from typing import Any

from crm import jobs
from crm.lists.membership import account_actor
from plugins.surveys.answering import invitations, sources
from plugins.surveys.service import surveys


def invite_members(job: jobs.Job, survey_id: str, source: str, base: str) -> dict[str, Any]:
    """Invite by mail everybody of `source` who has an address and was not invited yet.

    `base` is the address of a personal link without its code. Started again, it goes on with
    those who are still to be invited.
    """
    actor = account_actor(job.by)
    if actor is None:
        return {"invited": 0}
    survey = surveys.get_survey(survey_id, actor=actor)
    ids = sources.people_ids(source, actor=actor)
    people = invitations.sort_people(survey, ids, actor=actor).by_mail
    codes = invitations.invite(
        survey,
        people,
        invitations.MAIL,
        lambda code: base + code,
        actor=actor,
        progress=job.progress,
    )
    return {"invited": len(codes)}


JOBS = {"surveys.invite_members": invite_members}
