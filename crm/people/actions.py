"""What the core lets plugins suggest about a person: a tag."""

from collections.abc import Mapping
from typing import Any

from crm.i18n import _
from crm.people import service
from crm.plugin import Action
from crm.schemas import Form, text
from crm.tenancy import Actor
from crm.values import fold


class TagOne(Form):
    """A tag for a person."""

    person_id = text(required=True, longest=40)
    tag = text(required=True, longest=60, metadata={"label": _("Tag")})


def add_tag(data: Mapping[str, Any], *, actor: Actor) -> Mapping[str, Any]:
    """Put the tag on a person in reach; who has it keeps it. Gives what `take_back` needs."""
    had = False

    def tagged(person: Mapping[str, Any]) -> Mapping[str, Any]:
        nonlocal had
        had = fold(data["tag"]) in {fold(tag) for tag in person["tags"]}
        return {} if had else {"tags": [*person["tags"], data["tag"]]}

    service.amend(data["person_id"], tagged, actor=actor)
    return {"person_id": data["person_id"], "tag": data["tag"], "had": had}


def take_back(result: Mapping[str, Any], *, actor: Actor) -> None:
    """Take the tag off again, unless the person had it before."""
    if result["had"]:
        return
    wanted = fold(result["tag"])
    service.amend(
        result["person_id"],
        lambda person: {"tags": [tag for tag in person["tags"] if fold(tag) != wanted]},
        actor=actor,
    )


ACTIONS = (
    Action(
        id="core.tag",
        label=_("Add a tag"),
        permission="people.edit",
        schema=TagOne,
        run=add_tag,
        undo=take_back,
    ),
)
