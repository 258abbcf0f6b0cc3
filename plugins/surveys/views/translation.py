"""Translating a survey: the main language on the left, another on the right."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Invalid, NotFound
from crm.i18n import _
from plugins.surveys.service import building, surveys, translating, versions
from plugins.surveys.service.surveys import Survey
from plugins.surveys.service.versions import Version
from plugins.surveys.views.blueprint import bp, survey_of

LONGEST = 4000


def _draft(survey_id: str, language: str) -> tuple[Survey, Version]:
    survey = survey_of(survey_id)
    version = versions.working_version(survey)
    if language not in version["languages"][1:]:
        raise NotFound()
    return survey, version


def _page(survey_id: str, language: str, given: Any = None, errors: Any = None) -> Response:
    survey, version = _draft(survey_id, language)
    main = version["languages"][0]
    typed = given or {}
    rows = [
        {"path": path, "original": text[main], "words": typed.get(path, text.get(language, ""))}
        for path, text in translating.all_texts(survey, version)
        if text.get(main)
    ]
    return web.page(
        "surveys/translate.html",
        status=422 if errors else 200,
        survey=survey,
        version=version,
        language=language,
        main=main,
        rows=rows,
        longest=LONGEST,
        errors=errors or {},
        writing=version["state"] == "draft",
        missing=translating.untranslated(survey, version),
    )


@bp.get("/<survey_id>/translate/<language>")
@allow("surveys.edit")
def translate(survey_id: str, language: str) -> Response:
    """All texts beside their translation."""
    return _page(survey_id, language)


@bp.post("/<survey_id>/translate/<language>")
@allow("surveys.edit")
def save_translation(survey_id: str, language: str) -> Response:
    """Store the translations that were written."""
    survey, version = _draft(survey_id, language)
    building.draft_of(survey)
    known = dict(translating.all_texts(survey, version))
    given = {n.removeprefix("t|"): w.strip() for n, w in request.form.items() if n != "csrf_token"}
    try:
        unknown = [name for name in request.form if name != "csrf_token" and name[:2] != "t|"]
        if unknown:
            raise Invalid({name: [_("Unknown field.")] for name in unknown})
        long = [path for path, words in given.items() if len(words) > LONGEST]
        if long:
            raise Invalid(_("At most %(n)d characters.", n=LONGEST))
    except Invalid as error:
        return _page(survey_id, language, given, error.errors)
    changed = {p: w for p, w in given.items() if p in known and known[p].get(language, "") != w}
    translating.save_translation(survey_id, language, changed, actor=auth.actor())
    left = translating.untranslated(surveys.get_survey(survey_id, actor=auth.actor()),
                                    versions.working_version(survey))[language]  # fmt: skip
    text = _("Saved; everything is translated.") if not left else _("Saved; %(n)d to go.", n=left)
    return web.go("surveys.translate", text, survey_id=survey_id, language=language)
