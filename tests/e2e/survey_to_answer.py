"""Run inside an installation: makes a local with open surveys and prints their addresses."""

import json

from crm import tenancy
from crm.cli import opened
from crm.locals import service as local_bodies
from crm.people import service as people
from plugins.surveys.answering import invitations, links
from plugins.surveys.service import lifecycle, surveys

T = dict[str, str]


def both(english: str, arabic: str = "") -> T:
    """A text in English and Arabic."""
    return {"en": english, "ar": arabic or english}


def options(**texts: str) -> list[dict[str, object]]:
    """Options by code."""
    return [{"code": code, "text": both(text)} for code, text in texts.items()]


TOOLS = options(chat="Chat assistant", image="Image maker", code="Code writer")
ALONE = {"code": "none", "text": both("None of them"), "exclusive": True}
FIRST = [
    {"key": "note", "type": "statement", "text": both("Twenty questions about your work.")},
    {"key": "tool", "type": "single", "text": both("Which tool?", "أي أداة؟"), "required": True,
     "options": TOOLS, "help": both("The one you met most.")},
    {"key": "tools", "type": "multiple", "text": both("Which others did you meet?"),
     "options": [*TOOLS, ALONE], "other": True},
    {"key": "told", "type": "yes_no", "text": both("Were you told about it?"),
     "options": options(yes="Yes", no="No", dont_know="I do not know")},
    {"key": "worry", "type": "scale", "text": both("How much does it worry you?"),
     "scale": {"min": 1, "max": 5, "low": both("Not at all"), "high": both("Very much")}},
    {"key": "days", "type": "number", "text": both("How many days of work did you lose?"),
     "validate": {"min": 0, "max": 365}},
    {"key": "since", "type": "date", "text": both("Since when is it used?")},
]  # fmt: skip
SECOND = [
    {"key": "effects", "type": "matrix", "text": both("What did it do to your work?"),
     "rows": options(pay="Pay", pace="Pace", credit="Credit"),
     "options": options(better="Better", same="No effect", worse="Worse", dk="Don't know")},
    {"key": "order", "type": "ranking", "text": both("What matters most?"),
     "options": options(minimum="Higher minimum", training="Training", consent="Consent")},
]  # fmt: skip
THIRD = [
    {"key": "role", "type": "short_text", "text": both("Your craft")},
    {"key": "ask", "type": "long_text", "text": both("What should the union ask for?")},
    {"key": "agree", "type": "consent", "text": both("My words may be quoted without my name.")},
]  # fmt: skip
PAGES = [
    {"key": f"page_{n}", "title": {}, "items": items}
    for n, items in enumerate((FIRST, SECOND, THIRD), start=1)
]
SHORT = [{"key": "page_1", "title": {}, "items": [
    {"key": "attend", "type": "yes_no", "text": both("Will you come?"),
     "options": options(yes="Yes", no="No")}]}]  # fmt: skip


def main() -> None:
    """Make it all and print it as JSON."""
    rights = ("people.see_all", "surveys.view", "surveys.edit", "surveys.open")
    actor = tenancy.Actor("system", "Test", permissions=frozenset(rights))
    local_bodies.create("local-1", "Local 1", plugins=["surveys"])
    with tenancy.local_scope("local-1"):
        data = {"name": "Census", "title": both("AI at work"), "mode": "anonymous",
                "languages": ["en", "ar"], "pages": PAGES}  # fmt: skip
        survey = surveys.create_survey(data, actor=actor)
        survey = lifecycle.open_survey(survey["_id"], actor=actor)
        members = [people.create_person({"first_name": f"M{n}"}, actor=actor) for n in range(12)]
        codes = invitations.invite(survey, members, "letter", lambda code: code, actor=actor)
        hall = surveys.create_survey({"name": "Hall", "mode": "open", "pages": SHORT}, actor=actor)
        hall = lifecycle.open_survey(hall["_id"], actor=actor)
        kiosk = links.add(hall, "kiosk", "Main hall", actor=actor)
        own = links.main(survey["_id"])["token"]
    found = {"path": f"/p/{own}/", "codes": list(codes.values()), "kiosk": f"/p/{kiosk['token']}/"}
    print(json.dumps(found))


if __name__ == "__main__":
    with opened():
        main()
