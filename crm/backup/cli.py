"""`callboard export --all DIR` and `callboard restore DIR [--verify | --into NAME]`.

With the embedded database, a server that is not running is started for the command's length.
"""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from crm import tenancy
from crm.app import build_suite, with_wait
from crm.backup import exporting, nightly, restoring
from crm.config import Config, ConfigError, from_environment
from crm.embedded.server import EmbeddedError, EmbeddedServer, running_uri
from crm.errors import CRMError
from crm.i18n import _


@contextmanager
def _database(config: Config, *, alone: bool) -> Iterator[str]:
    """The URI of the configured database; `alone`: an embedded one must not be in use."""
    running = config.mongodb_uri or ("" if alone else running_uri(config.data_dir))
    if running:
        yield running
        return
    with EmbeddedServer(config.data_dir) as server:
        yield server.uri


@contextmanager
def _opened(*, alone: bool) -> Iterator[None]:
    """This installation, patient with its database; expected errors become one line."""
    try:
        config = with_wait(from_environment(), 60)
        with _database(config, alone=alone) as uri:
            suite = build_suite(config, uri)
            with tenancy.suite_context(suite):
                yield
            suite.store.close()
    except CRMError as error:
        raise click.ClickException(f"{error.title}. {error.detail or ''}".strip()) from error
    except (ConfigError, EmbeddedError) as error:
        raise click.ClickException(str(error)) from error


def _with_bar(label: str, work: Callable[[exporting.Progress], Any]) -> Any:
    """Run `work` with a progress bar on standard error."""
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:

        def move(done: int, total: int) -> None:
            bar.update(done * 1000 // max(total, 1) - bar.pos)

        result = work(nightly.paced(move, 0.1))
        bar.update(1000 - bar.pos)
    return result


@click.group(invoke_without_command=True)
@click.option("--all", "folder", type=click.Path(path_type=Path), help="A new folder.")
@click.pass_context
def export(context: click.Context, folder: Path | None) -> None:
    """Write the whole database to a folder (--all): one BSON file per collection, with a manifest.

    Or people to a file: see `callboard export people --help`.
    """
    if context.invoked_subcommand:
        return
    if folder is None:
        raise click.UsageError(str(_("Say --all FOLDER, or: people.")))
    with _opened(alone=False):
        work = functools.partial(exporting.export_all, folder)
        found = _with_bar(str(_("Exporting")), work)
    count = sum(row["count"] for row in found["collections"].values())
    click.echo(_("%(count)s documents in %(folder)s", count=count, folder=folder))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--verify", is_flag=True, help="Only prove it: into a scratch database, then gone.")
@click.option("--into", default="", metavar="NAME", help="Another database on the same server.")
def restore(folder: Path, verify: bool, into: str) -> None:
    """Read an export back into an empty database, and compare the result with the export."""
    with _opened(alone=not (verify or into)):
        if verify:
            count = _with_bar(str(_("Verifying")), functools.partial(restoring.verify, folder))
            click.echo(_("The export is whole: %(count)s documents.", count=count))
            return
        work = functools.partial(restoring.restore, folder)
        name = into or tenancy.suite().config.database
        with restoring.database_named(name):
            count = _with_bar(str(_("Restoring")), work)
    click.echo(_("%(count)s documents restored into %(name)s.", count=count, name=name))
