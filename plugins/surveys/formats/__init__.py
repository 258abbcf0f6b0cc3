"""Questionnaires in and out: own JSON (with a schema), XLSForm, LimeSurvey, SurveyJS."""
