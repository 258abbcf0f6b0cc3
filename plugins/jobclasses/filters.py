"""The facet of job classes and the conditions on people that saved lists combine."""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import fields, validate

from crm.i18n import _
from crm.people.filters import marked
from crm.plugin import Facet, Filter
from crm.schemas import Form, choice, text
from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue, classes, roster


def _classes() -> list[tuple[str, str]]:
    listed = sorted(classes.live().values(), key=lambda job: str(job["title"]).casefold())
    return [(job["key"], job["title"]) for job in listed]


class InClass(Form):
    """One or more classes."""

    classes = fields.List(
        text(longest=60),
        required=True,
        validate=validate.Length(min=1, max=50),
        metadata={"label": _("Job class"), "choices": _classes},
    )


class InCraft(Form):
    """A craft."""

    craft = text(
        required=True, longest=40, metadata={"label": _("Craft"), "choices": catalogue.craft_pairs}
    )


class Touched(Form):
    """A relation to AI."""

    relation = choice(
        words.keys(words.RELATIONS),
        required=True,
        metadata={"label": _("Relation to AI"), "choices": words.RELATIONS},
    )


def _in(keys: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for key in keys:
        title = roster.title_of(key)
        if title:
            found.update(dict.fromkeys(marked(roster.FACET, title)))
    return list(found)


def _of_craft(given: Mapping[str, Any]) -> list[str]:
    return _in(k for k, job in classes.live().items() if job["craft"] == given["craft"])


def _touched(given: Mapping[str, Any]) -> list[str]:
    live = classes.live()
    return _in(k for k, job in live.items() if given["relation"] in job["ai_relations"])


FACETS = (Facet(id=roster.FACET, label=_("Job class"), of=roster.facet),)
FILTERS = (
    Filter(
        id="jobclasses.class",
        label=_("Job class"),
        schema=InClass,
        query=lambda given: _in(given["classes"]),
    ),
    Filter(id="jobclasses.craft", label=_("Craft"), schema=InCraft, query=_of_craft),
    Filter(id="jobclasses.ai", label=_("Job class and AI"), schema=Touched, query=_touched),
)
