"""What matching adds to the page of a class: past elections, sightings, exposure, titles."""

from typing import Any

from flask import render_template

from crm.tenancy import Actor
from crm.workplaces import elections
from plugins.jobclasses import sections
from plugins.jobclasses.service import exposed, pastunits, sightings, titles
from plugins.jobclasses.service.classes import JobClass

SHOWN = 12


def past_elections(job: JobClass, actor: Actor) -> Any:
    """The elections whose unit covered the class, and how they ended."""
    found = pastunits.of_class(job["key"]) if actor.can("workplaces.view") else []
    if not found:
        return ""
    return render_template(
        "jobclasses/pastelections.html",
        found=found[:SHOWN],
        totals=elections.totals(found),
    )


def seen(job: JobClass, _actor: Actor) -> Any:
    """Where the class was sighted."""
    found = sightings.of_class(job["key"])
    return render_template("jobclasses/seen.html", found=found[:SHOWN]) if found else ""


def exposure(job: JobClass, _actor: Actor) -> Any:
    """The published figures of its codes."""
    found = exposed.details(job)
    return render_template("jobclasses/exposurecard.html", figures=found) if found else ""


def named(job: JobClass, actor: Actor) -> Any:
    """Titles that mean the class here."""
    found = titles.of_class(job["key"], SHOWN) if actor.can("jobclasses.match") else []
    return render_template("jobclasses/titlescard.html", found=found) if found else ""


sections.WIDE += [past_elections, seen]
sections.NARROW += [exposure, named]
