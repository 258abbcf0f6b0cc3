"""`callboard import people FILE`: a roster from the command line, with preview and undo like pages.

The import is listed on the import page of the local, where it can be continued or undone.
"""

import json
from pathlib import Path
from typing import Any

import click

from crm import tenancy
from crm.cli import Bar, imports, with_suite
from crm.errors import Invalid
from crm.i18n import _
from crm.imports.jobs import system_actor
from crm.imports.service import columns, commit, preview, report, uploads
from crm.tenancy import Actor

MOST_SHOWN = 50


def _say(text: Any) -> None:
    click.echo(str(text))


def _targets(into: tuple[str, ...], campaign: str, actor: Actor) -> dict[str, str]:
    chosen = dict(pair.split("=", 1) for pair in into if "=" in pair)
    if campaign:
        names = [target.id for target, _choices in uploads.target_choices(actor=actor)]
        name = next((name for name in names if name.endswith(".campaign")), "")
        if not name:
            raise Invalid({"campaign": [_("There is no campaign to import into.")]})
        chosen[name] = campaign
    return chosen


def _fields(found: dict[str, Any], mapping: Path | None) -> list[str]:
    """The field of each column: as guessed, or as the mapping file says (the rest is left out)."""
    if mapping is None:
        return list(found["fields"])
    try:
        told = json.loads(mapping.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Invalid({"mapping": [_("This is no JSON file: %(why)s", why=error)]}) from error
    return [str(told.get(header, columns.SKIP)) for header in found["headers"]]


@imports.command("people")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--local", "slug", required=True, help="The local, e.g. local-764.")
@click.option("--campaign", default="", help="Id of the campaign to put everybody into.")
@click.option("--into", multiple=True, metavar="TARGET=ID", help="Another target of the import.")
@click.option("--tag", default="", help="A tag to add to everybody.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='JSON file {"header": "field", ...}; without it the columns are guessed.',
)
@click.option("--keep", is_flag=True, help="Leave people on file as they are.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@with_suite
def import_people(
    file: Path,
    slug: str,
    campaign: str,
    into: tuple[str, ...],
    tag: str,
    mapping: Path | None,
    keep: bool,
    yes: bool,
) -> None:
    """Import the people of FILE (CSV or XLSX) into a local."""
    with tenancy.local_scope(slug):
        actor = system_actor()
        targets = _targets(into, campaign, actor)
        found = uploads.upload(file.read_bytes(), file.name, targets, actor=actor)
        fields = _fields(found, mapping)
        options = {"tag": tag, "update": not keep}
        found = uploads.choose_columns(found["_id"], fields, options, targets, actor=actor)
        _show_columns(found)
        counts = _preview(found, actor)
        if counts["new"] + counts["changed"] + counts["same"] == 0:
            _say(_("There is nothing to import."))
        elif yes or click.confirm(str(_("Write this?"))):
            _commit(found, actor)


def _show_columns(found: dict[str, Any]) -> None:
    for header, field in zip(found["headers"], found["fields"], strict=True):
        click.echo(f"  {header} -> {field}")


def _preview(found: dict[str, Any], actor: Actor) -> dict[str, int]:
    import_id = found["_id"]
    uploads.begin(import_id, "previewing", ("columns",), actor=actor)
    counts = preview.run(import_id, actor=actor, progress=Bar(str(_("Preview"))))
    stored = uploads.get_import(import_id, actor=actor)
    _say(
        _(
            "%(new)d new, %(changed)d changed, %(same)d the same, %(question)d questions,"
            " %(problem)d problems",
            **counts,
        )
    )
    for row in report.rows_of(stored, "problem", limit=MOST_SHOWN):
        for problem in row["problems"]:
            click.echo(f"  {row['number']}: {problem['column']}: {problem['message']}")
    if report.alarming(stored):
        _say(_("More than 30 % of the people on file would change."))
    return counts


def _commit(found: dict[str, Any], actor: Actor) -> None:
    import_id = found["_id"]
    uploads.begin(import_id, "committing", ("ready",), actor=actor)
    done = commit.run(import_id, actor=actor, progress=Bar(str(_("Import"))))
    told = {name: done.get(name, 0) for name in ("new", "changed", "same", "problem", "skipped")}
    _say(
        _(
            "Written: %(new)d new, %(changed)d changed, %(same)d the same;"
            " left out: %(problem)d problems, %(skipped)d not decided.",
            **told,
        )
    )
