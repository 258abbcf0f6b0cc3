"""Tasks: whom they may be given to, who sees them, doing and undoing, and handing them over."""

from datetime import timedelta

import pytest

from crm import db, localtime
from crm.errors import Conflict, Forbidden, Invalid, NotFound
from crm.events import AccountDeparted, PersonErased
from crm.people import merge
from crm.registry import emit
from plugins.campaigns.service import campaigns, tasks
from plugins.campaigns.taskforms import ReassignForm, TaskForm
from tests.factories import Client


def due(days=0):
    return (localtime.today() + timedelta(days=days)).isoformat()


def give(unit_of, by="lead", to="lead", person=None, key=None, **values):
    data = {
        "key": key or db.new_id(),
        "title": "Bring the sign-in sheet",
        "due": due(),
        "owner": unit_of.world.accounts[to],
        "person_id": unit_of.people[person] if person is not None else "",
        **values,
    }
    return tasks.add_task(unit_of.id, TaskForm().load(data), actor=unit_of.world.actor(by))


def listed(unit_of, who, **asked):
    actor = unit_of.world.actor(who)
    found, _after = tasks.page(campaigns.get_campaign(unit_of.id, actor=actor), asked, actor=actor)
    return [task["title"] for task in found]


def hand_over(unit_of, to, who="lead", **values):
    data = ReassignForm().load({"owner": unit_of.world.accounts[to], **values})
    return tasks.reassign(unit_of.id, data, actor=unit_of.world.actor(who))


def owner(task):
    return db.collection("campaigns_tasks").get(task["_id"])["owner"]


def test_a_task_sent_twice_is_one(unit_of):
    first, second = (give(unit_of, key="a" * 24) for _n in range(2))
    assert first["_id"] == second["_id"]
    assert len(listed(unit_of, "lead")) == 1


def test_only_the_lead_gives_tasks_to_others_and_only_to_the_team(unit_of):
    with pytest.raises(Invalid):
        give(unit_of, by="organizer", to="organizer2")
    with pytest.raises(Invalid):
        give(unit_of, to="auditor")
    assert give(unit_of, by="organizer", to="organizer")["state"] == "open"


def test_nobody_gets_a_task_about_a_person_they_may_not_see(unit_of):
    with pytest.raises(Invalid):
        give(unit_of, to="organizer", person=4)
    with pytest.raises(NotFound):
        give(unit_of, by="organizer", to="organizer", person=4)
    assert give(unit_of, to="organizer", person=0)["person_id"] == unit_of.people[0]


def test_each_sees_own_tasks_and_the_lead_all(unit_of):
    give(unit_of, by="organizer", to="organizer", title="Mine")
    task = give(unit_of, to="organizer2", title="Theirs")
    assert listed(unit_of, "organizer") == ["Mine"]
    assert sorted(listed(unit_of, "lead")) == ["Mine", "Theirs"]
    with pytest.raises(NotFound):
        tasks.set_state(unit_of.id, task["_id"], "done", actor=unit_of.world.actor("organizer"))


def test_today_holds_what_is_overdue_and_due_in_a_week_soonest_first(unit_of):
    for days, title in ((9, "far"), (5, "soon"), (-2, "late"), (0, "now")):
        give(unit_of, to="organizer", title=title, due=due(days))
    found = tasks.of_me(actor=unit_of.world.actor("organizer"), today=localtime.today())
    assert [task["title"] for task in found] == ["late", "now", "soon"]
    assert listed(unit_of, "lead", when="overdue") == ["late"]


def test_a_task_is_done_and_open_again(unit_of):
    lead, task = unit_of.world.actor("lead"), give(unit_of)
    tasks.set_state(unit_of.id, task["_id"], "done", actor=lead)
    tasks.set_state(unit_of.id, task["_id"], "done", actor=lead)
    assert (listed(unit_of, "lead"), len(listed(unit_of, "lead", state="done"))) == ([], 1)
    back = tasks.set_state(unit_of.id, task["_id"], "open", actor=lead)
    assert (back["done_at"], len(listed(unit_of, "lead"))) == (None, 1)


