"""What campaigns let other plugins suggest about a person: an assessment, a task, an issue.

Each is written only when somebody confirms it, and counts from the moment of what was said.
"""

from flask_babel.speaklater import LazyString
from marshmallow import fields, validate

from crm import tenancy
from crm.i18n import _, _n
from crm.plugin import Action
from crm.schemas import KEY, Form, text
from plugins.campaigns import scale, settings
from plugins.campaigns.schemas import Level
from plugins.campaigns.service import campaigns, suggested


def _campaigns() -> list[tuple[str, str]]:
    reader = tenancy.current().reader
    found = campaigns.list_campaigns(actor=reader) if reader else []
    return [(campaign["_id"], campaign["name"]) for campaign in found]


def _levels() -> list[tuple[str, str]]:
    return [(str(one.id), f"{scale.digit(one.id)} {one.label}") for one in scale.levels()]


def _issues() -> list[tuple[str, str]]:
    return [(issue, issue) for issue in settings.current()["issues"]]


def _due(days: int) -> LazyString:
    """When a task of so many days is due, in words."""
    if not days:
        return _("due the same day")
    return _n("due in %(num)d day", "due in %(num)d days", days)


class AboutOne(Form):
    """What all of them need: who, in which campaign, and of which moment."""

    person_id = text(required=True, longest=40)
    as_of = fields.AwareDateTime(required=True)
    campaign_id = text(
        required=True, longest=40, metadata={"label": _("Campaign"), "choices": _campaigns}
    )


class AssessOne(AboutOne):
    """An assessment that the person stated."""

    assessment = Level(required=True, metadata={"label": _("Assessment"), "choices": _levels})


class TaskOne(AboutOne):
    """A task about the person, due some days after it is confirmed."""

    key = fields.String(required=True, validate=KEY)
    title = text(required=True, longest=200, metadata={"label": _("Task")})
    days = fields.Integer(
        validate=validate.Range(min=0, max=90),
        load_default=3,
        metadata={"label": _("Due in so many days"), "say": _due},
    )


class IssueOne(AboutOne):
    """An issue that the person named."""

    key = fields.String(required=True, validate=KEY)
    issue = text(required=True, longest=40, metadata={"label": _("Issue"), "choices": _issues})


ACTIONS = (
    Action(
        id="campaigns.assess",
        label=_("Set the assessment"),
        permission="campaigns.log",
        schema=AssessOne,
        run=suggested.assess,
        undo=suggested.undo_assess,
        newer=suggested.newer,
    ),
    Action(
        id="campaigns.add_task",
        label=_("Give a task"),
        permission="campaigns.log",
        schema=TaskOne,
        run=suggested.add_task,
        undo=suggested.undo_task,
    ),
    Action(
        id="campaigns.note_issue",
        label=_("Note an issue"),
        permission="campaigns.log",
        schema=IssueOne,
        run=suggested.note_issue,
        undo=suggested.undo_issue,
    ),
)
