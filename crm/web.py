"""What every page needs: rendering, errors as page, fragment or problem+json, form handling."""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, flash, g, jsonify, make_response, redirect, render_template, request
from flask import url_for as flask_url_for
from flask_babel import get_locale, get_translations
from flask_login import current_user
from jinja2_fragments.flask import render_block
from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow.fields import List as ListField
from prometheus_client import Counter, Histogram
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Response

from crm import auth, formats, security, tenancy, vendor
from crm.errors import CRMError, Invalid, SignInNeeded, StepUpNeeded
from crm.i18n import _
from crm.tenancy import Suite

log = structlog.get_logger("crm.request")
REQUESTS = Counter("callboard_requests_total", "Requests", ["endpoint", "method", "status"])
SECONDS = Histogram("callboard_request_seconds", "Time to answer", ["endpoint"])


def is_htmx() -> bool:
    """Whether htmx asks, and wants a fragment."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")


def is_api() -> bool:
    """Whether the answer must be JSON."""
    return request.path.startswith("/api/")


def page(template: str, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """Render a page, or only its `block` where htmx asks for a fragment."""
    if block and is_htmx():
        html = render_block(template, block, **context)
    else:
        html = render_template(template, **context)
    return make_response(html, status)


def go(endpoint: str, message: Any = None, **values: Any) -> Response:
    """Redirect (see other), with a message shown on the next page; htmx follows it too."""
    if message:
        flash(str(message))
    target = flask_url_for(endpoint, **values)
    if is_htmx():
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = target
        return answer
    return make_response(redirect(target, 303))


def nothing(toast: Any = None, *, undo: str = "", trigger: str = "") -> Response:
    """An empty answer (204) for a write that changes nothing on the page but a toast."""
    answer = make_response("", 204)
    return with_toast(answer, toast, undo=undo, trigger=trigger)


def with_toast(
    answer: Response, toast: Any = None, *, undo: str = "", trigger: str = ""
) -> Response:
    """Show a toast with the answer; `undo` is the address its button posts to."""
    events: dict[str, Any] = {}
    if toast:  # before any trigger that takes the sending form off the page
        events["toast"] = {"text": str(toast), "undo": undo}
    if trigger:
        events[trigger] = True
    if events:
        answer.headers["HX-Trigger"] = json.dumps(events)
    return answer


def redirect_to(target: str) -> Response:
    """Redirect (see other) to a local address from `back_or`."""
    return make_response(redirect(target, 303))


def back_or(endpoint: str, **values: Any) -> str:
    """A safe local address from `next`, else that of `endpoint`."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    local = target.startswith("/") and not target.startswith(("//", "/\\"))
    if local and not parts.netloc and "\\" not in target and target.isprintable():
        return target
    return flask_url_for(endpoint, **values)


def form_values(schema: Schema | type[Schema]) -> dict[str, Any]:
    """The posted form as the schema's input: lists where the schema has lists, blanks kept out.

    `csrf_token` and `next` belong to the page, not to the data.
    """
    schema = schema() if isinstance(schema, type) else schema
    raw: dict[str, Any] = {}
    for name in request.form:
        if name in {"csrf_token", "next"}:
            continue
        kept = schema.fields.get(name)
        if isinstance(kept, ListField):
            raw[name] = [v for v in request.form.getlist(name) if v != ""]
        else:
            raw[name] = request.form[name]
    return raw


def load(schema: Schema | type[Schema], values: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Validate the posted form (or `values`); raises Invalid with messages by field.

    Fields the schema does not know are an error: nothing is assigned by accident.
    """
    schema = schema() if isinstance(schema, type) else schema
    try:
        loaded = schema.load(form_values(schema) if values is None else values)
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from error
    result: dict[str, Any] = loaded
    return result


def load_query(schema: type[Schema]) -> dict[str, Any]:
    """Validate the query string; unknown names are left aside (old bookmarks keep working)."""
    try:
        result: dict[str, Any] = schema(unknown=EXCLUDE).load(request.args.to_dict())
    except ValidationError as error:
        raise Invalid(error.normalized_messages()) from error
    return result


def problem(error: CRMError, **more: Any) -> Response:
    """The error as problem+json (RFC 9457), with members of its own in `more`."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": str(error.title),
        "status": error.status,
        "code": error.code,
    }
    if isinstance(error, Invalid):
        body["errors"] = {k: _plain(v) for k, v in error.errors.items()}
    elif error.detail:
        body["detail"] = str(error.detail)
    answer = jsonify({**body, **more})
    answer.status_code, answer.mimetype = error.status, "application/problem+json"
    return answer


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return str(value)


