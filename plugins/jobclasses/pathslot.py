"""What paths put on a person's page: the way there, and what the person has asked for."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from crm.tenancy import Actor
from plugins.jobclasses import words
from plugins.jobclasses.service import classes, wishes


def person(*, actor: Actor, person: Mapping[str, Any]) -> str:
    """The card of paths and training."""
    asked = wishes.of_person(person["_id"], actor=actor)
    return render_template(
        "jobclasses/person_paths.html",
        person=person,
        asked=asked,
        titles=classes.titles(w["class_key"] for w in asked),
        words=words,
        word=words.word,
    )
