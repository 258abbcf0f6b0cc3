"""How many people of the roster are in a class, on its page."""

from typing import Any

from flask import render_template

from plugins.jobclasses import sections
from plugins.jobclasses.service import carrying
from plugins.jobclasses.service.classes import JobClass


def _people(job: JobClass, _actor: Any) -> str:
    people = carrying.people_in(job["key"])
    return render_template("jobclasses/class_people.html", people=people) if people else ""


sections.NARROW.insert(0, _people)
