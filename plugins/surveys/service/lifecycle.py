"""Opening and closing a survey: the mode is fixed when it opens and never changes after.

What other parts need at these moments (a secret that is made, keys that are destroyed) is called
from here, inside the same transaction.
"""

from typing import Any

from crm import db, localtime
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.answering import turning
from plugins.surveys.service import surveys, versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import CLOSED, CONFIDENTIAL, DRAFT, OPEN


@db.atomic
def open_survey(survey_id: str, *, actor: Actor) -> Survey:
    """Open a survey for answers; its mode and promises are fixed from now on.

    Raises Invalid with all that must be mended first, Conflict where it has been open already.
    """
    survey = surveys.get_survey(survey_id, actor=actor)
    if survey["state"] != DRAFT:
        raise Conflict(_("This survey has been opened already."))
    wrong = promises(survey)
    if wrong:
        raise Invalid(wrong)
    changes: dict[str, Any] = {**versions.make_live(survey), "state": OPEN}
    if not survey["opens"]:
        changes["opens"] = localtime.today().isoformat()
    turning.opened(survey)
    return surveys.change(survey, changes, "open", actor=actor)


def promises(survey: Survey) -> dict[str, list[Any]]:
    """What the mode needs and the settings lack, by field; {} where it may open."""
    found: dict[str, list[Any]] = {}
    today = localtime.today().isoformat()
    if survey["closes"] and survey["closes"] < today:
        found["closes"] = [_("The last day is past already.")]
    if survey["mode"] == CONFIDENTIAL:
        if not survey["custodians"]:
            found["custodians"] = [_("Name who reads the answers of a confidential survey.")]
        if not survey["unlink_on"] or survey["unlink_on"] <= today:
            found["unlink_on"] = [_("Set the day on which the link to names is destroyed.")]
    return found


@db.atomic
def close_survey(survey_id: str, *, actor: Actor) -> Survey:
    """End answering for good; a change that waited to go live is thrown away."""
    survey = surveys.get_survey(survey_id, actor=actor)
    if survey["state"] != OPEN:
        raise Conflict(_("This survey is not open."))
    if survey["draft_version"]:
        survey = versions.drop_change(survey_id, actor=actor)
    turning.closed(survey)
    changes = {"state": CLOSED, "closes": localtime.today().isoformat()}
    return surveys.change(survey, changes, "close", actor=actor)
