"""The shapes in which the API gives surveys, response and results."""

from marshmallow import Schema, fields


class SurveyOut(Schema):
    """A survey: how it stands and what it promises."""

    id = fields.String(attribute="_id")
    name = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    mode = fields.String()
    purpose = fields.String()
    state = fields.String()
    opens = fields.String()
    closes = fields.String()
    languages = fields.List(fields.String())
    breakdowns = fields.List(fields.String())
    version = fields.Integer(attribute="current_version")
    thresholds = fields.Dict(keys=fields.String(), values=fields.Integer())


class SurveyRateOut(Schema):
    """Invited people, and how many answered (null: too few to say)."""

    group = fields.String()
    invited = fields.Integer()
    answered = fields.Integer(allow_none=True)
    share = fields.Float(allow_none=True)


class SurveyResponseOut(Schema):
    """The response rate in all, and by group where one was asked for."""

    all = fields.Nested(SurveyRateOut)
    by = fields.String()
    groups = fields.List(fields.Nested(SurveyRateOut))


class SurveyReleaseOut(Schema):
    """What a release is: its number, day, from how many answers, and its checksum."""

    n = fields.Integer()
    day = fields.String()
    responses = fields.Integer()
    final = fields.Boolean()
    sha256 = fields.String()


class SurveyCellOut(Schema):
    """A count, what it is out of, and the share; null is not shown."""

    n = fields.Integer(allow_none=True)
    base = fields.Integer(allow_none=True)
    share = fields.Float(allow_none=True)


class SurveyRowOut(Schema):
    """One answer among all, and in each group."""

    code = fields.String()
    label = fields.String()
    all = fields.Nested(SurveyCellOut)
    groups = fields.List(fields.Nested(SurveyCellOut))


class SurveyTableOut(Schema):
    """A question, or one line of it."""

    id = fields.String()
    question = fields.String()
    line = fields.String()
    note = fields.String()
    base = fields.Integer(allow_none=True)
    groups = fields.List(fields.String())
    rows = fields.List(fields.Nested(SurveyRowOut))
    hidden = fields.Boolean()


class SurveyResultsOut(Schema):
    """A release with its tables, and all releases there are."""

    survey = fields.Nested(SurveyOut)
    release = fields.Nested(SurveyReleaseOut, allow_none=True)
    releases = fields.List(fields.Nested(SurveyReleaseOut))
    by = fields.String()
    tables = fields.List(fields.Nested(SurveyTableOut))
