"""`callboard user`: accounts from the command line, for whoever runs the server."""

import click

from crm import tenancy
from crm.accounts import links, service
from crm.cli import with_suite
from crm.errors import NotFound
from crm.plugin import ROLES

ROLE = click.Choice(ROLES)


def address(token: str) -> str:
    """The whole address of a link, from the configuration."""
    config = tenancy.suite().config
    return f"{config.base_url or f'http://{config.host}:{config.port}'}/link/{token}"


def _account(email: str) -> str:
    account = service.by_email(email)
    if account is None:
        raise NotFound(f"There is no account with the address {email}.")
    return str(account["_id"])


@click.group(name="user")
def group() -> None:
    """Accounts: who may sign in, and as what."""


@group.command("list")
@click.option("--local", "slug", default="", help="Only accounts of this local.")
@with_suite
def list_users(slug: str) -> None:
    """Address, name, state and roles of every account."""
    for account in service.every(slug):
        roles = [f"{m['local_id']}:{'+'.join(m['roles'])}" for m in account["memberships"]]
        if account["suite_admin"]:
            roles.append("suite-admin")
        state = "active" if account["active"] else "closed"
        click.echo("\t".join((account["email"], account["name"], state, " ".join(roles) or "-")))


@group.command()
@click.argument("email")
@click.option("--local", "slug", default="")
@click.option("--role", "roles", type=ROLE, multiple=True)
@click.option("--suite-admin", is_flag=True)
@with_suite
def create(email: str, slug: str, roles: tuple[str, ...], suite_admin: bool) -> None:
    """Print a link, good for 7 days and once, with which EMAIL makes or extends an account."""
    if slug and not roles:
        raise click.UsageError("--local needs at least one --role")
    if not slug and not suite_admin:
        raise click.UsageError("give --local and --role, or --suite-admin")
    if slug:
        with tenancy.local_scope(slug):
            pass
    token = links.invite_to_suite(
        email, by="system", suite_admin=suite_admin, local_id=slug, roles=roles
    )
    click.echo(address(token))


@group.command("reset-link")
@click.argument("email")
@click.option("--drop-second-factor", is_flag=True, help="The phone is lost, codes too.")
@with_suite
def reset_link(email: str, drop_second_factor: bool) -> None:
    """Print a link, good for an hour and once, to choose a new password."""
    account_id = _account(email)
    token = links.reset_by_operator(account_id, drop_second_factor=drop_second_factor)
    click.echo(address(token))


@group.command()
@click.argument("email")
@click.option("--local", "slug", default="", help="End the access to this local only.")
@click.option("--heir", default="", help="With --local: the address of who takes over.")
@with_suite
def deactivate(email: str, slug: str, heir: str) -> None:
    """Close an account, or end its access to one local and hand its work on."""
    account_id, actor = _account(email), tenancy.system_actor()
    if not slug:
        service.deactivate(account_id, actor=actor)
    else:
        heir_id = _account(heir) if heir else None
        with tenancy.local_scope(slug):
            service.remove(account_id, actor=actor, heir_id=heir_id)
    click.echo(f"done: {email}")


@group.command()
@click.argument("email")
@click.argument("roles", type=ROLE, nargs=-1, required=True)
@click.option("--local", "slug", required=True)
@with_suite
def roles(email: str, roles: tuple[str, ...], slug: str) -> None:
    """Give an account exactly these roles in a local; ends its sessions."""
    with tenancy.local_scope(slug):
        service.set_roles(_account(email), roles, actor=tenancy.system_actor())
    click.echo(f"{email}: {', '.join(roles)}")
