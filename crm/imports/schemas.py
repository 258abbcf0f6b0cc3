"""The shapes of what people send about an import: where it goes, its columns, their answers."""

from marshmallow import fields, validate

from crm.schemas import Form, choice, text


def _targets() -> fields.List:
    """Chosen targets as "<target id>:<value>"."""
    return fields.List(text(longest=200), load_default=list, validate=validate.Length(max=20))


class UploadForm(Form):
    """What goes with the file itself."""

    target = _targets()


class ColumnsForm(Form):
    """What each column means, in the order of the file, and how the file is read."""

    field = fields.List(text(longest=80), required=True, validate=validate.Length(max=500))
    target = _targets()
    tag = text(longest=60, load_default="")
    update = choice(["yes", "no"], load_default="yes")
    date_order = choice(["day", "month"], load_default="")
    id_source = text(longest=60, load_default="")
    leave_out = fields.Boolean(load_default=False)


class SheetForm(Form):
    """Another sheet of the workbook."""

    sheet = text(required=True, longest=200)


class AnswerForm(Form):
    """The answer to one question: "new", "skip", a person's id, or blank to take it back."""

    number = fields.Integer(required=True, validate=validate.Range(min=1))
    answer = text(longest=40, load_default="")


class AnswerAllForm(Form):
    """One answer for every open question."""

    answer = choice(["new", "same", "skip"], required=True)


class RowsQuery(Form):
    """Which rows of the preview."""

    state = choice(["new", "changed", "same", "question", "problem"], load_default="problem")
    after = fields.Integer(load_default=0, validate=validate.Range(min=0))


def targets_of(pairs: list[str]) -> dict[str, str]:
    """ "<target id>:<value>" texts as a dict."""
    parted = (pair.partition(":") for pair in pairs)
    return {name: value for name, colon, value in parted if colon}
