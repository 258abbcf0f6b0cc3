"""`callboard import elections`: the labor board's file from the command line."""

from pathlib import Path

import click

from crm import tenancy
from crm.cli import Bar, imports, with_suite
from crm.i18n import _
from crm.workplaces import electionimport


@imports.command("elections")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_suite
def import_elections(file: Path) -> None:
    """Import the labor board's election FILE (.xlsx) for all locals; again changes nothing."""
    with file.open("rb") as stream:
        report = electionimport.import_now(
            stream, file.name, actor=tenancy.system_actor(), progress=Bar(str(_("Elections")))
        )
    click.echo(
        str(
            _(
                "%(tallies)d tallies of %(elections)d elections: %(new)d new, %(changed)d changed,"
                " %(unchanged)d unchanged; %(problem_count)d rows left out.",
                **{k: v for k, v in report.items() if isinstance(v, int)},
            )
        )
    )
    for problem in report["problems"]:
        click.echo("  {row}: {column}: {message} ({what_to_do})".format(**problem))
    if report["unplaced"]:
        click.echo(str(_("Unions not recognised, with how often they stand in the file:")))
    for union in report["unplaced"][:20]:
        click.echo(f"  {union['times']:>4}  {union['name']}")
