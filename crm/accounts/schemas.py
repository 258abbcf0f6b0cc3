"""Shapes of what people enter about accounts."""

from marshmallow import ValidationError, fields, validate

from crm.accounts.tokens import LIVES
from crm.i18n import _
from crm.plugin import ROLES
from crm.schemas import Email, Form, choice, text


def _slug(value: str) -> None:
    letters = value.replace("-", "")
    if not (letters.isascii() and letters.isalnum() and value == value.lower()):
        raise ValidationError(str(_("Lower-case letters, digits and hyphens only.")))
    if value.startswith("-") or not 2 <= len(value) <= 40:
        raise ValidationError(str(_("2 to 40 characters, beginning with a letter or digit.")))


def slug_field() -> fields.String:
    """A local's short name in addresses."""
    return fields.String(required=True, validate=_slug)


def password_field() -> fields.String:
    """A password (spaces at its ends do not count); the rules are in `passwords`."""
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
    slug = slug_field()
    kind = choice(["local", "district", "international"], load_default="local")
    name = text(required=True)
    email = Email(required=True)
    password = password_field()


class RolesForm(Form):
    """Roles of one account in one local."""

    roles = fields.List(choice(ROLES), required=True, validate=validate.Length(min=1))


class InviteForm(RolesForm):
    """Who is invited, and as what."""

    email = Email(required=True)


class NameForm(Form):
    """How others see me."""

    name = text(required=True)


class PasswordForm(Form):
    """A new password, and the one it replaces."""

    current = password_field()
    password = password_field()


class ProofForm(Form):
    """Password, and code where there is a second factor, to prove who sits there."""

    password = password_field()
    code = fields.String(load_default="", validate=validate.Length(max=20))


class CodeForm(Form):
    """The first code of a new authenticator app."""

    code = fields.String(required=True, validate=validate.Length(max=20))


class NewPasswordForm(Form):
    """What a reset link asks for."""

    password = password_field()


class JoinForm(Form):
    """What an invitation asks of somebody new."""

    name = text(required=True)
    password = password_field()


class ForgottenForm(Form):
    """Whose password is forgotten."""

    email = fields.String(required=True, validate=validate.Length(max=254))


class TokenForm(Form):
    """A new API token."""

    name = text(required=True)
    permissions = fields.List(
        fields.String(), required=True, validate=validate.Length(min=1, max=200)
    )
    days = fields.Integer(load_default=90, validate=validate.OneOf(LIVES))


class EndSessionForm(Form):
    """Which session to end."""

    session_id = fields.String(required=True)


class LeaveForm(Form):
    """Who takes over from somebody who leaves."""

    heir = fields.String(load_default="", validate=validate.Length(max=64))


class PermissionsForm(Form):
    """What a role may do."""

    permissions = fields.List(
        fields.String(validate=validate.Length(max=80)),
        load_default=list,
        validate=validate.Length(max=500),
    )
