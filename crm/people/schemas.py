"""The shape of a person, for pages, the API and imports alike."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from crm.i18n import _
from crm.schemas import LONG, Day, Email, Form, Phone, choice, text
from crm.values import parse_language

PHONE_KINDS = ("mobile", "home", "work", "other")
EMAIL_KINDS = ("personal", "work", "other")
CONSENT = ("unknown", "yes", "no")
MEMBER_STATUS = (
    ("", _("not known")),
    ("none", _("not a member")),
    ("applicant", _("applicant")),
    ("member", _("member")),
    ("permittee", _("permittee")),
    ("roster", _("on the roster")),
    ("withdrawn", _("withdrawn")),
    ("retired", _("retired")),
)
CUSTOM_KINDS = (
    ("text", _("Text")),
    ("number", _("Number")),
    ("date", _("Date")),
    ("choice", _("Choice from a list")),
    ("yesno", _("Yes or no")),
)
RELATIONS = ("partner", "parent", "child", "sibling", "friend", "housemate", "other")


ONE_TAG = validate.Regexp(r"^[^,;/|\r\n]*$", error=str(_("One tag at a time, without , ; / or |.")))
"""Files write several tags into one cell with these characters between them."""


def a_language(value: str) -> None:
    """A language by its name, or by a code that is one."""
    try:
        parse_language(value)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class PhoneEntry(Form):
    """One telephone number; `good` is None until somebody knows."""

    number = Phone(required=True)
    kind = choice(PHONE_KINDS, load_default="mobile")
    good = fields.Boolean(allow_none=True, load_default=None)
    texts = choice(CONSENT, load_default="unknown")


class EmailEntry(Form):
    """One e-mail address."""

    address = Email(required=True)
    kind = choice(EMAIL_KINDS, load_default="personal")
    good = fields.Boolean(allow_none=True, load_default=None)
    consent = choice(CONSENT, load_default="unknown")


class Address(Form):
    """Where the person lives, with a note for visits."""

    street = text()
    city = text()
    state = text()
    postal_code = text(longest=20)
    country = text()
    note = text(longest=2000)


class Employment(Form):
    """One job: where, as what, from when to when; days and hours worked where they count."""

    id = text(longest=40)
    workplace_id = text(longest=40)
    employer = text()
    worksite = text()
    department = text()
    shift = text()
    job_title = text()
    start = Day()
    end = Day()
    days = fields.Float(validate=validate.Range(min=0, max=20_000))
    hours = fields.Float(validate=validate.Range(min=0, max=200_000))


class Relation(Form):
    """Another person of the local and who they are to this one."""

    person_id = text(required=True, longest=40)
    kind = choice(RELATIONS, load_default="other")


class ExternalId(Form):
    """This person's id in another system."""

    source = text(required=True, longest=60)
    id = text(required=True, longest=120)


class PersonShape(Form):
    """A person. Nothing but a name is required, and any one of the names will do."""

    first_name = text()
    last_name = text()
    preferred_name = text()
    credit_name = text()
    pronouns = text(longest=60)
    languages = fields.List(
        text(longest=40, validators=(a_language,)), validate=validate.Length(max=20)
    )
    phones = fields.List(fields.Nested(PhoneEntry), validate=validate.Length(max=10))
    emails = fields.List(fields.Nested(EmailEntry), validate=validate.Length(max=10))
    address = fields.Nested(Address)
    relations = fields.List(fields.Nested(Relation), validate=validate.Length(max=100))
    member_status = choice([value for value, _label in MEMBER_STATUS])
    member_number = text(longest=60)
    employments = fields.List(fields.Nested(Employment), validate=validate.Length(max=100))
    tags = fields.List(text(longest=60, validators=(ONE_TAG,)), validate=validate.Length(max=50))
    custom = fields.Dict(keys=fields.String())
    external_ids = fields.List(fields.Nested(ExternalId), validate=validate.Length(max=20))
    notes = text(longest=LONG)


class VersionedPerson(PersonShape):
    """A change of a person: the version it was read at, and the fields to set; null clears one."""

    version = fields.Integer(required=True, strict=True)

    def on_bind_field(self, field_name: str, field_obj: fields.Field) -> None:
        """Every field but the version may be null."""
        field_obj.allow_none = field_name != "version"

    @post_load
    def clear(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Empty values of the right type for the fields given as null."""
        empty: dict[type, Any] = {fields.List: [], fields.Nested: {}, fields.Dict: {}}
        return {
            name: empty.get(type(self.fields[name]), "") if value is None else value
            for name, value in data.items()
        }


class DoNotContact(Form):
    """Why nobody is to contact this person, and how that may be lifted."""

    reason = text(required=True, longest=1000)
    lift = text(longest=1000)


class CustomFieldShape(Form):
    """A custom field: its name, its kind and, for a choice, what there is to choose from."""

    label = text(required=True, longest=60)
    kind = choice([kind for kind, _label in CUSTOM_KINDS], required=True)
    options = fields.List(text(longest=100), validate=validate.Length(max=100))


class CustomFieldChange(Form):
    """A new name or new choices of a custom field."""

    label = text(required=True, longest=60)
    options = fields.List(text(longest=100), validate=validate.Length(max=100))
