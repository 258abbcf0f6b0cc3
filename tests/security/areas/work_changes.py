"""The work-change log in the trust tests."""

from typing import Any

from crm.workplaces import changes, service
from crm.workplaces.changeforms import WorkChangeForm
from tests.security.seed import Local, Values

MATRIX = """
workplaces.changes_list            -oxlnm---
workplaces.changes_at              -oxlnm---
workplaces.changes_csv             -oxlnm---
workplaces.change_new              -oxl-m---
workplaces.change_classes          -oxl-m---
workplaces.change_create           -oxl-m---
workplaces.change_edit             -oxl-m---
workplaces.change_save             -oxl-m---
workplaces.change_remove           -oxl-m---
workplaces.change_restore          -oxl-m---
"""
OPEN = frozenset({"workplaces.change_remove", "workplaces.change_restore"})


def _form(v: Values) -> dict[str, Any]:
    return {"workplace_id": v["workplace_id"], "day": "2026-10-01", "tool": "Rotomatic",
            "vendor": "Paintless", "task": "roto", "job_class": "Rotoscope artist",
            "effects": ["assists"], "clauses": ["notice"], "seen_by": "somebody",
            "document": "a memo", "link": "https://example.org/memo"}  # fmt: skip


FORMS = {
    "workplaces.change_create": _form,
    "workplaces.change_save": lambda v: {**_form(v), "version": str(v["change_version"])},
}
QUERIES = {
    "workplaces.change_new": lambda v: {"workplace_id": v["workplace_id"]},
    "workplaces.change_classes": lambda v: {"job_class": v["word"]},
    "workplaces.changes_list": lambda _v: {"effect": "assists"},
}


def versions(values: Values, stored: Any) -> None:
    """The version that a form of the seeded record carries."""
    values["change_version"] = stored["work_changes"][values["change_id"]]["version"]


def _change(local: Local) -> Values:
    word = local.word
    data = {**_form(local.values), "tool": f"{word} tool", "vendor": word, "task": f"{word} task",
            "job_class": word, "seen_by": word, "document": word}  # fmt: skip
    loaded = WorkChangeForm().load(data)
    return {"change_id": changes.record_change(loaded, actor=local.actor("lead"))["_id"]}


PARTS = [_change]


def texts(world: Any, text: str, number: int) -> list[str]:
    """A record that bears the text everywhere, on the log and on its employer's page."""
    lead = world.actor("lead")
    place = service.create_workplace(
        {"kind": "employer", "name": f"{text} works {number}"}, actor=lead
    )
    data = {"workplace_id": place["_id"], "day": "2026-10-01", "tool": text[:120],
            "vendor": text[:120], "task": text[:300], "job_class": text[:160],
            "seen_by": text[:200], "document": text}  # fmt: skip
    change = changes.record_change(WorkChangeForm().load(data), actor=lead)
    edit = [f"workplaces/changes/{change['_id']}"] if number < 3 else []
    return [f"workplaces/{place['_id']}/changes", "workplaces/changes", *edit]
