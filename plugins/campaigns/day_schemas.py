"""The shapes of the work of a day: call lists, calls and sheets (see also schemas)."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates

from crm import db
from crm.i18n import _
from crm.schemas import LONG, Day, Form, text
from plugins.campaigns.schemas import KEY, Level, one_of
from plugins.campaigns.words import KINDS, PROVENANCE, RESULTS, SHEETS, SKIPS


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
    provenance = one_of(PROVENANCE, load_default="opinion")
    follow_up = Day(load_default="")
    note = text(longest=LONG, load_default="")


class SkipForm(Form):
    """Why somebody is left out of a call list."""

    reason = one_of(SKIPS, required=True)


class LeaveForm(Form):
    """The lock that is let go; without a token all of one's own."""

    token = text(longest=40, load_default="")


class LastQuery(Form):
    """Whom the caller has just dealt with (for pages without scripts)."""

    last = text(longest=40, load_default="")


class SheetForm(SourceForm):
    """A sheet to print: for whom, and of what kind."""

    title = text(longest=80)
    kind = one_of(SHEETS, load_default="walk")
    codes = fields.Boolean(load_default=False)


class CodeQuery(Form):
    """The code on a sheet of paper."""

    code = text(longest=12, load_default="")


class SheetQuery(Form):
    """Which saving of a sheet may be taken back."""

    saved = fields.String(load_default="", validate=validate.Regexp(r"^([a-f0-9]{16,40})?$"))


class SheetRow(Form):
    """One line of a sheet as it was typed; what it means is the service's."""

    number = fields.Integer(required=True)
    result = text(longest=40, load_default="")
    assessment = text(longest=40, load_default="")
    follow_up = text(longest=40, load_default="")
    note = text(longest=LONG, load_default="")


class SheetEntry(Form):
    """A whole sheet that came back: the day, the kind of contact and its lines."""

    key = fields.String(required=True, validate=KEY)
    on = Day(required=True)
    kind = one_of(KINDS, load_default="door")
    rows = fields.List(fields.Nested(SheetRow), load_default=list)

    @validates("on")
    def not_to_come(self, value: str, **_kwargs: Any) -> None:
        """Contacts are logged after they were had."""
        if value > db.now().date().isoformat():
            raise ValidationError(str(_("This day is still to come.")))


class SheetUndo(Form):
    """The saving that is taken back."""

    key = fields.String(required=True, validate=KEY)


class MarkQuery(Form):
    """Which code is set, its day, and whom the list of names is narrowed to."""

    mark = text(longest=60, load_default="card")
    on = Day(load_default="")
    department = text()
    after = text(longest=400, load_default="")


class MarkForm(Form):
    """One name, number or code typed, or one person ticked."""

    mark = text(required=True, longest=60)
    on = Day(load_default="")
    key = fields.String(required=True, validate=KEY)
    person_id = text(longest=40, load_default="")
    text = text(load_default="")


class MarkWords(Form):
    """What is being typed."""

    mark = text(longest=60, load_default="card")
    on = text(longest=40, load_default="")
    key = text(longest=40, load_default="")
    text = text(load_default="")


class TurfForm(SourceForm):
    """Cutting turf: whom, for which organizer, in how many parts."""

    name = text(longest=80)
    organizer = text(longest=40, load_default="")
    parts = fields.Integer(load_default=1, validate=validate.Range(min=1, max=30))
    taken = fields.Boolean(load_default=False)


class TurfChange(Form):
    """A turf's name and organizer, with the version it was read at."""

    name = text(required=True, longest=80)
    organizer = text(longest=40, load_default="")
    version = fields.Integer(required=True)


class TurfQuery(Form):
    """A page of the people of a turf."""

    after = text(longest=400, load_default="")
