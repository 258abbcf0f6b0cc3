"""Days that cannot be meant are refused, wherever a day is typed or sent."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import days, localtime
from crm.errors import Invalid
from crm.schemas import Day
from crm.workplaces import changeforms, rulebook
from plugins.campaigns import (
    callforms,
    cardforms,
    eventforms,
    flipforms,
    imports,
    markforms,
    schemas,
    sheetforms,
    taskforms,
    testforms,
    ulpforms,
)
from plugins.jobclasses import claimforms, classforms, sighting_schemas, trainingforms
from plugins.surveys import schemas as surveys

KINDS = {
    days.HAPPENED: [
        (changeforms.WorkChangeForm, "day"),
        (cardforms.CardForm, "signed_on"),
        (cardforms.CardEndForm, "ended_on"),
        (markforms.MarkForm, "on"),
        (sheetforms.SheetEntry, "on"),
        (testforms.TakeForm, "on"),
        (ulpforms.IncidentForm, "day"),
        (ulpforms.IncidentForm, "filed_on"),
        (sighting_schemas.SightingForm, "seen_on"),
        (trainingforms.OfferForm, "checked"),
    ],
    days.DOCUMENTED: [(claimforms.ClaimForm, "date"), (classforms.NoteForm, "date")],
    days.WORKED: [(flipforms.SheetForm, "day")],
    days.PLANNED: [
        (eventforms.EventForm, "day"),
        (schemas.CampaignForm, "filing_date"),
        (schemas.CampaignForm, "size_date"),
        (schemas.PlaceSizeForm, "size_date"),
        (schemas.CampaignForm, "vote_date"),
        (schemas.KeyDateForm, "on"),
        (testforms.TestForm, "opens"),
        (testforms.TestForm, "closes"),
        (surveys.SurveyEdit, "opens"),
        (surveys.SurveyEdit, "closes"),
        (surveys.SurveyEdit, "unlink_on"),
    ],
    days.TO_DO: [
        (schemas.ContactForm, "follow_up"),
        (callforms.CallForm, "follow_up"),
        (taskforms.TaskForm, "due"),
    ],
    days.IN_FORCE: [(rulebook.RuleForm, "in_force")],
}
PLACES = [(span, form, name) for span, places in KINDS.items() for form, name in places]


def _away(days_: int) -> str:
    return (localtime.today() + timedelta(days=days_)).isoformat()


@pytest.mark.parametrize(("span", "form", "name"), PLACES, ids=lambda v: getattr(v, "__name__", v))
def test_each_form_takes_the_days_of_its_kind_and_no_others(suite, span, form, name):
    """The message stands at the field; the border days are taken."""

    def said(day: str) -> Any:
        return form().validate({name: day}).get(name)

    assert said(_away(span.ahead)) is None
    assert said(_away(0)) is None
    assert said(_away(span.ahead + 2)) == [str(span.late)]
    if span.back is None:
        assert said("1935-07-05") is None
    else:
        assert said(_away(-span.back + 1)) is None
        assert said(_away(-span.back - 2)) == [str(span.early)]
        assert said("1900-01-01") == [str(span.early)]


@given(st.dates(), st.sampled_from(list(KINDS)))
def test_a_day_is_in_a_span_or_has_a_sentence(day, span):
    away = (day - localtime.today()).days
    inside = away <= span.ahead and (span.back is None or away >= -span.back)
    if inside:
        assert span.checked(day.isoformat()) == day.isoformat()
    else:
        with pytest.raises(ValueError, match="This day"):
            span.checked(day.isoformat())


def test_a_day_without_a_span_is_any_that_a_calendar_has():
    """Work may have begun in 1970; a survey may ask for a birthday."""
    assert Day().deserialize("1970-02-03") == "1970-02-03"
    assert Day().deserialize("2090-02-03") == "2090-02-03"


def test_what_stays_as_it_was_is_no_question():
    old = _away(-400)
    assert days.kept_or(days.TO_DO, old, old, "due") == old
    assert days.kept_or(days.TO_DO, "", old, "due") == ""
    with pytest.raises(Invalid) as refused:
        days.kept_or(days.TO_DO, "1999-01-01", old, "due")
    assert list(refused.value.errors) == ["due"]


def test_imported_cards_and_days_worked_have_the_same_bounds():
    assert imports.parse_signed(_away(-3000)) == _away(-3000)
    assert imports.parse_worked(_away(14)) == _away(14)
    for parse, day in (
        (imports.parse_signed, _away(1)),
        (imports.parse_signed, "1900-01-01"),
        (imports.parse_worked, _away(15)),
    ):
        with pytest.raises(ValueError, match="This day"):
            parse(day)


def test_a_source_of_a_class_bears_no_date_to_come(suite):
    wrong = classforms._dates_wrong(["A contract | 1936-05-01", f"A posting | {_away(9)}"])
    assert wrong == [f"Line 2: {days.DOCUMENTED.late}"]


def test_nobody_has_looked_at_a_source_next_month(suite):
    said = rulebook.RuleForm().validate({"checked": _away(40)[:7]})["checked"]
    assert "still to come" in said[0]
