"""`callboard`: the command line. Each noun brings its commands; this file gathers them.

The core imports this module for its commands, so what it needs of the core it imports when run.
"""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from crm import migrations, tenancy
from crm.config import Config, ConfigError, from_environment
from crm.errors import CRMError, Invalid
from crm.i18n import _
from crm.tenancy import Suite


@contextmanager
def opened(config: Config | None = None) -> Iterator[Suite]:
    """The installation this environment describes, connected, for the length of a command."""
    from crm.app import build_suite, database_uri, with_wait

    config = with_wait(config or from_environment(), 60)  # nobody waits for a page here
    suite = build_suite(config, database_uri(config))
    try:
        with tenancy.suite_context(suite):
            yield suite
    finally:
        suite.store.close()


def with_suite(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the installation; expected errors become one line and exit 1."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            with opened():
                return command(*args, **kwargs)
        except Invalid as error:
            lines = [f"{k}: {'; '.join(map(str, v))}" for k, v in error.errors.items()]
            raise click.ClickException("\n".join(lines)) from error
        except (CRMError, ConfigError) as error:
            text = getattr(error, "detail", None) or getattr(error, "title", None) or error
            raise click.ClickException(str(text)) from error

    return run


class Bar:
    """A progress bar for `Job.on_progress`, drawn on the terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Move to `done` of `total`."""
        if self._bar is None:
            self._bar = click.progressbar(length=max(total, 1), label=self._label, file=sys.stderr)
            self._bar.__enter__()
        self._bar.length = max(total, 1)
        self._bar.update(max(done - self._bar.pos, 0))
        if done >= total > 0:
            self._bar.render_finish()


@click.group()
def cli() -> None:
    """Callboard: an organizing-campaign CRM for unions."""


@cli.group("import")
def imports() -> None:
    """Bring files in: rosters of people, the labor board's elections."""


@cli.command()
@with_suite
def migrate() -> None:
    """Create indexes and run the migrations that are due."""
    for name in migrations.run_due():
        click.echo(str(_("migrated: %(name)s", name=name)))
    migrations.ensure_indexes()


def main() -> None:
    """The console script: core commands, then each plugin's group."""
    from crm import commands

    try:
        commands.register(cli)
    except ConfigError as error:
        raise SystemExit(f"Configuration: {error}") from error
    cli()
