"""The commands of the installation itself: run, web, worker, check; nouns add theirs."""

import click

from crm.accounts import cli as accounts_cli
from crm.admin import cli as admin_cli
from crm.backup.cli import export, restore
from crm.config import Config, ConfigError, from_environment
from crm.core import core
from crm.dashboard import cli as dashboard_cli
from crm.demo import cli as demo_cli
from crm.exports.cli import people as export_people
from crm.imports import cli as imports_cli  # noqa: F401 - puts its command on `imports`
from crm.locals import cli as locals_cli
from crm.registry import Registry
from crm.workplaces import cli as workplaces_cli


def _config() -> Config:
    try:
        return from_environment()
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


@click.command()
def run() -> None:
    """Start everything: database, migrations, web server and worker."""
    from crm import supervisor

    supervisor.run(_config())


@click.command()
@click.option("--workers", default=2, show_default=True)
@click.option("--threads", default=4, show_default=True)
def web(workers: int, threads: int) -> None:
    """Start the web server alone (the database must run)."""
    from crm import processes

    processes.serve(_config(), workers, threads)


@click.command()
def worker() -> None:
    """Run background jobs until told to stop."""
    from crm import processes

    processes.work(_config())


@click.command()
@click.option("--deploy", is_flag=True, help="Also refuse what is unsafe on a public server.")
def check(deploy: bool) -> None:
    """Examine this installation; exit 1 when something must be put right, 0 otherwise."""
    from crm import checks

    found = list(checks.examine(_config(), deploy=deploy))
    for row in found:
        colour = {checks.OK: "green", checks.WARN: "yellow", checks.FAIL: "red"}[row.level]
        click.echo(f"{click.style(f'{row.level:<5}', fg=colour)} {row.what:<15} {row.text}")
    wrong = sum(row.level == checks.FAIL for row in found)
    if wrong:
        raise click.ClickException(f"{wrong} of {len(found)} checks failed.")


COMMANDS: tuple = (
    demo_cli.demo,
    dashboard_cli.recount,
    workplaces_cli.imports,
    locals_cli.group,
    accounts_cli.group,
    admin_cli.plugin_group,
    admin_cli.audit_group,
)
"""What the core's nouns add."""


def register(cli: click.Group) -> None:
    """Put all commands on `cli`: these, the core nouns', and each configured plugin's group."""
    export.add_command(export_people)
    for command in (run, web, worker, check, export, restore, *COMMANDS):
        cli.add_command(command)
    registry = Registry(core)
    registry.load(from_environment().plugins, strict=False)
    for plugin in registry.plugins.values():
        if plugin.cli is not None:
            cli.add_command(plugin.cli, plugin.name)
