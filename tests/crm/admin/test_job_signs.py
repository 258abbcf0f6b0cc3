"""A job that stands still says why, from what is stored, and what to do."""

from datetime import timedelta
from typing import Any

import pytest

from crm import db, jobs, schedule
from crm.imports.service import progressing
from tests.crm.imports import rosters
from tests.crm.imports.test_pages import columns_form, upload
from tests.factories import Client, World

RUNNING = {"state": "running", "done": 3, "total": 9, "tries": 1, "token": "gone"}


@pytest.fixture
def shown(client: Client, world: World) -> Any:
    """What the page of a job says, the job and the last pulse of a worker being so."""
    client.sign_in("admin")

    def show(pulse: timedelta | None, **values: Any) -> str:
        with world.local():
            job_id = jobs.enqueue("core.find_duplicates", by="acct-admin")
            db.collection("jobs").update({"_id": job_id}, {"$set": values})
            if pulse is not None:
                seen(pulse)
        return str(client.get(f"~/jobs/{job_id}").get_data(as_text=True))

    return show


def seen(ago: timedelta) -> None:
    schedules = db.collection("schedules")
    if schedules.get(schedule.PULSE) is None:
        schedules.insert({"_id": schedule.PULSE, "last": db.now()})
    schedules.update({"_id": schedule.PULSE}, {"$set": {"last": db.now() - ago}})


def at(**ago: float) -> Any:
    return db.now() - timedelta(**ago)


def test_a_job_that_goes_on_says_nothing_else(shown):
    page = shown(timedelta(seconds=30), **RUNNING, lease_until=at(seconds=-29))
    assert "3 of 9" in page
    assert "alert-warning" not in page
    assert "alert-warning" not in shown(None)


def test_a_job_without_a_step_says_when_another_worker_takes_it(shown):
    page = shown(timedelta(seconds=30), **RUNNING, lease_until=at(seconds=-10))
    assert "No step for 2" in page
    assert "another goes on from there" in page


def test_a_job_whose_worker_has_ended_says_that_it_goes_on_by_itself(shown):
    page = shown(timedelta(seconds=30), **RUNNING, lease_until=at(seconds=5))
    assert "Nothing heard of its worker for 3" in page
    assert "No worker is running" not in page


@pytest.mark.parametrize(
    "values",
    [{**RUNNING, "lease_until": timedelta(minutes=9)}, {"run_after": timedelta(minutes=9)}],
)
def test_without_a_worker_the_page_says_since_when_and_how_to_start_one(shown, values):
    values = {k: db.now() - v if isinstance(v, timedelta) else v for k, v in values.items()}
    page = shown(timedelta(minutes=9), **values)
    assert "No worker is running; the last was seen at" in page
    assert "callboard worker" in page


def test_where_none_was_ever_seen_it_says_that(shown):
    assert "none has been seen yet" in shown(None, run_after=at(minutes=9))


def test_a_job_that_waits_its_turn_says_so_and_one_that_is_tried_again_when(shown):
    assert "when its turn comes" in shown(timedelta(0), run_after=at(minutes=9))
    again = shown(timedelta(0), tries=2, run_after=at(seconds=-50))
    assert "The next begins by itself in" in again
    assert "alert-warning" not in shown(timedelta(0), run_after=at(seconds=-50))


def test_a_worker_at_work_leaves_its_pulse(world):
    assert schedule.pulse() is None
    schedule.run_due()
    assert db.now() - schedule.pulse() < timedelta(minutes=1)


def test_the_progress_of_an_import_says_it_too(client: Client, world: World):
    client.sign_in("admin")
    where = upload(client, rosters.csv_bytes(rosters.roster(30, 5)))
    client.post(where + "columns", columns_form(client, where))
    import_id = where.rstrip("/").split("/")[-1]
    with world.local():
        found = db.collection("imports").get(import_id)
        assert progressing.of(found)["state"] == "waiting"
        change = {"$set": {**RUNNING, "lease_until": at(minutes=9)}}
        db.collection("jobs").update({"_id": found["job_id"]}, change)
        seen(timedelta(minutes=9))
    page = client.get(where).get_data(as_text=True)
    assert "No worker is running; the last was seen at" in page
