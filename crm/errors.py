"""The errors services raise. How they are shown (page, fragment, problem+json) is in `web`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crm.i18n import _


class CRMError(Exception):
    """Base of all expected errors: an HTTP status, a stable code and a title for people."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    title: ClassVar[Any] = _("Something went wrong")

    def __init__(self, detail: Any = None, **extra: Any) -> None:
        super().__init__(str(detail or self.code))
        self.detail = detail
        self.extra = extra


class NotFound(CRMError):
    """The thing does not exist, or is not this person's to see: the two look the same."""

    status, code, title = 404, "not_found", _("Not found")


class PluginDisabled(NotFound):
    """The local has this plugin switched off; answered exactly like a page that is not there."""


class SignInNeeded(CRMError):
    """Nobody is signed in, or the session has ended."""

    status, code, title = 401, "sign_in_needed", _("Please sign in")


class Forbidden(CRMError):
    """Signed in, but the role has not the permission."""

    status, code, title = 403, "forbidden", _("You may not do this")


class StepUpNeeded(CRMError):
    """The action asks for the password again (and the second factor where there is one)."""

    status, code, title = 403, "step_up_needed", _("Please confirm that it is you")


class PageTooOld(CRMError):
    """The token of the page that was sent is not of this session: nothing is written."""

    status, code = 400, "page_too_old"
    title = _("This page was open too long, or you signed in or out meanwhile")


class NotJson(CRMError):
    """The API takes JSON here, and something else was sent."""

    status, code, title = 415, "json_needed", _("Send JSON with Content-Type: application/json")


class Conflict(CRMError):
    """Somebody else changed or created it first. `extra['theirs']` holds the stored version."""

    status, code, title = 409, "conflict", _("Somebody else changed this meanwhile")


class Invalid(CRMError):
    """What was sent cannot be taken; `errors` maps field names to lists of messages."""

    status, code, title = 422, "invalid", _("Please check what you entered")

    def __init__(self, errors: Mapping[str, Any] | Any, **extra: Any) -> None:
        self.errors = dict(errors) if isinstance(errors, Mapping) else {"_schema": [errors]}
        super().__init__(None, **extra)


class TooMany(CRMError):
    """A rate limit was reached."""

    status, code, title = 429, "too_many", _("Too many tries; please wait a little")


class Unavailable(CRMError):
    """The database does not answer in time; the form keeps what was typed."""

    status, code, title = 503, "unavailable", _("The database does not answer; nothing was lost")


class MissingExtra(CRMError):
    """Something optional is not installed here; `detail` names it and says how to get it."""

    status, code, title = 503, "missing_extra", _("This needs something that is not installed")
