"""`callboard local`: list and create locals, and change what a role may do in one."""

import click
from marshmallow import ValidationError

from crm import tenancy
from crm.accounts.schemas import slug_field
from crm.cli import with_suite
from crm.locals import service
from crm.plugin import ROLES
from crm.registry import current as registry


@click.group(name="local")
def group() -> None:
    """Locals of this installation."""


@group.command("list")
@with_suite
def list_locals() -> None:
    """Every local: short name, name, kind, body above, plugins."""
    for body in service.every():
        plugins = ",".join(body["plugins"]) or "-"
        row = (body["_id"], body["name"], body["kind"], body["parent"] or "-", plugins)
        click.echo("\t".join(row))


@group.command()
@click.argument("slug")
@click.option("--name", required=True)
@click.option("--kind", type=click.Choice(service.KINDS), default="local", show_default=True)
@click.option("--parent", default="", help="Short name of the body above.")
@with_suite
def create(slug: str, name: str, kind: str, parent: str) -> None:
    """Make a local with every plugin on; then invite its administrator with `user create`."""
    try:
        slug_field().deserialize(slug)
    except ValidationError as error:
        raise click.BadParameter("; ".join(map(str, error.messages))) from error
    plugins = [plugin for plugin in registry().plugins if plugin != "core"]
    service.create(slug, name, kind=kind, parent=parent, plugins=plugins)
    click.echo(f"made {slug}")


@group.command()
@click.argument("role_name", type=click.Choice(ROLES))
@click.option("--local", "slug", required=True)
@click.option("--on", multiple=True, help="A permission to give, such as people.see_all.")
@click.option("--off", multiple=True, help="A permission to take.")
@with_suite
def role(role_name: str, slug: str, on: tuple[str, ...], off: tuple[str, ...]) -> None:
    """Show what a role may do in a local, and switch single permissions on and off."""
    with tenancy.local_scope(slug):
        held = service.role_table(role_name)
        if on or off:
            known = {p.id for plugin in registry().enabled() for p in plugin.permissions}
            wanted = ((held & known) | set(on)) - set(off)
            service.change_role(role_name, wanted, actor=tenancy.system_actor())
            held = service.role_table(role_name)
        click.echo("\n".join(sorted(held)))
