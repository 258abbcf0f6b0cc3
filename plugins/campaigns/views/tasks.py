"""Tasks of a campaign: the list, giving, changing, doing and handing over."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.campaigns.service import tasks, unit
from plugins.campaigns.service.tasks import Task
from plugins.campaigns.taskforms import ReassignForm, TaskEdit, TaskForm, TaskQuery
from plugins.campaigns.views.blueprint import bp, campaign_of, shown


@bp.get("/<campaign_id>/tasks")
@allow("campaigns.log")
def task_list(campaign_id: str) -> Response:
    """The campaign's tasks by due day: all for its lead, own ones for others."""
    return _list(campaign_id, {})


def _list(campaign_id: str, errors: Any) -> Response:
    campaign, actor = campaign_of(campaign_id), auth.actor()
    asked = web.load_query(TaskQuery)
    found, after = tasks.page(campaign, asked, actor=actor)
    kept = {k: v for k, v in asked.items() if v}
    more = url_for("campaigns.task_list", campaign_id=campaign_id, **{**kept, "after": after})
    return web.page(
        "campaigns/tasks.html",
        "rows" if asked["after"] else None,
        status=422 if errors else 200,
        tasks=found,
        asked=asked,
        more=more if after else "",
        choices=tasks.team_choices(campaign, actor),
        errors=errors,
        **shown(campaign),
    )


def _form(campaign_id: str, values: Any, errors: Any, **context: Any) -> Response:
    campaign, actor = campaign_of(campaign_id), auth.actor()
    member, person_id = None, values.get("person_id") or ""
    if person_id:
        _campaign, member = unit.get_member(campaign_id, person_id, actor=actor)
    return web.page(
        "campaigns/task_form.html",
        status=422 if errors else 200,
        values=values,
        errors=errors,
        member=member,
        choices=tasks.team_choices(campaign, actor),
        **{"task": None, "theirs": None, **context},
        **shown(campaign),
    )


@bp.get("/<campaign_id>/tasks/new")
@allow("campaigns.log")
def task_new(campaign_id: str) -> Response:
    """The form of a new task, about the person of `person_id` where given."""
    person_id = request.args.get("person_id", "")[:40]
    return _form(campaign_id, {"owner": auth.actor().account_id, "person_id": person_id}, {})


@bp.post("/<campaign_id>/tasks/new")
@allow("campaigns.log")
def task_create(campaign_id: str) -> Response:
    """Give a task."""
    try:
        task = tasks.add_task(campaign_id, web.load(TaskForm), actor=auth.actor())
    except Invalid as error:
        return _form(campaign_id, request.form, error.errors)
    if task["person_id"]:
        return web.go("people.person", _("The task is noted."), person_id=task["person_id"])
    return web.go("campaigns.task_list", _("The task is noted."), campaign_id=campaign_id)


@bp.get("/<campaign_id>/tasks/<task_id>")
@allow("campaigns.log")
def task_edit(campaign_id: str, task_id: str) -> Response:
    """The form of a task."""
    _campaign, task = tasks.get_task(campaign_id, task_id, actor=auth.actor())
    return _form(campaign_id, _values(task), {}, task=task)


def _values(task: Task) -> dict[str, Any]:
    return {name: task[name] for name in ("title", "note", "due", "owner", "version")}


@bp.post("/<campaign_id>/tasks/<task_id>")
@allow("campaigns.log")
def task_save(campaign_id: str, task_id: str) -> Response:
    """Change a task; whoever comes second sees both versions and loses nothing."""
    _campaign, task = tasks.get_task(campaign_id, task_id, actor=auth.actor())
    try:
        data = web.load(TaskEdit)
        tasks.change_task(campaign_id, task_id, data.pop("version"), data, actor=auth.actor())
    except Invalid as error:
        return _form(campaign_id, request.form, error.errors, task=task)
    except Conflict as error:
        theirs = error.extra.get("theirs") or task
        values = {**request.form.to_dict(), "version": theirs["version"]}
        note = {"_schema": [_("Somebody else changed this task; their values are below.")]}
        return _form(campaign_id, values, note, task=task, theirs=theirs)
    return web.go("campaigns.task_list", _("Saved."), campaign_id=campaign_id)


def _answer(task: Task, text: Any, undo_to: str) -> Response:
    """The task's row again, wherever it is on the page, with a toast."""
    if not web.is_htmx():
        return web.go("campaigns.task_list", text, campaign_id=task["campaign_id"])
    campaign = campaign_of(task["campaign_id"])
    row = tasks.with_people([task], {campaign["_id"]: campaign}, auth.actor())[0]
    html = render_template("campaigns/task_swap.html", task=row, **shown(campaign))
    undo = url_for(undo_to, campaign_id=campaign["_id"], task_id=task["_id"]) if undo_to else ""
    return web.with_toast(Response(html, mimetype="text/html"), text, undo=undo)


@bp.post("/<campaign_id>/tasks/<task_id>/done")
@allow("campaigns.log")
def task_done(campaign_id: str, task_id: str) -> Response:
    """The task is done."""
    task = tasks.set_state(campaign_id, task_id, "done", actor=auth.actor())
    return _answer(task, _("Done: %(title)s", title=task["title"]), "campaigns.task_open")


@bp.post("/<campaign_id>/tasks/<task_id>/open")
@allow("campaigns.log")
def task_open(campaign_id: str, task_id: str) -> Response:
    """The task is open again."""
    task = tasks.set_state(campaign_id, task_id, "open", actor=auth.actor())
    return _answer(task, _("Open again: %(title)s", title=task["title"]), "")


@bp.post("/<campaign_id>/tasks/<task_id>/remove")
@allow("campaigns.log")
def task_remove(campaign_id: str, task_id: str) -> Response:
    """The task was a mistake."""
    task = tasks.set_state(campaign_id, task_id, "removed", actor=auth.actor())
    return _answer(task, _("Removed: %(title)s", title=task["title"]), "campaigns.task_open")


@bp.post("/<campaign_id>/tasks/reassign")
@allow("campaigns.edit")
def task_reassign(campaign_id: str) -> Response:
    """Give the chosen tasks, or all of an organizer, to another."""
    try:
        data = web.load(ReassignForm)
        found = tasks.reassign(campaign_id, data, actor=auth.actor())
    except Invalid as error:
        return _list(campaign_id, error.errors)
    parts = [_("%(n)d tasks handed over.", n=found["tasks"])]
    if found["people"]:
        parts.append(_("%(n)d people with their follow-ups, too.", n=found["people"]))
    if found["unseen"]:
        text = _(
            "%(n)d are about people whom they do not see yet: assign those.", n=found["unseen"]
        )
        parts.append(text)
    text = " ".join(str(part) for part in parts)
    return web.go("campaigns.task_list", text, campaign_id=campaign_id)
