"""Tasks in the trust tests."""

from typing import Any

from plugins.campaigns.service import tasks
from plugins.campaigns.taskforms import TaskForm
from tests.factories import SOON
from tests.security.seed import Local, Values

MATRIX = """
campaigns.task_list                -o-l-m---
campaigns.task_new                 -o-l-m---
campaigns.task_create              -o-l-m---
campaigns.task_edit                -o-l-m---
campaigns.task_save                -o-l-m---
campaigns.task_done                -o-l-m---
campaigns.task_open                -o-l-m---
campaigns.task_remove              -o-l-m---
campaigns.task_reassign            ---l-m---
"""
OPEN = frozenset({"campaigns.task_done", "campaigns.task_open", "campaigns.task_remove"})
FORMS = {
    "campaigns.task_create": lambda v: {
        "key": "f" * 24, "title": "Ring", "due": SOON, "owner": v["organizer_id"],
        "person_id": v["person_id"], "note": "after six"},
    "campaigns.task_save": lambda v: {
        "version": str(v["task_version"]), "title": "Ring again", "due": SOON,
        "owner": v["organizer_id"], "note": "after six"},
    "campaigns.task_reassign": lambda v: {"tasks": [v["task_id"]], "owner": v["organizer_id"]},
}  # fmt: skip
QUERIES = {"campaigns.task_new": lambda v: {"person_id": v["person_id"]},
           "campaigns.task_list": lambda v: {"owner": v["organizer_id"]}}  # fmt: skip


def versions(values: Values, stored: Any) -> None:
    """The version that a form of the seeded task carries."""
    values["task_version"] = stored["campaigns_tasks"][values["task_id"]]["version"]


def _task(local: Local) -> Values:
    data = {"key": "0" * 24, "title": f"{local.word} task", "due": SOON,
            "owner": local.account("organizer"), "person_id": local.values["person_id"],
            "note": f"{local.word} note"}  # fmt: skip
    campaign = local.values["campaign_id"]
    task = tasks.add_task(campaign, TaskForm().load(data), actor=local.actor("lead"))
    return {"task_id": task["_id"]}


PARTS = [_task]


def texts(world: Any, text: str, number: int) -> list[str]:
    """A task that bears the text, on the list and in its form."""
    from crm import db

    found = db.collection("campaigns_campaigns").find({"status": "open"})
    campaign = next(c["_id"] for c in found if c["name"] == text[:80])
    data = {"key": f"{number:024x}", "title": text[:200], "due": SOON,
            "owner": world.accounts["lead"], "note": text}  # fmt: skip
    lead = world.actor("lead")
    task = tasks.add_task(campaign, TaskForm().load(data), actor=lead)["_id"]
    return [f"campaigns/{campaign}/tasks", f"campaigns/{campaign}/tasks/{task}"]
