"""What surveys put on the pages of campaigns and job classes: released numbers."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask_babel import get_locale

from crm.tenancy import Actor
from plugins.surveys import words
from plugins.surveys.service import purposes


def _render(template: str, reports: list[purposes.Report], **context: Any) -> str:
    if not reports:
        return ""
    return render_template(
        f"surveys/{template}", reports=reports, words=words, word=words.word, **context
    )


def of_campaign(*, actor: Actor, campaign: Mapping[str, Any]) -> str:
    """The campaign's surveys: response rate, and what matters most by the newest release."""
    language = str(get_locale() or "en")
    found = purposes.of_campaign(campaign["_id"], language, actor=actor)
    return _render("of_campaign.html", found)


def of_group(*, actor: Actor, facet: str, value: str) -> str:
    """What the people of a job class said: tools, worry, training wanted."""
    language = str(get_locale() or "en")
    found = purposes.of_group(facet, value, language, actor=actor)
    return _render("of_group.html", found, value=value)
