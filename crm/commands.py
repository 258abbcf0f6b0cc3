"""The commands of the installation itself: run, web, worker, check; nouns add theirs."""

import click

from crm import supervisor
from crm.config import from_environment
from crm.core import COMMANDS, core
from crm.registry import Registry


@click.command()
def run() -> None:
    """Start everything: database, migrations, web server and worker."""
    supervisor.run(from_environment())


@click.command()
@click.option("--workers", default=2, show_default=True)
@click.option("--threads", default=4, show_default=True)
def web(workers: int, threads: int) -> None:
    """Start the web server alone (the database must run)."""
    supervisor.exec_web(from_environment(), workers, threads)


@click.command()
def worker() -> None:
    """Run background jobs until told to stop."""
    supervisor.work(from_environment())


def register(cli: click.Group) -> None:
    """Put all commands on `cli`: these, the core nouns', and each configured plugin's group."""
    for command in (run, web, worker, *COMMANDS):
        cli.add_command(command)
    registry = Registry(core)
    registry.load(from_environment().plugins, strict=False)
    for plugin in registry.plugins.values():
        if plugin.cli is not None:
            cli.add_command(plugin.cli, plugin.name)
