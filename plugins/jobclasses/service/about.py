"""Everything the page of one class shows besides the class itself."""

from typing import Any

from crm.accounts import service as accounts
from crm.errors import CRMError
from crm.registry import current as registry
from crm.tenancy import Actor
from plugins.jobclasses.service import catalogue, classes, merging, notes, paths, proposals
from plugins.jobclasses.service.classes import JobClass

FACET = "job_class"
"""The facet by which the core's measures count people in classes; its values are titles."""


def of(class_key: str, *, actor: Actor) -> dict[str, Any]:
    """The class and what belongs to it, for its page; NotFound."""
    job, known = classes.get(class_key), classes.every()
    about = f"class:{class_key}"
    return {
        "job": job,
        "became": classes.standing(class_key, known) if job["status"] == "merged" else None,
        "parent": classes.standing(job["parent"], known) if job["parent"] else None,
        "kinds_of_it": kinds_of(class_key),
        "near": paths.neighbours(job, 6),
        "notes": notes.of(about),
        "joins": merging.of(class_key),
        "locals_here": [row for row in catalogue.locals_() if job["craft"] in row["crafts"]],
        "measured": measured(job, actor),
        "steps": proposals.steps(job, actor),
        "second_needed": proposals.second_needed(job, actor),
        "may_edit": proposals.may_edit(job, actor),
        "account_names": accounts.names(),
        "titles": {key: c["title"] for key, c in known.items()},
        "official": catalogue.codes(),
    }


def kinds_of(class_key: str) -> list[JobClass]:
    """The live classes that are a kind of this one, by title."""
    found = [job for job in classes.live().values() if job["parent"] == class_key]
    return sorted(found, key=lambda job: str(job["title"]))


def measured(job: JobClass, actor: Actor) -> list[dict[str, Any]]:
    """What other plugins count for people in this class: {label, n}; nothing where they refuse."""
    found = []
    for measure in registry().items("measures", actor):
        try:
            counts = measure.counts(FACET)
        except (CRMError, KeyError, ValueError):
            continue
        n = counts.get(job["title"], counts.get(job["key"]))
        if n is not None:
            found.append({"label": measure.label, "n": n})
    return found