def test_a_task_changed_by_two_keeps_both_texts(unit_of):
    lead, task = unit_of.world.actor("lead"), give(unit_of)
    data = {name: task[name] for name in ("title", "note", "due", "owner")}
    tasks.change_task(unit_of.id, task["_id"], 1, {**data, "title": "First"}, actor=lead)
    with pytest.raises(Conflict) as late:
        tasks.change_task(unit_of.id, task["_id"], 1, {**data, "title": "Second"}, actor=lead)
    assert late.value.extra["theirs"]["title"] == "First"


def test_chosen_tasks_are_handed_over_and_others_stay(unit_of):
    one, two = give(unit_of, to="organizer"), give(unit_of, to="organizer")
    assert hand_over(unit_of, "organizer2", tasks=[one["_id"]])["tasks"] == 1
    accounts = unit_of.world.accounts
    assert (owner(one), owner(two)) == (accounts["organizer2"], accounts["organizer"])
    with pytest.raises(Forbidden):
        hand_over(unit_of, "organizer", "organizer", tasks=[one["_id"]])


def test_tasks_about_people_the_new_owner_does_not_see_are_counted(unit_of):
    task = give(unit_of, to="organizer", person=0)
    found = hand_over(unit_of, "organizer2", tasks=[task["_id"]])
    assert found == {"tasks": 1, "people": 0, "unseen": 1}


def test_everything_of_an_organizer_goes_with_people_and_follow_ups(unit_of):
    task = give(unit_of, to="organizer", person=0)
    mine = unit_of.world.accounts["organizer"]
    found = hand_over(unit_of, "organizer2", everything_of=mine, follow_ups="yes")
    assert found == {"tasks": 1, "people": 2, "unseen": 0}
    heir = unit_of.world.accounts["organizer2"]
    assert (owner(task), unit_of.member(unit_of.people[0])["organizer"]) == (heir, heir)


def test_a_leavers_open_tasks_go_to_the_heir_or_to_nobody(unit_of):
    world = unit_of.world
    task, done = give(unit_of, to="organizer"), give(unit_of, to="organizer")
    tasks.set_state(unit_of.id, done["_id"], "done", actor=world.actor("lead"))
    emit(AccountDeparted("acct-admin", world.accounts["organizer"], world.accounts["organizer2"]))
    assert owner(task) == world.accounts["organizer2"]
    assert owner(done) == world.accounts["organizer"]
    emit(AccountDeparted("acct-admin", world.accounts["organizer2"], None))
    assert owner(task) == ""
    assert listed(unit_of, "lead", owner="nobody") == ["Bring the sign-in sheet"]


def test_a_task_follows_its_person_through_a_merge_and_back_and_goes_with_them(unit_of):
    admin, task = unit_of.world.actor("admin"), give(unit_of, person=1)
    kept, gone = unit_of.people[0], unit_of.people[1]
    versions = tuple(db.collection("people").get(p)["version"] for p in (kept, gone))
    merged = merge.merge_people(kept, gone, versions, {}, actor=admin)
    stored = db.collection("campaigns_tasks")
    assert stored.get(task["_id"])["person_id"] == kept
    merge.unmerge_people(merged["_id"], actor=admin)
    assert stored.get(task["_id"])["person_id"] == gone
    emit(PersonErased("acct-admin", gone))
    assert stored.get(task["_id"]) is None


@pytest.fixture
def page(app, unit_of):
    """A client over the unit, in the lead's hands."""
    return Client(app, unit_of.world).sign_in("lead")


def test_the_pages_show_a_task_and_keep_what_was_typed(page, unit_of):
    base = f"~/campaigns/{unit_of.id}/tasks"
    form = {"key": "e" * 24, "title": "Ring the night shift", "due": "someday",
            "owner": "acct-lead", "person_id": unit_of.people[0]}  # fmt: skip
    wrong = page.post(f"{base}/new", form)
    assert wrong.status_code == 422
    assert "Ring the night shift" in wrong.get_data(as_text=True)
    done = page.post(f"{base}/new", {**form, "due": due()})
    assert "Ring the night shift" in page.get(done.location).get_data(as_text=True)
    assert "Ring the night shift" in page.get("~/").get_data(as_text=True)
    assert "Worker0" in page.get(base).get_data(as_text=True)
    assert page.sign_in("leadership").get(base).status_code == 403


def test_handing_over_nothing_says_so(page, unit_of):
    answer = page.post(f"~/campaigns/{unit_of.id}/tasks/reassign", {"owner": "acct-lead"})
    assert answer.status_code == 422
    assert "Choose at least one task" in answer.get_data(as_text=True)
