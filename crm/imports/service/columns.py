"""Which columns an import may fill, what the columns of a file seem to be, and what was chosen for
such a file before.

Fields are the core's, the local's custom fields and those of the enabled plugins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crm import db, tenancy
from crm.i18n import _
from crm.imports.fields import CORE_FIELDS, Field
from crm.imports.guessing import guess
from crm.imports.service.parsing import Parse, parsers
from crm.imports.shapes import Shape, recognise_shape
from crm.registry import current as registry
from crm.tenancy import Actor
from crm.values import guess_dayfirst, parse_date

SKIP: Final = "skip"
OWN_ID: Final = Field("callboard_id", _("Callboard id"), "text", ("callboard id",))
NO_PLACE: Final = frozenset({"seniority_date"})
"""Fields that are recognised but have no place on a person."""
NAMES: Final = frozenset(
    "full_name first_name last_name preferred_name credit_name callboard_id".split()
)
DATES: Final = frozenset({"start_date", "end_date", "hire_date"})


@dataclass(frozen=True)
class Column:
    """One column of the file on the mapping page."""

    header: str
    field: str
    score: float
    why: Any
    samples: tuple[str, ...]


def region() -> str:
    """The country of numbers written without a code (ISO 3166)."""
    return str(tenancy.setting("core", "phone_region", "US"))


def available(actor: Actor) -> list[Field]:
    """All fields that `actor` may fill in the current local."""
    from crm.people import custom

    own = [OWN_ID, *(field for field in CORE_FIELDS if field.id not in NO_PLACE)]
    plugins = [
        Field(c.id, c.label, "text", tuple(c.synonyms), c.reader() if c.reader else c.parse)
        for c in registry().items("import_columns", actor)
    ]
    return [*own, *custom.import_fields(), *plugins]


def groups(actor: Actor) -> list[tuple[Any, list[Field]]]:
    """The fields for a select: (group label, fields)."""
    from crm.people import custom

    named: list[tuple[Any, list[Field]]] = [
        (_("Person"), [f for f in available(actor) if "." not in f.id]),
        (_("Custom fields"), custom.import_fields()),
    ]
    for plugin, column in registry().each("import_columns", actor):
        if not named or named[-1][0] is not plugin.label:
            named.append((plugin.label, []))
        named[-1][1].append(Field(column.id, column.label))
    return [(label, fields) for label, fields in named if fields]


def parse_functions(actor: Actor, dayfirst: bool | None) -> dict[str, Parse]:
    """The parse function of every field `actor` may fill, by id."""
    found = parsers(region(), dayfirst)
    for field in available(actor):
        if field.parse is not None:
            found[field.id] = field.parse
    return found


def mapping_id(shape: str) -> str:
    """The id under which the choice of columns for files of this shape is remembered."""
    return db.local_key("mapping", shape)


def remembered(shape: str, actor: Actor) -> dict[str, Any] | None:
    """What was chosen for the last file of this shape, if all its fields are still there."""
    found = db.collection("mappings").get(mapping_id(shape))
    known = {field.id for field in available(actor)} | {SKIP}
    return found if found and set(found["fields"]) <= known else None


def remember(shape: str, fields: Sequence[str], options: Mapping[str, Any], actor: Actor) -> None:
    """Keep a choice of columns for the next file with the same headers."""
    kept = {k: options[k] for k in ("date_order", "id_source") if options.get(k)}
    doc = {"shape": shape, "fields": list(fields), "options": kept, "at": db.now()}
    doc["by"] = actor.account_id
    db.collection("mappings").update({"_id": mapping_id(shape)}, {"$set": doc}, upsert=True)


def known_shape(headers: Sequence[str]) -> Shape | None:
    """The known kind of file with these headers, as far as its fields have a place."""
    return recognise_shape(headers)


def guess_columns(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    actor: Actor,
    chosen: Sequence[str] = (),
) -> list[Column]:
    """What each column seems to be, with samples; `chosen` are fields settled before."""
    fields = available(actor)
    shape = known_shape(headers)
    known = dict(shape.mapping) if shape else {}
    guesses = guess(headers, rows, fields, region(), known)
    columns = []
    for index, found in enumerate(guesses):
        field, score, why = found.field or SKIP, found.score, found.why
        if chosen:
            same = chosen[index] == field
            field, score, why = chosen[index], score if same else 1.0, why if same else _("Chosen")
        columns.append(Column(headers[index], field, score, why, _samples(rows, index)))
    return columns


def _samples(rows: Sequence[Sequence[str]], index: int) -> tuple[str, ...]:
    cells = dict.fromkeys(row[index].strip() for row in rows if index < len(row))
    return tuple(cell[:60] for cell in cells if cell)[:3]


def date_order(rows: Sequence[Sequence[str]], fields: Sequence[str]) -> str:
    """How the dates of the file are written: "day", "month", "" where the sample does not tell."""
    indexes = [i for i, field in enumerate(fields) if field in DATES]
    told = guess_dayfirst(row[i] for row in rows for i in indexes if i < len(row))
    return "" if told is None else "day" if told else "month"


def asks_order(rows: Sequence[Sequence[str]], fields: Sequence[str]) -> bool:
    """Whether some date can be read both ways and nothing in the sample tells which is meant."""
    if date_order(rows, fields):
        return False
    indexes = [i for i, field in enumerate(fields) if field in DATES]
    return any(_ambiguous(row[i]) for row in rows for i in indexes if i < len(row))


def _ambiguous(text: str) -> bool:
    try:
        return parse_date(text, True, serial=True) != parse_date(text, False, serial=True)
    except ValueError:
        return False


def problems(fields: Sequence[str]) -> list[Any]:
    """What is wrong with a choice of columns, in words; [] where nothing is."""
    found: list[Any] = []
    if not NAMES & set(fields):
        found.append(_("Choose a column for the name."))
    kinds = {field.id: field for field in CORE_FIELDS}
    for name in dict.fromkeys(f for f in fields if f != SKIP and fields.count(f) > 1):
        if name not in kinds or not kinds[name].repeats:
            label = kinds[name].label if name in kinds else name
            found.append(_("Two columns go to %(field)s: choose one.", field=label))
    return found
