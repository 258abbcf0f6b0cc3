"""Surveys that are open, with people invited, and a member's browser, for tests of answering."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from crm.people import service as people
from crm.tenancy import Actor
from plugins.surveys.answering import invitations, links
from plugins.surveys.service import lifecycle, surveys
from tests.plugins.surveys.samples import options, question, version

Doc = dict[str, Any]
SHORT = [
    question("uses_ai", "yes_no", options=options("yes", "no", "dont_know"), required=True),
    question(
        "tool",
        "single",
        options=options("chat", "image"),
        other=True,
        show_if={"question": "uses_ai", "op": "is", "value": "yes"},
    ),
    question("story", "long_text"),
]
SECOND = [question("wants", "multiple", options=options("training", "pay", "credit"))]


def make(actor: Actor, mode: str, *pages: list[Doc], **more: Any) -> Doc:
    """An open survey of two pages, or of these."""
    made = version(*(pages or (SHORT, SECOND)))["pages"]
    data = {"name": f"A {mode} survey", "mode": mode, "pages": made, **more}
    if mode == "confidential":
        data = {"custodians": [actor.account_id], "unlink_on": "2099-01-01", **data}
    survey = surveys.create_survey(data, actor=actor)
    return lifecycle.open_survey(survey["_id"], actor=actor)


def members(actor: Actor, count: int, departments: Iterable[str] = ("Camera",)) -> list[Doc]:
    """People with e-mail addresses, spread over departments."""
    names = list(departments)
    made = []
    for n in range(count):
        data = {
            "first_name": f"Member{n}",
            "last_name": f"Tester{n:03}",
            "emails": [{"address": f"member{n}@example.org"}],
            "employments": [{"department": names[n % len(names)]}],
        }
        made.append(people.create_person(data, actor=actor))
    return made


def invite(survey: Doc, invited: list[Doc], actor: Actor) -> dict[str, str]:
    """Invite people; gives their codes."""
    return invitations.invite(survey, invited, "mail", lambda code: f"/i/{code}", actor=actor)


@dataclass
class Phone:
    """A member's browser on the public pages of a survey."""

    app: Flask
    token: str
    http: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = self.app.test_client()

    @classmethod
    def of(cls, app: Flask, survey: Doc) -> "Phone":
        """A browser that knows the survey's own address."""
        return cls(app, links.main(survey["_id"])["token"])

    def get(self, path: str = "/", **kwargs: Any) -> Any:
        """A page of this survey."""
        return self.http.get(f"/p/{self.token}{path}", **kwargs)

    def post(self, path: str, **form: Any) -> Any:
        """A form of this survey, with the token that its page carries."""
        data = {"csrf_token": self.token_of(self.page()), **form}
        return self.http.post(f"/p/{self.token}{path}", data=data)

    @staticmethod
    def token_of(page: str) -> str:
        """The token of a page's forms."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        return found[1]

    def page(self) -> str:
        """The first page's text (any page has the token of the session)."""
        return self.get("/").get_data(as_text=True)

    def begin(self, code: str = "") -> Any:
        """Start by a personal code, or by the open link."""
        return self.post("/start", code=code)

    def answer(self, code: str = "", **more: Any) -> Any:
        """Answer the survey of `make` from beginning to end."""
        begun = self.begin(code)
        assert begun.status_code == 303, begun.get_data(as_text=True)
        first = {"q-uses_ai": "no", "q-story": more.pop("story", ""), **more}
        saved = self.post("/q/1", go="next", **first)
        assert saved.status_code == 303, saved.get_data(as_text=True)
        return self.post("/q/2", go="next", **{"q-wants": ["training", "pay"]})
