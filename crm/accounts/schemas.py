"""Shapes of what people enter about accounts."""

from marshmallow import fields, validate

from crm.plugin import ROLES
from crm.schemas import Email, Form, choice, text

SLUG = validate.Regexp(r"^[a-z0-9][a-z0-9-]{1,39}$")


def password_field() -> fields.String:
    """A password exactly as typed; the rules are in `passwords`."""
    return fields.String(required=True, load_only=True, validate=validate.Length(max=256))


class LoginForm(Form):
    """Sign-in."""

    email = fields.String(required=True, validate=validate.Length(max=254))
    password = password_field()
    code = fields.String(validate=validate.Length(max=20))


class SetupForm(Form):
    """The first local and its administrator."""

    token = fields.String(required=True)
    local_name = text(required=True)
    slug = fields.String(required=True, validate=SLUG)
    kind = choice(["local", "district", "international"], load_default="local")
    name = text(required=True)
    email = Email(required=True)
    password = password_field()


class RolesForm(Form):
    """Roles of one account in one local."""

    roles = fields.List(choice(ROLES), required=True, validate=validate.Length(min=1))
