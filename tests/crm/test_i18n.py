"""What people typed is escaped in messages, on pages; in JSON it stays as it was typed."""

import json
from typing import Any

from flask import Flask

from crm.i18n import _, _n

TYPED = "<p hx-get='/'>O'Hara</p>"


def shown(app: Flask, source: str, **values: Any) -> str:
    with app.test_request_context():
        template = app.jinja_env.overlay(autoescape=True).from_string(source)
        return str(template.render(**values))


def test_what_stands_in_a_message_is_escaped_on_a_page(app: Flask) -> None:
    one = _("Test: %(name)s", name=TYPED)
    many = _n("%(num)d %(x)s", "%(num)d of %(x)s", 2, x=TYPED)
    inner = _("At: %(what)s", what=one)
    page = shown(app, "{{ a }}|{{ b }}|{{ c }}|{{ a ~ '!' }}", a=one, b=many, c=inner)
    assert "<p" not in page
    assert page.count("&lt;p hx-get=&#39;/&#39;&gt;O&#39;Hara&lt;/p&gt;") == 4
    assert "2 of &lt;p" in page


def test_the_messages_own_words_are_as_they_were_written(app: Flask) -> None:
    assert shown(app, "{{ a }}", a=_("It's %(n)d people's", n=3)) == "It's 3 people's"


def test_json_has_what_was_typed(app: Flask) -> None:
    with app.test_request_context():
        text = app.json.dumps({"said": _("Test: %(name)s", name=TYPED)})
    assert json.loads(text) == {"said": f"Test: {TYPED}"}
