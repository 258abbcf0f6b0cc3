"""Tasks over the API: the list, giving one, done and open again."""

from typing import Any

from marshmallow import Schema, fields

from crm import auth
from crm.auth import allow
from crm.schemas import Listed
from plugins.campaigns.api.blueprint import bp
from plugins.campaigns.service import tasks
from plugins.campaigns.service.campaigns import get_campaign
from plugins.campaigns.taskforms import TaskForm, TaskQuery


class TasksAsked(Listed, TaskQuery):
    """Which tasks of a campaign, page by page."""


class TaskOut(Schema):
    """A task; `person_id` is empty where the caller may not see whom it is about."""

    id = fields.String(attribute="_id")
    title = fields.String()
    due = fields.String()
    owner = fields.String()
    note = fields.String()
    state = fields.String()
    person_id = fields.Function(lambda task: task["person_id"] if task["member"] else "")
    done_at = fields.DateTime(allow_none=True)
    version = fields.Integer()


class TaskPage(Schema):
    """A page of tasks by due day; `after` is the cursor of the next, empty at the end."""

    items = fields.List(fields.Nested(TaskOut))
    after = fields.String()


def _shown(task: tasks.Task) -> tasks.Task:
    actor = auth.actor()
    campaign = get_campaign(task["campaign_id"], actor=actor)
    found: tasks.Task = tasks.with_people([task], {campaign["_id"]: campaign}, actor)[0]
    return found


@bp.get("/<campaign_id>/tasks")
@allow("campaigns.log")
@bp.arguments(TasksAsked, location="query")
@bp.response(200, TaskPage)
def list_tasks(query: dict[str, Any], campaign_id: str) -> dict[str, Any]:
    """A page of tasks: all for who leads the campaign, else those one owns or gave."""
    campaign = get_campaign(campaign_id, actor=auth.actor())
    found, after = tasks.page(campaign, query, actor=auth.actor())
    return {"items": found, "after": after}


@bp.post("/<campaign_id>/tasks")
@allow("campaigns.log")
@bp.arguments(TaskForm)
@bp.response(201, TaskOut)
def add_task(data: dict[str, Any], campaign_id: str) -> tasks.Task:
    """Give a task; the same `key` sent again gives the task that is there already."""
    return _shown(tasks.add_task(campaign_id, data, actor=auth.actor()))


@bp.get("/<campaign_id>/tasks/<task_id>")
@allow("campaigns.log")
@bp.response(200, TaskOut)
def get_task(campaign_id: str, task_id: str) -> tasks.Task:
    """One task."""
    return _shown(tasks.get_task(campaign_id, task_id, actor=auth.actor())[1])


@bp.put("/<campaign_id>/tasks/<task_id>/done")
@allow("campaigns.log")
@bp.response(200, TaskOut)
def complete_task(campaign_id: str, task_id: str) -> tasks.Task:
    """The task is done; harmless to repeat."""
    return _shown(tasks.set_state(campaign_id, task_id, "done", actor=auth.actor()))


@bp.delete("/<campaign_id>/tasks/<task_id>/done")
@allow("campaigns.log")
@bp.response(200, TaskOut)
def reopen_task(campaign_id: str, task_id: str) -> tasks.Task:
    """The task is open again; harmless to repeat."""
    return _shown(tasks.set_state(campaign_id, task_id, "open", actor=auth.actor()))
