"""The days of a local are those of its time zone, whatever day it is in UTC."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm import db, formats, jobs, localtime, tenancy
from crm.locals import service as local_bodies
from crm.locals.schemas import zones
from tests.factories import OWN, World


def live_in(zone: str) -> None:
    """Move the own local to another time zone, for the tests that follow in this one."""
    db.collection("locals").update({"_id": OWN}, {"$set": {"settings.core.time_zone": zone}})


def test_outside_of_a_local_days_are_those_of_utc(clean: object) -> None:
    late = datetime(2026, 11, 27, 23, 59, tzinfo=UTC)
    assert localtime.day_of(late) == date(2026, 11, 27)
    assert str(localtime.zone()) == "UTC"


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [
        ("America/Los_Angeles", 1, 26),  # five in the evening, the day before
        ("America/New_York", 4, 26),
        ("America/New_York", 5, 27),
        ("Pacific/Kiritimati", 10, 28),
    ],
)
def test_a_moment_is_on_the_day_of_the_local(world: World, zone: str, hour: int, day: int) -> None:
    live_in(zone)
    with world.local():
        moment = datetime(2026, 11, 27, hour, tzinfo=UTC)
        assert localtime.day_of(moment) == date(2026, 11, day)


def test_a_local_that_never_chose_lives_in_new_york(world: World) -> None:
    db.collection("locals").update({"_id": OWN}, {"$set": {"settings": {}}})
    with world.local():
        assert str(localtime.zone()) == localtime.ZONE


@given(
    zone=st.sampled_from(zones()),
    day=st.dates(min_value=date(1975, 1, 1), max_value=date(2060, 1, 1)),
)
@example(zone="America/Havana", day=date(2026, 3, 8))  # midnight does not exist there
@example(zone="Pacific/Apia", day=date(2011, 12, 31))  # the day before was left out
def test_a_day_begins_and_has_its_noon_on_that_day(zone: str, day: date) -> None:
    local = {"_id": OWN, "settings": {"core": {"time_zone": zone}}}
    with tenancy.local_scope(OWN, local=local):
        begun, noon = localtime.begin(day), localtime.noon(day)
        assert localtime.day_of(begun) == localtime.day_of(noon) == day
        assert begun < noon < localtime.begin(day + timedelta(days=2))
        assert begun.tzinfo is UTC


def test_what_was_this_morning_is_today_in_the_evening_too(world: World) -> None:
    """Between afternoon in Los Angeles and midnight, UTC is a day ahead."""
    now = db.now()
    zone = "Pacific/Kiritimati" if now.hour >= 10 else "Etc/GMT+12"
    live_in(zone)
    with world.local():
        here = now.astimezone(ZoneInfo(zone))
        assert here.date() != now.date()
        assert formats.ago(now) == "today"
        assert formats.ago(localtime.begin(here.date()) - timedelta(minutes=1)) == "yesterday"
        assert localtime.today() == here.date()


def test_another_zone_counts_anew_once(world: World) -> None:
    with world.local():
        admin = world.actor("admin")
        same = {"time_zone": "UTC", "phone_region": "US"}
        local_bodies.save_local("Stage hands", same, actor=admin)
        queued = {"name": "core.recount", "state": "waiting"}
        assert not db.raw_database()["jobs"].count_documents(queued)
        local_bodies.save_local("Stage hands", {**same, "time_zone": "Asia/Tokyo"}, actor=admin)
        assert db.raw_database()["jobs"].count_documents(queued) == 1
        assert jobs.drain()


def test_a_day_to_come_is_said_with_its_weekday_a_far_one_with_its_year(world: World) -> None:
    from crm.app import create_app

    with create_app(suite=tenancy.suite()).test_request_context(), world.local():
        soon, far = localtime.today() + timedelta(days=3), localtime.today() + timedelta(days=300)
        assert formats.weekday(soon.isoformat()) == f"{soon:%a, %b} {soon.day}"
        assert formats.weekday(far.isoformat()) == f"{far:%b} {far.day}, {far.year}"
        assert formats.weekday("") == ""
        assert formats.due(soon.isoformat()) == f"next {formats.weekday(soon.isoformat())}"
        past, now = (localtime.today() - timedelta(days=n) for n in (3, 0))
        assert formats.due(past.isoformat()) == f"overdue since {past:%a, %b} {past.day}"
        assert formats.due(now.isoformat()) == "due today"
