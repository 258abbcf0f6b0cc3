"""`callboard demo`: load the demo from the command line."""

import secrets

import click

from crm.accounts import passwords
from crm.cli import Bar, with_suite
from crm.demo import service
from crm.i18n import _


@click.command()
@with_suite
def demo() -> None:
    """Make a demo local with fictional people, campaigns and an account for every role."""
    password = secrets.token_urlsafe(18)
    hashed = passwords.hash_password(password)
    found = service.load(hashed, progress=Bar(str(_("Demo"))))
    click.echo(str(_("%(name)s: %(people)d fictional people.", name=service.NAME, **found)))
    click.echo(str(_("Sign in as one of these, with the password %(it)s:", it=password)))
    for address in service.addresses():
        click.echo(f"  {address}")
