"""`callboard local`, `user` and `plugin` use the services that the pages use."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from crm import tenancy
from crm.accounts import links
from crm.accounts import service as accounts
from crm.cli import cli
from crm.commands import COMMANDS
from crm.locals import service as local_bodies
from tests.factories import OWN, World

Run = Callable[..., str]


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the test database; gives its output."""

    @contextmanager
    def opened() -> Iterator[tenancy.Suite]:
        yield tenancy.suite()

    monkeypatch.setattr("crm.cli.opened", opened)
    for command in COMMANDS:
        cli.add_command(command)

    def invoke(*args: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli, list(args))
        assert result.exit_code == code, result.output
        return result.output

    return invoke


def test_locals_are_made_and_listed(run: Run) -> None:
    run("local", "create", "local-52", "--name", "Local 52")
    assert "local-52\tLocal 52" in run("local", "list")
    run("local", "create", "local-52", "--name", "Again", code=1)
    run("local", "create", "Not A Slug", "--name", "No", code=2)


def test_users_are_invited_listed_changed_and_closed(run: Run) -> None:
    link = run("user", "create", "cli@example.org", "--local", OWN, "--role", "lead").strip()
    token = link.rpartition("/")[2]
    account = links.accept_as_new(token, "Cli", "a phrase that is long enough")
    assert f"{OWN}:lead" in run("user", "list", "--local", OWN)
    run("user", "roles", "cli@example.org", "organizer", "auditor", "--local", OWN)
    assert accounts.get(account["_id"])["memberships"][0]["roles"] == ["auditor", "organizer"]
    reset = run("user", "reset-link", "cli@example.org").strip().rpartition("/")[2]
    links.use_reset(reset, "another phrase to sign in with")
    run("user", "deactivate", "cli@example.org")
    assert accounts.get(account["_id"])["active"] is False
    assert accounts.get(account["_id"])["memberships"] == []
    run("user", "deactivate", "nobody@example.org", code=1)
    run("user", "create", "x@example.org", code=2)


def test_a_suite_administrator_is_made_from_the_command_line(run: Run) -> None:
    token = run("user", "create", "boss@example.org", "--suite-admin").strip().rpartition("/")[2]
    assert links.accept_as_new(token, "Boss", "a phrase that is long enough")["suite_admin"]


def test_plugins_are_switched(run: Run) -> None:
    run("plugin", "disable", "campaigns", "--local", OWN)
    assert "campaigns" not in local_bodies.get(OWN)["plugins"]
    assert "campaigns\toff" in run("plugin", "list", "--local", OWN)
    run("plugin", "enable", "campaigns", "--local", OWN)
    assert "campaigns" in local_bodies.get(OWN)["plugins"]
    run("plugin", "enable", "nothing", "--local", OWN, code=1)


def test_the_operator_may_change_what_administrators_may_do(run: Run, world: World) -> None:
    run("local", "role", "admin", "--local", OWN, "--off", "people.see_all")
    assert not world.actor("admin").can("people.see_all")
    run("local", "role", "admin", "--local", OWN, "--off", "local.admin", code=1)
    assert world.actor("admin").can("local.admin")
