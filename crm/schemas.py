"""Marshmallow fields and bases that forms, the API and imports share."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load, validate

from crm import fieldwords, tenancy, values
from crm.days import Span
from crm.i18n import _

fieldwords.replace()
SHORT, LONG = 200, 20_000
KEY = validate.Regexp(
    r"^[a-f0-9]{16,40}$", error=fieldwords.plain(_("16 to 40 characters of 0-9 and a-f."))
)
"""The idempotency key of a write that a bad line may repeat: the same key is written once."""


class Form(Schema):
    """Base of all shapes: unknown fields are refused, blanks mean 'not given'."""

    class Meta:
        """Nothing is assigned by accident."""

        unknown = RAISE

    @pre_load
    def drop_blanks(self, data: Any, **_kwargs: Any) -> Any:
        """An empty text box is an absent value; a partial update uses None to clear."""
        if not isinstance(data, dict):
            return data
        clean = {k: v.strip() if isinstance(v, str) else v for k, v in data.items()}
        return {k: v for k, v in clean.items() if v != "" or k in self.keep_blank}

    keep_blank: frozenset[str] = frozenset()


class Query(Form):
    """Base of what an address asks: unknown names are left aside, so that old links to pages work.

    The API refuses them all the same (`crm.apirules`).
    """

    class Meta:
        """What a page no longer asks for."""

        unknown = EXCLUDE


MOST_ROWS = 200
"""So many rows a list of the API gives at once."""


def cursor(shape: str = r"[^~\s]{1,120}~[^\W_]?") -> fields.String:
    """The `after` of the page before, as `paging.cursor_of` writes it; '' begins a list."""
    text = _("No list has gone on from here: take `after` of the last page, or leave it out.")
    known = validate.Regexp(f"^({shape})?$", error=str(text))
    return fields.String(load_default="", validate=[validate.Length(max=400), known])


def rows(most: int = MOST_ROWS) -> fields.Integer:
    """How many rows of a list are asked for, from 1 to `most`."""
    known = validate.Range(min=1, max=most, error=str(_("Ask for 1 to %(n)d rows.", n=most)))
    return fields.Integer(load_default=50, validate=known)


def position(first: int = 0) -> fields.Integer:
    """The place in a list that is numbered, where the cursor is a number."""
    known = validate.Range(min=first, max=10**7, error=str(_("No list has such a place.")))
    return fields.Integer(load_default=first, validate=known)


class Listed(Query):
    """What a list of the API is asked in pages; anything out of range is refused, never mended."""

    after = cursor()
    limit = rows()


class Text(fields.String):
    """A text without characters that nobody sees (`values.visible`): they are taken out on entry.

    Without `lines` it is one line: line breaks and tabs in it are spaces. A text of nothing else
    is refused: what looks empty must not be kept as if it were something.
    """

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lines = lines

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        given = super()._deserialize(value, *args, **kwargs)
        found = values.visible(given, lines=self.lines)
        if given and not found:
            raise ValidationError(str(_("This has no character that can be seen.")))
        return found


def encodable(value: str) -> None:
    """Refuse half of a character: JSON can hold one, UTF-8 cannot."""
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise ValidationError(str(_("This has characters that cannot be shown.")))


def text(
    *,
    required: bool = False,
    longest: int = SHORT,
    validators: Sequence[Callable[[str], Any]] = (),
    **kwargs: Any,
) -> fields.String:
    """A text of at most `longest` characters, of several lines only where it is longer than SHORT.

    Control characters, direction overrides, zero-width spaces and byte order marks are taken out.
    """
    length = validate.Length(min=1 if required else 0, max=longest)
    checks = [length, encodable, *validators]
    return Text(lines=longest > SHORT, required=required, validate=checks, **kwargs)


def offered(options: Callable[[], Iterable[str]]) -> Callable[[str], None]:
    """A check for one of what the local offers at the moment; '' is no choice."""

    def known(value: str) -> None:
        if value and value not in options():
            raise ValidationError(str(_("Choose from the list.")))

    return known


def choice(options: Any, **kwargs: Any) -> fields.String:
    """One of `options`."""
    return fields.String(validate=validate.OneOf(list(options)), **kwargs)


def phone_region() -> str:
    """The country that numbers without a country code are of: the local's setting."""
    return str(tenancy.setting("core", "phone_region", "US")) if tenancy.in_local() else "US"


class Phone(fields.String):
    """A telephone number, kept as E.164; without a country code it is of the local's country."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        try:
            text = super()._deserialize(value, *args, **kwargs)
            return values.parse_phone(text, phone_region())
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Email(fields.String):
    """An e-mail address, its domain in lower case."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        try:
            return values.parse_email(super()._deserialize(value, *args, **kwargs))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Day(fields.String):
    """A day, kept as ISO text (2026-11-24), which sorts and compares as it should.

    `span` says which days can be meant (see `crm.days`); without one every day can.
    """

    def __init__(self, span: Span | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.span = span

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        try:
            day = values.parse_date(super()._deserialize(value, *args, **kwargs)).isoformat()
            return self.span.checked(day) if self.span else day
        except ValueError as error:
            raise ValidationError(str(error)) from error
