"""The messages members get: an invitation with their personal link, and a reminder."""

from collections.abc import Mapping
from typing import Any

from crm import tenancy
from crm.i18n import _
from plugins.surveys import settings
from plugins.surveys.definition.shapes import say
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import ANONYMOUS


def title(survey: Survey, language: str = "") -> str:
    """The survey's title for members."""
    return say(survey["title"], language, survey["languages"]) or str(survey["name"])


def sponsor() -> str:
    """Who asks: the setting, else the name of the local."""
    return str(settings.current()["sponsor"] or tenancy.current().local["name"])


def _until(survey: Survey) -> str:
    return str(_("You can answer until %(day)s.", day=survey["closes"])) if survey["closes"] else ""


def subject(survey: Survey) -> str:
    """The subject of an invitation, by which a reminder names it."""
    return str(_("%(sponsor)s asks: %(title)s", sponsor=sponsor(), title=title(survey)))


def invitation(survey: Survey, person: Mapping[str, Any], link: str) -> tuple[str, str]:
    """(subject, text) of an invitation with a personal link."""
    lines = [
        _("Hello %(name)s,", name=person["name"]),
        say(survey["intro"], "", survey["languages"]),
        _("This link is yours alone; please do not pass it on:"),
        link,
        _until(survey),
        _("The first page says what is stored about you, before you answer anything."),
    ]
    if survey["mode"] == ANONYMOUS:
        lines.append(
            _(
                "Keep this message until you have answered. So that nobody can match answers with "
                "people, we have not kept your link and cannot send it again."
            )
        )
    return subject(survey), _letter(lines)


def reminder(survey: Survey, person: Mapping[str, Any], link: str) -> tuple[str, str]:
    """(subject, text) of a reminder; without `link`, it names the message that has it."""
    lines: list[Any] = [
        _("Hello %(name)s,", name=person["name"]),
        _("we have asked you to answer: %(title)s.", title=title(survey)),
    ]
    if link:
        lines += [_("Your link (the earlier one has ended):"), link]
    else:
        lines.append(
            _('Your personal link is in our message "%(subject)s".', subject=subject(survey))
        )
    lines += [_until(survey), _("If you have answered already, thank you: you need do nothing.")]
    return str(_("A reminder: %(title)s", title=title(survey))), _letter(lines)


def _letter(lines: list[Any]) -> str:
    return "\n\n".join(str(line) for line in [*lines, sponsor()] if str(line).strip())
