"""A survey of the own local, and who writes it."""

from collections.abc import Iterator
from typing import Any

import pytest

from crm.tenancy import Actor
from plugins.surveys.service import surveys
from tests.factories import World
from tests.plugins.surveys.samples import EVERY, version


@pytest.fixture
def lead(world: World) -> Iterator[Actor]:
    """The lead, inside the own local."""
    with world.local():
        yield world.actor("lead")


@pytest.fixture
def survey(lead: Actor) -> dict[str, Any]:
    """A survey with a question of every type that has never been open."""
    data = {"name": "Census", "mode": "anonymous", "pages": version(EVERY)["pages"]}
    return surveys.create_survey(data, actor=lead)
