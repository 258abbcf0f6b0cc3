"""The question library: the questions of the shipped templates, and those the local has kept."""

from collections.abc import Mapping
from typing import Any

from crm import audit, db
from crm.errors import NotFound
from crm.tenancy import Actor
from crm.values import fold
from plugins.surveys.definition.shapes import say
from plugins.surveys.service import questions, templates

Entry = dict[str, Any]
MOST = 300
"""How many questions of its own a local sees in its library; the latest stay."""


def entries(words: str = "") -> list[Entry]:
    """[{id, from, question}]: the local's own first; narrowed to those that hold all `words`."""
    own = db.collection("surveys_library").find({"kind": "own"}, sort=[("at", -1)], limit=MOST)
    found = [{"id": f"own:{e['_id']}", "from": "", "question": e["question"]} for e in own]
    for template in templates.all_templates():
        for page in templates.get_template(template["id"])["pages"]:
            for question in page["items"]:
                ref = f"template:{template['id']}:{question['key']}"
                found.append({"id": ref, "from": template["name"], "question": question})
    wanted = fold(words).split()
    return [e for e in found if all(word in fold(_words(e["question"])) for word in wanted)]


def _words(question: Mapping[str, Any]) -> str:
    texts = [question["text"], *(option["text"] for option in question.get("options") or ())]
    return " ".join(word for text in texts for word in text.values())


def get_entry(entry_id: str) -> Mapping[str, Any]:
    """The question of an entry; NotFound for an unknown one."""
    kind, _colon, rest = entry_id.partition(":")
    if kind == "own":
        stored = db.collection("surveys_library").get(rest)
        if stored is None:
            raise NotFound()
        return dict(stored["question"])
    name, _colon, key = rest.partition(":")
    for page in templates.get_template(name)["pages"]:
        for question in page["items"]:
            if question["key"] == key:
                return dict(question)
    raise NotFound()


@db.atomic
def keep(survey_id: str, key: str, *, actor: Actor) -> str:
    """Put a question of a draft into the library, without its conditions; gives the entry's id."""
    _survey, draft, question = questions.get_question(survey_id, key, actor=actor)
    plain = {name: value for name, value in question.items() if name != "show_if"}
    label = say(question["text"], draft["languages"][0])[:200]
    entry = {"kind": "own", "at": db.now(), "by": actor.account_id, "question": plain}
    stored = db.collection("surveys_library").insert({**entry, "label": label})
    audit.record(actor, "keep", "survey-question", stored)
    return stored


@db.atomic
def forget(entry_id: str, *, actor: Actor) -> None:
    """Take one of the local's own questions out of the library; surveys keep theirs."""
    if not db.collection("surveys_library").delete({"_id": entry_id}):
        raise NotFound()
    audit.record(actor, "delete", "survey-question", entry_id)
