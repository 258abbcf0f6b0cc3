"""What writing surveys adds to the trust tests."""

from typing import Any

from plugins.surveys.service import surveys
from tests.security.seed import Local, Values

MATRIX = """
surveys.index                      -oxlnm---
surveys.survey                     -oxlnm---
"""

PAGES: list[dict[str, Any]] = [
    {
        "key": "page_1",
        "title": {"en": "About work"},
        "items": [
            {
                "key": "uses_ai",
                "type": "single",
                "text": {"en": "Do you use AI tools?"},
                "required": True,
                "options": [
                    {"code": "yes", "text": {"en": "Yes"}},
                    {"code": "no", "text": {"en": "No"}},
                ],
            },
            {"key": "why", "type": "long_text", "text": {"en": "Tell us more"}},
        ],
    }
]


def _survey(local: Local) -> Values:
    lead = local.actor("lead")
    data = {"name": f"{local.word} census", "mode": "anonymous", "pages": PAGES}
    made = surveys.create_survey(data, actor=lead)
    return {"survey_id": made["_id"]}


PARTS = (_survey,)


def versions(values: Values, stored: dict[str, dict[Any, dict[str, Any]]]) -> None:
    """The versions that the builder's forms carry."""
    values["survey_version"] = stored["surveys_surveys"][values["survey_id"]]["version"]
    values["draft_version"] = stored["surveys_versions"][f"{values['survey_id']}:1"]["version"]
