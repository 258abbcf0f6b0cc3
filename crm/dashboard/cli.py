"""`callboard recount`: compare the counters behind the dashboards with the records."""

import click

from crm import tenancy
from crm.cli import with_suite
from crm.dashboard import counting
from crm.i18n import _
from crm.locals import service as local_bodies


@click.command()
@click.option("--local", "slug", help="Only this local (by its short name).")
@click.option("--repair", is_flag=True, help="Set wrong counters right.")
@with_suite
def recount(slug: str | None, repair: bool) -> None:
    """Compare every counter with a recount of the records; exit 1 where one was off."""
    bodies = [local_bodies.get(slug)] if slug else local_bodies.every()
    wrong = 0
    for local in bodies:
        with tenancy.local_scope(local["_id"], local=local):
            for line in counting.differences(repair=repair):
                wrong += 1
                click.echo(f"{local['_id']}: {line}")
    if not wrong:
        click.echo(str(_("All counters are right.")))
    elif repair:
        click.echo(str(_("%(n)d counters were set right.", n=wrong)))
    else:
        raise SystemExit(1)
