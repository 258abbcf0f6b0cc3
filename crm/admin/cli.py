"""`callboard plugin` and `callboard audit`: switching plugins, checking the audit trail."""

import click

from crm import audit, tenancy
from crm.cli import with_suite
from crm.locals import service as local_bodies
from crm.registry import current as registry


@click.group(name="plugin")
def plugin_group() -> None:
    """Plugins and where they are on."""


@plugin_group.command("list")
@click.option("--local", "slug", default="", help="Also say whether each is on there.")
@with_suite
def list_plugins(slug: str) -> None:
    """Every plugin that is loaded, and those that failed to load, with the reason."""
    on = local_bodies.get(slug)["plugins"] if slug else ()
    for name, plugin in registry().plugins.items():
        if name != "core":
            state = ("on" if name in on else "off") if slug else "loaded"
            click.echo(f"{name}\t{state}\t{plugin.summary}")
    for name, reason in registry().failed.items():
        click.echo(f"{name}\tfailed\t{reason}")


def _switch(name: str, slug: str, on: bool) -> None:
    with tenancy.local_scope(slug):
        local_bodies.switch(name, on, actor=tenancy.system_actor())
    click.echo(f"{name}: {'on' if on else 'off'} in {slug}")


@plugin_group.command()
@click.argument("name")
@click.option("--local", "slug", required=True)
@with_suite
def enable(name: str, slug: str) -> None:
    """Switch a plugin on in a local."""
    _switch(name, slug, True)


@plugin_group.command()
@click.argument("name")
@click.option("--local", "slug", required=True)
@with_suite
def disable(name: str, slug: str) -> None:
    """Switch a plugin off in a local; its data is kept."""
    _switch(name, slug, False)


@click.group(name="audit")
def audit_group() -> None:
    """The audit trail."""


@audit_group.command()
@click.option("--local", "slug", default="", help="Only this local.")
@with_suite
def verify(slug: str) -> None:
    """Check the chain of every local; exit 1 naming each broken entry."""
    slugs = [slug] if slug else [body["_id"] for body in local_bodies.every()]
    broken = 0
    for name in slugs:
        with tenancy.local_scope(name):
            found = audit.verify()
        broken += len(found)
        click.echo("\n".join(f"{name}: {line}" for line in found) or f"{name}: whole")
    if broken:
        raise click.ClickException(f"{broken} broken")
