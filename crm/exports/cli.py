"""`callboard export people`: people to a file on the server."""

import sys
from pathlib import Path
from typing import Any

import click

from crm import audit, db, tenancy
from crm.cli import with_suite
from crm.exports import columns, service
from crm.i18n import _

RIGHTS = ("people.export", "people.see_all", "lists.view")


@click.command("people")
@click.option("--local", "slug", required=True, help="The local, such as local-764.")
@click.option("--list", "list_id", default="", help="Id of a shared list; else everybody.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--reason", required=True, help="Why: it is kept in the audit trail.")
@click.option("--fields", default="", help="Columns by id, separated by commas; else the usual.")
@with_suite
def people(slug: str, list_id: str, out: Path, reason: str, fields: str) -> None:
    """Write the people of a local (or of one of its lists) as CSV or XLSX, by the file's name."""
    with tenancy.local_scope(slug):
        made = _export(list_id, out, reason, fields)
        actor = tenancy.system_actor(*RIGHTS)
        audit.record(
            actor, "export-request", "export", made["_id"],
            fields=made["fields"], reason=reason,
        )  # fmt: skip
        out.touch(mode=0o600)
        with out.open("wb") as stream:
            count = service.write(stream, made, actor=actor)
    click.echo(str(_("%(n)d people written to %(file)s", n=count, file=out)), file=sys.stderr)


def _export(list_id: str, out: Path, reason: str, fields: str) -> dict[str, Any]:
    known = {column.id for column in columns.available()}
    wanted = [name.strip() for name in fields.split(",") if name.strip()] or list(columns.FIRST)
    if unknown := set(wanted) - known:
        raise click.ClickException(
            str(_("There is no such field: %(f)s", f=", ".join(sorted(unknown))))
        )
    form = out.suffix.lstrip(".").lower()
    return {
        "_id": db.new_id(),
        "list_id": list_id,
        "format": form if form in service.FORMATS else service.CSV,
        "fields": [column.id for column in columns.chosen(wanted)],
        "reason": reason,
        "created_at": db.now(),
    }
