"""Flip mode: a crew list or call sheet is read, put right by a human, and goes on as an import.

From there on the import does everything: matching with people on file, questions, preview, one
undo for all of it. What it cannot hold in a person, the day and the hours, `daylog` keeps.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from crm.errors import Invalid
from crm.i18n import _
from crm.imports.service import files, uploads
from crm.tenancy import Actor
from plugins.campaigns.crewlists import reading
from plugins.campaigns.crewlists.reading import MOST_LINES
from plugins.campaigns.crewlists.rows import Reading
from plugins.campaigns.flipforms import LONGEST_LIST, MOST_ROWS
from plugins.campaigns.service.campaigns import Campaign, get_campaign, require_lead
from plugins.campaigns.service.flipfile import FIELDS, Row, made_file, united
from plugins.campaigns.service.roster import TARGET


def _flips(campaign_id: str, actor: Actor) -> Campaign:
    actor.require("imports.run")
    campaign = get_campaign(campaign_id, actor=actor)
    require_lead(campaign, actor)
    return campaign


def text_of(data: bytes, name: str) -> str:
    """The rows of a file as lines with a tab between cells. Raises Invalid (field `file`)."""
    lines = []
    for _number, cells, _wrong in islice(files.open_upload(data, name).raw(), MOST_LINES + 1):
        lines.append("\t".join(" ".join(str(cell).split()) for cell in cells))
    return "\n".join(lines)


def read(campaign_id: str, text: str, *, actor: Actor) -> Reading:
    """What a list holds; raises Invalid where it is too long or names nobody."""
    _flips(campaign_id, actor)
    if len(text) > LONGEST_LIST or len(text.splitlines()) > MOST_LINES:
        raise Invalid({"text": [_("This is too long for one list: paste it in parts.")]})
    found = reading.read(text)
    if not found.rows:
        raise Invalid({"text": [_("Nobody was found in it. Paste lines with position and name.")]})
    if len(found.rows) > MOST_ROWS:
        raise Invalid({"text": [_("More than %(n)d people: paste it in parts.", n=MOST_ROWS)]})
    return found


def start(campaign_id: str, sheet: Mapping[str, Any], rows: Iterable[Row], *, actor: Actor) -> str:
    """Make an import of the rows, its preview begun; gives the import's id.

    `sheet` is data of SheetForm, `rows` those of `flipforms.rows_of`. Invalid where nobody is left.
    """
    campaign = _flips(campaign_id, actor)
    kept = united(rows)
    if not kept:
        raise Invalid({"_schema": [_("Nobody is ticked: tick at least one row.")]})
    given = sheet["hours"] if sheet["day"] else None
    for row in kept:
        if not row["raw"]:  # typed in below: the table could not fill in the hours of the day
            row["hours"] = row["hours"] or given or ""
    shared = {**{k: sheet[k] for k in ("production", "day")}, "employer": campaign["employer"]}
    name = " ".join(part for part in (sheet["production"], sheet["day"]) if part)
    made = made_file(kept, shared)
    targets = {TARGET: campaign_id}
    found = uploads.upload(made, f"{name.replace('/', '-')}.csv", targets, actor=actor)
    fields = [field for field, _name in FIELDS]
    options = {"update": True, "tag": "", "date_order": "", "leave_out": False}
    uploads.choose_columns(found["_id"], fields, options, targets, actor=actor)
    uploads.start(found["_id"], "previewing", ("columns", "ready"), actor=actor)
    return str(found["_id"])
