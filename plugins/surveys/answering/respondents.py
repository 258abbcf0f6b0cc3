"""Who answers, as far as the survey's mode lets anybody know: from a code to a respondent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm import db
from crm.errors import NotFound
from plugins.surveys.answering import keys, tokens
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import NAMED_MODES, OPEN_LINK

INVITATIONS = "surveys_invitations"


@dataclass(frozen=True)
class Respondent:
    """Somebody answering a survey. `key` is what their one response is stored under.

    `invitation` is None with an open link. `cohort` are the values of the breakdowns that are
    stored with the answers; `collector` is the account that enters them for somebody.
    """

    survey: Survey
    key: str
    invitation: Mapping[str, Any] | None = None
    cohort: Mapping[str, str] = field(default_factory=dict)
    collector: str = ""
    channel: str = "link"

    @property
    def named(self) -> bool:
        """Whether the response will carry the person."""
        return self.survey["mode"] in NAMED_MODES

    @property
    def person_id(self) -> str:
        """The person, in a mode that stores it; "" in all others."""
        return str(self.invitation["person_id"]) if self.named and self.invitation else ""


def invitation_of(code: str) -> dict[str, Any]:
    """The invitation a personal code belongs to; NotFound where there is none."""
    found = db.collection(INVITATIONS).get(tokens.roster_id(code)) if code else None
    if found is None:
        raise NotFound()
    return found


def by_code(survey: Survey, code: str, *, cohort: Mapping[str, str] | None = None) -> Respondent:
    """The respondent behind a code: a personal one, or with an open link any fresh one.

    `cohort` is what an open link says of all who use it (its place). NotFound for a code of
    another survey, Conflict once the survey has no secret any more.
    """
    secret = keys.get(survey["_id"])
    if survey["mode"] == OPEN_LINK:
        if not code:
            raise NotFound()
        return Respondent(survey, tokens.response_key(secret, code), cohort=dict(cohort or {}))
    invitation = invitation_of(code)
    if invitation["survey_id"] != survey["_id"]:
        raise NotFound()
    return of_invitation(survey, invitation, secret, code)


def of_invitation(
    survey: Survey, invitation: Mapping[str, Any], secret: bytes, code: str = ""
) -> Respondent:
    """The respondent an invitation was made for; `code` is needed where answers are not named."""
    named = survey["mode"] in NAMED_MODES
    person = str(invitation["person_id"])
    key = tokens.person_key(secret, person) if named else tokens.response_key(secret, code)
    return Respondent(survey, key, invitation, dict(invitation.get("cohort") or {}))
