"""What job classes put on the core's pages: the class of a person."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from crm.tenancy import Actor
from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue, classes, roster, titles


def person(*, actor: Actor, person: Mapping[str, Any]) -> str:
    """The person's job class, what it rests on, and the way to another."""
    row = roster.row_of(person["_id"]) or {"class_key": "", "how": "title", "title_key": ""}
    job = classes.every().get(row["class_key"])
    known = titles.by_keys([row["title_key"]]).get(row["title_key"]) if row["title_key"] else None
    return render_template(
        "jobclasses/person.html",
        person=person,
        row=row,
        job=job,
        known=known,
        title=roster.title_key_of(person),
        crafts=catalogue.crafts(),
        words=words,
        word=words.word,
        titles_of=classes.titles,
    )