def show_error(error: CRMError) -> Response:
    """Any expected error, in the form the caller can use."""
    if is_api():
        return problem(error)
    if isinstance(error, SignInNeeded) and not is_htmx() and request.method in {"GET", "HEAD"}:
        return make_response(redirect(flask_url_for("accounts.login", next=_here())))
    if isinstance(error, StepUpNeeded):
        return _confirm_first(error)
    template = "fragments/error.html" if is_htmx() else "error.html"
    return make_response(render_template(template, error=error), error.status)


def _confirm_first(error: StepUpNeeded) -> Response:
    endpoint = "accounts.second_factor" if error.extra.get("enrol") else "accounts.confirm"
    reading = request.method in {"GET", "HEAD"} and not is_htmx()
    target = flask_url_for(endpoint, next=_here() if reading else _referrer())
    if not is_htmx():
        return make_response(redirect(target, 303))
    answer = make_response("", 403)
    answer.headers["HX-Redirect"] = target
    return answer


def _here() -> str:
    return request.full_path.rstrip("?")


def _referrer() -> str:
    parts = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "/")
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _http_error(error: HTTPException) -> Response:
    wrong = getattr(error, "data", {}).get("messages", {})  # by place (body, query), then by field
    if error.code == 422 and wrong:
        return show_error(Invalid({k: v for place in wrong.values() for k, v in place.items()}))
    shown = CRMError()
    shown.status = error.code or 500  # type: ignore[misc]
    names = {
        400: _("The request could not be read"),
        404: _("Not found"),
        405: _("This address does not take that"),
        413: _("That is too large (at most 20 MB)"),
        429: _("Too many tries; please wait a little"),
    }
    shown.title = names.get(shown.status, error.name)  # type: ignore[misc]
    shown.code = error.name.lower().replace(" ", "_")  # type: ignore[misc]
    return show_error(shown)


def _nested(error: RecursionError) -> Response:
    """JSON that is nested deeper than Python reads cannot be read; any other recursion is ours."""
    if "decoding a JSON" not in str(error):
        raise error
    return _http_error(BadRequest())


def _crash(error: Exception) -> Response:
    log.error("crash", exc_info=error, request_id=g.get("request_id"))
    return show_error(CRMError())


def _begin(suite: Suite) -> None:
    g.suite, g.stack, g.started = suite, ExitStack(), time.perf_counter()
    g.request_id = secrets.token_hex(8)
    g.stack.enter_context(tenancy.suite_context(suite))


def _end(_error: BaseException | None) -> None:
    stack = g.pop("stack", None)
    if stack is not None:
        stack.close()


def _log(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, response.status_code).inc()
    SECONDS.labels(endpoint).observe(seconds)
    local, actor = g.get("local"), g.get("actor")
    log.info(
        "request",
        request_id=g.get("request_id"),
        route=str(request.url_rule),
        method=request.method,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        local=local["_id"] if local else None,
        actor=actor.account_id if actor else None,
    )
    return response


def _context() -> dict[str, Any]:
    actor, local = g.get("actor"), g.get("local")
    registry = g.suite.registry
    nav: Sequence[Any] = ()
    if actor is not None and tenancy.in_local():
        nav = sorted(registry.items("nav", actor), key=lambda item: item.order)
    return {
        "actor": actor,
        "local": local,
        "nav": nav,
        "me": current_user,
        "locale": str(get_locale() or "en"),
        "asset": vendor.asset,
        "can": actor.can if actor else (lambda _permission: False),
        "slots": registry.render,
        "theme": (current_user.account.get("theme") if current_user.is_authenticated else "")
        or "auto",
    }


def _fill_local(_endpoint: str, values: dict[str, Any]) -> None:
    local = g.get("local")
    if "local" not in values and local is not None:
        values["local"] = local["_id"]


def init(app: Flask, suite: Suite) -> None:
    """Wire rendering, errors and the order of checks into `app`."""

    @app.before_request
    def before() -> Response | None:
        _begin(suite)
        refused = auth.guard()
        security.check_request()
        return refused

    app.after_request(_log)
    app.teardown_request(_end)
    app.context_processor(_context)
    app.register_error_handler(CRMError, show_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RecursionError, _nested)
    if not suite.config.testing:
        app.register_error_handler(Exception, _crash)
    app.url_defaults(_fill_local_if(app))
    app.jinja_env.filters.update(formats.FILTERS)
    app.jinja_env.globals["icon"] = vendor.icon
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalog().ugettext(text),
        lambda one, many, n: _catalog().ungettext(one, many, n),
        newstyle=True,
    )


def _catalog() -> Any:
    """The reader's translations, looked up once a request: a list asks hundreds of times."""
    if "catalog" not in g:
        g.catalog = get_translations()
    return g.catalog


def _fill_local_if(app: Flask) -> Any:
    def fill(endpoint: str, values: dict[str, Any]) -> None:
        if app.url_map.is_endpoint_expecting(endpoint, "local"):
            _fill_local(endpoint, values)

    return fill
