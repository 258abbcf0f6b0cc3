"""`callboard export people`: people to a file on the server."""

import sys
from pathlib import Path

import click

from crm import tenancy
from crm.cli import with_suite
from crm.exports import service
from crm.i18n import _


@click.command("people")
@click.option("--local", "slug", required=True, help="The local, such as local-764.")
@click.option("--list", "list_id", default="", help="Id of a shared list; else everybody.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--reason", required=True, help="Why: it is kept in the audit trail.")
@click.option("--fields", default="", help="Columns by id, separated by commas; else the usual.")
@with_suite
def people(slug: str, list_id: str, out: Path, reason: str, fields: str) -> None:
    """Write the people of a local (or of one of its lists) as CSV or XLSX, by the file's name."""
    rights = [p.id for p in tenancy.suite().registry.permissions()]
    data = {
        "list_id": list_id,
        "format": service.XLSX if out.suffix.lower() == ".xlsx" else service.CSV,
        "fields": [name.strip() for name in fields.split(",") if name.strip()],
        "reason": reason,
    }
    out.touch(mode=0o600)
    with tenancy.local_scope(slug), out.open("wb") as stream:
        count = service.export_to(stream, data, actor=tenancy.system_actor(*rights))
    click.echo(str(_("%(n)d people written to %(file)s", n=count, file=out)), file=sys.stderr)
