"""The shapes of what people enter about retaliation and unfair labour practices."""

from marshmallow import fields, validate

from crm.days import HAPPENED
from crm.schemas import KEY, LONG, Day, Form, text
from plugins.campaigns.schemas import one_of
from plugins.campaigns.words import ULP_KINDS, ULP_STATES


class WordsForm(Form):
    """Words to find those by to whom it was done; nothing is stored of them."""

    words = text(longest=80, load_default="")


class IncidentForm(WordsForm):
    """Something that the employer did."""

    key = fields.String(required=True, validate=KEY)
    kind = one_of(ULP_KINDS, required=True)
    day = Day(HAPPENED, required=True)
    what = text(required=True, longest=LONG)
    supervisor = text(longest=200, load_default="")
    people = fields.List(text(longest=40), validate=validate.Length(max=100), load_default=list)
    witness = text(longest=500, load_default="")
    evidence = text(longest=LONG, load_default="")
    state = one_of(ULP_STATES, load_default="open")
    filed_on = Day(HAPPENED, load_default="")
    case = text(longest=60, load_default="")


class IncidentEdit(IncidentForm):
    """A change of a record, with the version it was read at."""

    version = fields.Integer(required=True)


class IncidentQuery(Form):
    """The record whose form it is; '' for a new one."""

    incident = text(longest=40, load_default="")
