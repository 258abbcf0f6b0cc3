"""What the forms of surveys refuse is said in words an organizer knows."""

import inspect
import re
from typing import Any

import pytest
from marshmallow import fields

from crm.schemas import Form
from plugins.surveys import questionform, schemas, settings
from plugins.surveys.views import pagecondition, results, suggesting

MODULES = (questionform, schemas, settings, pagecondition, results, suggesting)
FORMS = sorted(
    {
        found
        for module in MODULES
        for _name, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, Form) and found.__module__.startswith("plugins.surveys")
    },
    key=lambda form: form.__name__,
)
RAW = re.compile(r"Missing data|Must be|Not a valid|Invalid value|Shorter than|Longer than|Length")


def _bad(field: fields.Field) -> Any:
    if isinstance(field, fields.Integer | fields.Float):
        return "-99999999999999"
    if isinstance(field, fields.List):
        return [{} if isinstance(field.inner, fields.Nested) else "!" * 90] * 400
    return "maybe" if isinstance(field, fields.Boolean) else "!" * 30_000


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_what_is_missing_or_out_of_bounds_is_said_in_plain_words(app, form) -> None:
    schema = form()
    bad = {name: _bad(field) for name, field in schema.fields.items()}
    with app.test_request_context("/"):
        refused = [schema.validate(given) for given in ({}, bad)]
    assert refused[1], "nothing is refused, so that nothing was looked at"
    assert not RAW.search(str(refused)), refused
