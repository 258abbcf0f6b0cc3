"""The core's facets and the conditions on people that saved lists, turf and exports combine.

Each query is one index range and gives ids without regard to reach: who may see them is decided
where they are shown. Most conditions ride the one index over `marks` (see `record`).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from crm import db, localtime, values
from crm.errors import Invalid, NotFound
from crm.i18n import _
from crm.people import custom
from crm.people.record import facet_values, mark
from crm.people.schemas import CONSENT, MEMBER_STATUS
from crm.plugin import Facet, Filter
from crm.queryshape import prefix_range
from crm.schemas import Day, Form, choice, text
from crm.workplaces import service as workplaces

HERE = {"status": "here"}


def _ids(query: Mapping[str, Any], where: Mapping[str, Any] | None = None) -> list[str]:
    conditions = {"$and": [HERE, where]} if where else HERE
    found = db.collection("people").find(query, where=conditions, fields=["_id"])
    return [person["_id"] for person in found]


def marked(kind: str, value: object) -> list[str]:
    """Ids of the people who bear a mark."""
    return _ids({"marks": mark(kind, value)})


def _marked_from(kind: str, start: str) -> list[str]:
    reach = prefix_range(mark(kind, start))
    return _ids({"marks": reach}, {"marks": {"$elemMatch": reach}})


class Tag(Form):
    """One tag."""

    tag = text(required=True, longest=60, metadata={"label": _("Tag")})


class Beginning(Form):
    """How a department, shift, ... begins."""

    value = text(required=True, metadata={"label": _("Begins with")})


def _workplace_choices() -> list[tuple[str, str]]:
    return [
        (place["_id"], place["name"])
        for kind in ("employer", "worksite")
        for place in workplaces.list_workplaces(kind, limit=200)[0]
    ]


class Workplace(Form):
    """An employer or worksite, with everything under it."""

    workplace_id = text(
        required=True,
        longest=40,
        metadata={"label": _("Workplace"), "choices": _workplace_choices},
    )


class MemberStatus(Form):
    """A membership status."""

    status = choice(
        [value or "unknown" for value, _label in MEMBER_STATUS],
        required=True,
        metadata={
            "label": _("Membership status"),
            "choices": [(value or "unknown", label) for value, label in MEMBER_STATUS],
        },
    )


class Has(Form):
    """Whether there is one."""

    has = fields.Boolean(load_default=True, metadata={"label": _("Has one")})


class TextConsent(Form):
    """What they said to text messages."""

    consent = choice(
        CONSENT,
        required=True,
        metadata={
            "label": _("Text messages"),
            "choices": [("yes", _("agreed")), ("no", _("refused")), ("unknown", _("not asked"))],
        },
    )


def _field_choices() -> list[tuple[str, str]]:
    return [(field["_id"], field["label"]) for field in custom.every()]


class CustomValue(Form):
    """A custom field: that it has a value, a certain one, or one within bounds."""

    field = text(
        required=True, longest=40, metadata={"label": _("Field"), "choices": _field_choices}
    )
    value = text(metadata={"label": _("Is (empty: any value)")})
    at_least = text(longest=40, metadata={"label": _("At least (numbers and dates)")})
    at_most = text(longest=40, metadata={"label": _("At most (numbers and dates)")})

    @validates_schema
    def one_way(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """A value and bounds together make no sense."""
        if data.get("value") and (data.get("at_least") or data.get("at_most")):
            raise ValidationError(str(_("Give a value or bounds, not both.")), "value")


class Since(Form):
    """A day."""

    day = Day(required=True, metadata={"label": _("On or after")})


def by_tag(given: Mapping[str, Any]) -> list[str]:
    """People with a tag."""
    return marked("tag", given["tag"])


def by_workplace(given: Mapping[str, Any]) -> list[str]:
    """People who work or worked at a workplace or below it."""
    try:
        workplaces.get_workplace(given["workplace_id"])
    except NotFound:
        return []
    below = [place["_id"] for place in workplaces.descendants(given["workplace_id"])]
    found: dict[str, None] = {}
    for place_id in (given["workplace_id"], *below):
        found.update(dict.fromkeys(_ids({"workplace_ids": place_id})))
    return list(found)


def _without(kind: str, value: object) -> list[str]:
    missing = {"marks": {"$ne": mark(kind, value)}}
    return _ids({"status": "here"}, missing)


def _having(kind: str, value: object, has: bool) -> list[str]:
    return marked(kind, value) if has else _without(kind, value)


def by_custom(given: Mapping[str, Any]) -> list[str]:
    """People by a custom field: any value, one value, or within bounds."""
    try:
        field = custom.get(given["field"])
    except NotFound:
        return []
    parse, key = custom.parser(field), f"custom.{field['_id']}"
    try:
        if given.get("value"):
            return marked(key, parse(given["value"]))
        names = (("$gte", "at_least"), ("$lte", "at_most"))
        bounds = {sign: parse(given[name]) for sign, name in names if given.get(name)}
    except ValueError as error:
        raise Invalid({"value": [str(error)]}) from error
    return _ids({"marks": mark("custom", field["_id"])}, {key: bounds} if bounds else None)


def by_added_since(given: Mapping[str, Any]) -> list[str]:
    """People added on or after a day."""
    return _ids({"created_at": {"$gte": localtime.begin(values.parse_date(given["day"]))}})


def _facet(name: str, label: Any) -> Facet:
    return Facet(id=name, label=label, of=lambda person: facet_values(person)[name])


def _facet_filter(name: str, label: Any) -> Filter:
    def query(given: Mapping[str, Any]) -> Iterable[str]:
        return _marked_from(name, given["value"])

    return Filter(id=name, label=label, schema=Beginning, query=query)


FACET_LABELS = (
    ("department", _("Department")),
    ("shift", _("Shift")),
    ("job_title", _("Job title")),
    ("workplace", _("Workplace")),
)
FACETS = tuple(_facet(name, label) for name, label in FACET_LABELS)
FILTERS = (
    Filter(id="tag", label=_("Tag"), schema=Tag, query=by_tag),
    *(_facet_filter(name, label) for name, label in FACET_LABELS[:3]),
    Filter(id="workplace", label=_("Workplace"), schema=Workplace, query=by_workplace),
    Filter(
        id="member_status",
        label=_("Membership status"),
        schema=MemberStatus,
        query=lambda given: marked("member", given["status"]),
    ),
    Filter(
        id="has_phone",
        label=_("Has a phone that works"),
        schema=Has,
        query=lambda given: _having("has", "phone", given["has"]),
    ),
    Filter(
        id="has_email",
        label=_("Has an e-mail address that works"),
        schema=Has,
        query=lambda given: _having("has", "email", given["has"]),
    ),
    Filter(
        id="do_not_contact",
        label=_("Do not contact"),
        schema=Has,
        query=lambda given: _having("do_not_contact", True, given["has"]),
    ),
    Filter(
        id="texts",
        label=_("Text messages"),
        schema=TextConsent,
        query=lambda given: marked("texts", given["consent"]),
    ),
    Filter(id="custom", label=_("Custom field"), schema=CustomValue, query=by_custom),
    Filter(id="added_since", label=_("Added since"), schema=Since, query=by_added_since),
)
