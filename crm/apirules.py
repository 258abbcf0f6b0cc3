"""What every request to the API must keep to, before its view runs.

No name that means nothing: a misspelled filter that is left aside answers with everybody, and
looks like a right answer. And JSON where JSON is read: a form would look like an empty body.
"""

from collections.abc import Mapping
from typing import Any

from flask import Flask, request

from crm.errors import Invalid, NotJson
from crm.i18n import _


def _asked(view: Any, place: str) -> list[Any]:
    """The schemas that `view` takes from `place` ('query', 'json'), as its decorators noted."""
    noted: Mapping[str, Any] = getattr(view, "_apidoc", {}).get("arguments", {})
    schemas = [each["schema"] for each in noted.get("parameters", []) if each["in"] == place]
    return [schema() if isinstance(schema, type) else schema for schema in schemas]


def _names(view: Any) -> frozenset[str]:
    """The names that `view` knows in an address."""
    fields = [item for schema in _asked(view, "query") for item in schema.load_fields.items()]
    return frozenset(field.data_key or name for name, field in fields)


def init(app: Flask, prefix: str) -> None:
    """Refuse what is wrong with any request below `prefix`; who asks has been decided before."""
    mine = {r.endpoint for r in app.url_map.iter_rules() if r.rule.startswith(prefix)}
    views = {endpoint: app.view_functions[endpoint] for endpoint in mine}
    known = {endpoint: _names(view) for endpoint, view in views.items()}
    json = {endpoint for endpoint, view in views.items() if _asked(view, "json")}

    @app.before_request
    def keep_to_the_rules() -> None:
        if request.endpoint not in known:
            return
        unknown = set(request.args) - known[request.endpoint]
        if unknown:
            text = _("This address knows no such parameter.")
            raise Invalid({name: [text] for name in sorted(unknown)})
        if request.endpoint in json and not request.is_json and _has_body():
            raise NotJson()


def _has_body() -> bool:
    chunked = request.headers.get("Transfer-Encoding")
    return bool(request.content_length or request.content_type or chunked)
