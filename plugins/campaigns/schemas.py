"""The shapes of what people enter about campaigns, for pages and the API alike."""

from typing import Any

from marshmallow import ValidationError, fields, pre_load, validate

from crm.days import PLANNED, TO_DO
from crm.i18n import _
from crm.schemas import KEY, LONG, Day, Form, Query, choice, offered, text
from plugins.campaigns import scale, settings
from plugins.campaigns.words import (
    ANSWERS,
    BEHIND,
    KINDS,
    RESULTS,
    SIZE_SOURCES,
    STAGES,
    TEAM_ROLES,
    TOLD,
)


def one_of(pairs: tuple[tuple[str, object], ...], **kwargs: object) -> fields.String:
    """A field whose values are the first parts of `pairs`."""
    return choice([value for value, _label in pairs], **kwargs)


def told() -> fields.String:
    """How we know an assessment that somebody gives: no words prove anything."""
    text = _("Choose opinion or said so: only a card, a test or an event proves it.")
    known = validate.OneOf([value for value, _label in TOLD], error=str(text))
    return fields.String(load_default="opinion", validate=known)


class Level(fields.Integer):
    """A level of the local's scale, as records hold it; with `none` also 0, not assessed."""

    def __init__(self, *, none: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.none = none

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> int:
        level: int = super()._deserialize(value, *args, **kwargs)
        known = [found.id for found in scale.levels()]
        if level in known or (self.none and level == scale.NOT_ASSESSED):
            return level
        text = _("This is no level of the scale: choose one of %(n)d.", n=len(known))
        raise ValidationError(str(text))


class CampaignForm(Form):
    """A campaign."""

    name = text(required=True, longest=80)
    employer = text(longest=200)
    worksites = fields.List(text(longest=200), validate=validate.Length(max=50))
    jurisdiction = text(longest=20)
    stage = one_of(STAGES, load_default="research")
    unit_definition = text(longest=LONG)
    size = fields.Integer(validate=validate.Range(min=1, max=1_000_000))
    size_source = one_of(SIZE_SOURCES, load_default="estimated")
    size_date = Day(PLANNED)
    filing_date = Day(PLANNED)
    vote_date = Day(PLANNED)

    @pre_load
    def split_worksites(self, data: Any, **_kwargs: Any) -> Any:
        """A text box has one worksite a line; the API sends a list."""
        lines = data.get("worksites") if isinstance(data, dict) else None
        if isinstance(lines, str):
            lines = [lines]
        if not isinstance(lines, list):
            return data
        split = [part.strip() for line in lines for part in str(line).splitlines()]
        return {**data, "worksites": [name for name in split if name]}


class PlaceSizeForm(Form):
    """The unit's size in one jurisdiction; without a number the listed people count."""

    jurisdiction = text(longest=20, load_default="")
    size = fields.Integer(validate=validate.Range(min=1, max=1_000_000))
    size_source = one_of(SIZE_SOURCES, load_default="estimated")
    size_date = Day(PLANNED, load_default="")
    version = fields.Integer(required=True)


class CampaignEdit(CampaignForm):
    """A change of a campaign, with the version it was read at."""

    version = fields.Integer(required=True)


class TeamForm(Form):
    """Somebody's part in a campaign; without a role they leave it."""

    account_id = text(required=True, longest=40)
    role = one_of(TEAM_ROLES)


class AddForm(Form):
    """Putting a person into the unit."""

    person_id = text(required=True, longest=40)


class ContactForm(Form):
    """One conversation or attempt."""

    key = fields.String(required=True, validate=KEY)
    kind = one_of(KINDS, load_default="one-on-one")
    result = one_of(RESULTS, required=True)
    assessment = Level()
    provenance = told()
    issues = fields.List(
        text(longest=40, validators=[offered(lambda: settings.current()["issues"])]),
        validate=validate.Length(max=20),
        load_default=list,
    )
    ask = text(
        longest=60, load_default="", validators=[offered(lambda: settings.current()["asks"])]
    )
    answer = one_of(ANSWERS, load_default="")
    follow_up = Day(TO_DO, load_default="")
    note = text(longest=LONG, load_default="")


class QuickForm(Form):
    """One tap on a list row."""

    key = fields.String(required=True, validate=KEY)
    result = one_of(RESULTS, required=True)
    kind = one_of(KINDS, load_default="phone")


class NoteForm(Form):
    """A corrected note."""

    note = text(longest=LONG, load_default="")


class AssessForm(Form):
    """Setting an assessment outside a contact."""

    assessment = Level(required=True, none=True)
    provenance = told()
    why = text(longest=200, load_default="")


class MemberForm(Form):
    """What is known of a member of the unit besides assessments."""

    version = fields.Integer(required=True)
    leader = fields.Boolean(load_default=False)
    follows = text(longest=40, load_default="")
    committee = fields.Boolean(load_default=False)
    follow_up = Day(load_default="")


class AssignForm(Form):
    """Giving members of the unit to a turf or an organizer ('' to nobody)."""

    members = fields.List(
        text(longest=40),
        required=True,
        validate=validate.Length(min=1, max=500, error=str(_("Choose at least one person."))),
    )
    organizer = text(longest=40, load_default="")
    turf = text(longest=60, load_default="")


class UnitQuery(Query):
    """What the unit list is narrowed to."""

    after = text(longest=400, load_default="")
    assessment = Level(none=True)
    department = text()
    shift = text()
    organizer = text(longest=40)
    due = choice(["yes"])
    letter = text(longest=1)
    behind = one_of(BEHIND)


class KeyDateForm(Form):
    """A day that a campaign runs towards."""

    name = text(required=True, longest=80)
    on = Day(PLANNED, required=True)
