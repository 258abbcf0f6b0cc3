"""The seeded installation of the trust tests, built once per test process and put back per test."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from crm import db, tenancy
from crm.app import create_app
from tests import shapes
from tests.factories import World
from tests.security import harness, seed
from tests.security.harness import House


@dataclass
class _Kept:
    house: House | None = None


_kept = _Kept()


def _empty(suite: tenancy.Suite) -> None:
    for name in db.declared():
        suite.store.database[name].delete_many({})


def _build(suite: tenancy.Suite) -> House:
    _empty(suite)
    world = World.build()
    values = seed.build(world)
    return House(create_app(suite=suite), world, values)


@pytest.fixture(scope="module")
def _standing(suite: tenancy.Suite) -> Iterator[House]:
    with tenancy.suite_context(suite):
        if _kept.house is None:
            _kept.house = _build(suite)
        else:
            shapes.writes.update(dict.fromkeys(harness.everything()))
            _kept.house.restore()
        yield _kept.house


@pytest.fixture
def house(_standing: House) -> Iterator[House]:
    """Both locals as seeded; whatever the test before wrote is undone."""
    _standing.restore()
    yield _standing
    _standing.restore()
