"""The settings of a survey: its words, promises, languages, and whose it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import auth, db, tenancy
from crm.accounts import service as accounts
from crm.errors import Invalid
from crm.i18n import _
from crm.tenancy import Actor
from plugins.surveys.definition.building import say_in
from plugins.surveys.service import surveys, versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.words import DRAFT

PLAIN = ("name", "purpose", "mode", "opens", "closes", "breakdowns", "custodians", "unlink_on")
TEXTS = ("title", "intro", "thanks")


def campaigns(actor: Actor) -> list[tuple[str, str]]:
    """What a survey may belong to, as other plugins offer it: (id, name)."""
    found: list[tuple[str, str]] = []
    for target in tenancy.suite().registry.items("import_targets", actor):
        found += target.choices(actor)
    return found


def _scopes(campaign: str, actor: Actor) -> list[str]:
    for target in tenancy.suite().registry.items("import_targets", actor):
        if campaign in dict(target.choices(actor)):
            return list(target.scopes(campaign))
    raise Invalid({"campaign": [_("Choose one of your own.")]})


def breakdowns() -> list[tuple[str, Any]]:
    """The dimensions a survey may be broken down by: (facet id, label)."""
    return [(facet.id, facet.label) for facet in tenancy.suite().registry.items("facets")]


def custodians() -> list[tuple[str, str]]:
    """The accounts of the local that may read single answers once named: (id, name)."""
    suite, here = tenancy.suite(), tenancy.current().local
    return [
        (account["_id"], account["name"])
        for account in accounts.of_local()
        if auth.actor_for(suite.registry, account, here).can("surveys.custodian")
    ]


def as_form(survey: Survey) -> dict[str, Any]:
    """A stored survey as the values of its form."""
    main = survey["languages"][0]
    values = {name: survey[name] for name in PLAIN}
    values |= {name: survey[name].get(main, "") for name in TEXTS}
    values |= {"languages": survey["languages"], "main_language": main, **survey["thresholds"]}
    values["campaign"] = (survey["campaign_ids"] or [""])[0]
    return {**values, "version": survey["version"]}


def _known(chosen: Sequence[str], offered: Sequence[tuple[str, Any]], field: str) -> None:
    if set(chosen) - {value for value, _label in offered}:
        raise Invalid({field: [_("Choose from the list.")]})


def wished(survey: Survey, data: Mapping[str, Any]) -> Survey:
    """The survey as it would be with these values of its form; Invalid as when saving them."""
    _known(data["breakdowns"], breakdowns(), "breakdowns")
    least = {name: data[name] for name in ("k", "comments", "cohort")}
    return {**survey, **{n: data[n] for n in ("mode", "breakdowns")}, "thresholds": least}


def _changes(survey: Survey, data: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    _known(data["custodians"], custodians(), "custodians")
    changes: dict[str, Any] = {name: data[name] for name in PLAIN}
    changes["thresholds"] = wished(survey, data)["thresholds"]
    main = survey["languages"][0]
    for name in TEXTS:
        changes[name] = say_in(survey[name], main, data[name])
    if data["campaign"] != (survey["campaign_ids"] or [""])[0]:
        changes["campaign_ids"] = [data["campaign"]] if data["campaign"] else []
        changes["scopes"] = _scopes(data["campaign"], actor) if data["campaign"] else []
    return changes


def _languages(data: Mapping[str, Any]) -> list[str]:
    """The chosen languages, the main one first."""
    main = data.get("main_language") or data["languages"][0]
    return [main, *(code for code in data["languages"] if code != main)]


@db.atomic
def save_settings(survey_id: str, version: int, data: Mapping[str, Any], *, actor: Actor) -> Survey:
    """Change a survey read at `version`, from data shaped by SurveyEdit.

    The languages go into the version being written; an open survey gets them when that is
    published. Raises Conflict where the survey has moved on or a promise would change.
    """
    survey = surveys.get_survey(survey_id, actor=actor)
    changes = _changes(survey, data, actor)
    languages = _languages(data)
    if survey["state"] == DRAFT:
        changes["languages"] = languages
        for name in TEXTS:
            main, old = languages[0], survey["languages"][0]
            if main != old:
                changes[name] = say_in(survey[name], main, data[name])
    saved = surveys.update_survey(survey_id, version, changes, actor=actor)
    if survey["draft_version"]:
        _speak(survey, languages, actor)
    elif languages != survey["languages"]:
        raise Invalid({"languages": [_("Begin a change of the questions first.")]})
    return saved


def _speak(survey: Survey, languages: list[str], actor: Actor) -> None:
    draft = versions.get_version(survey["_id"], survey["draft_version"])
    if draft["languages"] != languages:
        versions.save_draft_version(
            survey["_id"], draft["version"], draft["pages"], actor=actor, languages=languages
        )
