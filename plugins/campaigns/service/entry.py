"""Paper comes back: all lines of a sheet checked first, then logged, each once.

A line that cannot be taken stops the whole sheet before anything is written, and is named. The
contacts' ids follow from the key of the saving and the line's number: sent again, nothing is
doubled; taken back, they are found without a list of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from crm import audit, db, localtime
from crm.errors import CRMError, Invalid
from crm.i18n import _
from crm.tenancy import Actor
from crm.values import parse_date
from plugins.campaigns import scale, words
from plugins.campaigns.service import contacts, sheets

RESULTS = {letter: value for value, letter in words.RESULT_KEYS.items()}
OLDEST = 365
COLUMNS = ("result", "assessment", "follow_up", "note")


@dataclass
class Undone:
    """How many contacts of a saving were taken back, and the lines that were changed since."""

    count: int
    kept: list[int]


def day_of(text: str, on: date) -> str:
    """A follow-up as people write it: '3' or '3d' (days later), '2w' (weeks), or a date; ISO.

    Raises ValueError with what to write. '' stays ''.
    """
    plain = text.strip().casefold()
    if not plain:
        return ""
    number, unit = (plain[:-1], plain[-1]) if plain[-1] in "dw" else (plain, "d")
    if number.isascii() and number.isdigit():
        days = int(number) * (7 if unit == "w" else 1)
        if not 0 < days <= 730:
            raise ValueError(_("Write a number of days from 1 to 730, or a date."))
        return (on + timedelta(days=days)).isoformat()
    found = parse_date(text)
    if found < on:
        raise ValueError(_("This is before the contact."))
    return found.isoformat()


def _line(row: Mapping[str, Any], on: date) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """What a typed line means, and what is wrong with it, by column."""
    errors: dict[str, list[Any]] = {}
    letter = row["result"].strip().casefold()
    result = RESULTS.get(letter, "")
    if not letter:
        errors["result"] = [_("Write a result, or empty the line.")]
    elif not result:
        known = ", ".join(key.upper() for key in RESULTS)
        errors["result"] = [_("Write one of %(letters)s.", letters=known)]
    levels = {scale.digit(level.id): level.id for level in scale.levels()}
    digit = row["assessment"].strip()
    if digit and digit not in levels:
        errors["assessment"] = [_("Write a number from 1 to %(n)d.", n=len(levels))]
    follow_up = ""
    try:
        follow_up = day_of(row["follow_up"], on)
    except ValueError as error:
        errors["follow_up"] = [error]
    values = {"result": result, "follow_up": follow_up, "note": row["note"]}
    level = levels.get(digit)
    return {**values, **({"assessment": level} if level else {})}, errors


def _checked(
    found: Mapping[int, sheets.Line], data: Mapping[str, Any], on: date
) -> dict[int, dict[str, Any]]:
    """The lines to log by number; Invalid({"rows": {number: {column: messages}}})."""
    values: dict[int, dict[str, Any]] = {}
    errors: dict[int, dict[str, list[Any]]] = {}
    for row in data["rows"]:
        if not any(row[column].strip() for column in COLUMNS):
            continue
        if row["number"] not in found:
            errors[row["number"]] = {"result": [_("There is no such line for you.")]}
            continue
        values[row["number"]], wrong = _line(row, on)
        if wrong:
            errors[row["number"]] = wrong
    if errors:
        raise Invalid({"rows": errors})
    return values


def _moment(on: date) -> datetime:
    now = db.now()
    return now if on == localtime.day_of(now) else localtime.noon(on)


def enter(campaign_id: str, sheet_id: str, data: Mapping[str, Any], *, actor: Actor) -> int:
    """Log every filled line from data shaped by SheetEntry; gives how many.

    Raises Invalid, with nothing written, where a line cannot be taken.
    """
    campaign, sheet = sheets.get(campaign_id, sheet_id, actor=actor)
    on = date.fromisoformat(data["on"])
    if on < localtime.today() - timedelta(days=OLDEST):
        raise Invalid({"on": [_("This is more than a year ago.")]})
    found = {line.number: line for line in sheets.lines(campaign, sheet, actor=actor)}
    values = _checked(found, data, on)
    moment = _moment(on)
    for number, line_values in values.items():
        said = {"key": f"{data['key']}-{number}", "kind": data["kind"], "provenance": "stated"}
        row = found[number].row_id
        contacts.log_contact(
            campaign_id,
            found[number].member["person_id"],
            {**said, **line_values, "at": moment},
            actor=actor,
            beside=lambda contact, row=row: _note(row, contact["_id"]),  # type: ignore[misc]
        )
    if values:
        audit.record(actor, "enter", "sheet", sheet_id)
    return len(values)


def _note(row_id: str, contact_id: str) -> None:
    change = {"$set": {"contact_id": contact_id}}
    db.collection("campaigns_sheet_rows").update({"_id": row_id}, change)


def undo(campaign_id: str, sheet_id: str, key: str, *, actor: Actor) -> Undone:
    """Take a whole saving back, line by line; lines changed since stay and are named."""
    campaign, sheet = sheets.get(campaign_id, sheet_id, actor=actor)
    done = Undone(0, [])
    for line in sheets.lines(campaign, sheet, actor=actor):
        contact_id = contacts.contact_id(f"{key}-{line.number}", actor)
        if line.entered is None or line.contact_id != contact_id:
            continue
        try:
            contacts.undo_contact(contact_id, actor=actor)
        except CRMError:
            done.kept.append(line.number)
            continue
        done.count += 1
    return done
