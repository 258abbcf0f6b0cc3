"""What people enter about call lists and calls; and whom any list, sheet or turf is for."""

from marshmallow import fields, validate

from crm.days import TO_DO
from crm.schemas import KEY, LONG, Day, Form, text
from plugins.campaigns.schemas import Level, one_of, told
from plugins.campaigns.words import KINDS, RESULTS, SKIPS


class SourceForm(Form):
    """Whom it is for: a source, and what it is narrowed to."""

    whom = text(required=True, longest=60)
    department = text()
    shift = text()
    workplace = text()
    assessment = Level(none=True)
    due = fields.Boolean(load_default=False)


class QueueForm(SourceForm):
    """A call list: whom, by what, and when somebody is done or may be called again."""

    name = text(longest=80)
    kind = one_of(KINDS, load_default="phone")
    cooldown_hours = fields.Integer(load_default=20, validate=validate.Range(min=0, max=720))
    tries = fields.Integer(load_default=3, validate=validate.Range(min=1, max=20))
    shared = fields.Boolean(load_default=False)


class CallForm(Form):
    """What came of one call."""

    key = fields.String(required=True, validate=KEY)
    result = one_of(RESULTS, required=True)
    assessment = Level()
    provenance = told()
    follow_up = Day(TO_DO, load_default="")
    note = text(longest=LONG, load_default="")


class SkipForm(Form):
    """Why somebody is left out of a call list."""

    reason = one_of(SKIPS, required=True)


class HoldForm(Form):
    """The item as the page shows it: whoever was dealt with meanwhile is not held again."""

    version = fields.Integer(required=True)


class LeaveForm(Form):
    """The lock that is let go; without a token all of one's own."""

    token = text(longest=40, load_default="")


class LastQuery(Form):
    """Whom the caller has just dealt with (for pages without scripts)."""

    last = text(longest=40, load_default="")
