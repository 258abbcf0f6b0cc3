"""Headers on every answer, the cross-origin check, CSRF and rate limits.

One policy for every page: no inline script or style, nothing from third parties, no framing.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from flask_limiter import Limiter
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from limits import RateLimitItem, parse
from limits.errors import StorageError
from werkzeug.wrappers import Response

from crm import ratelimits
from crm.errors import Forbidden, PageTooOld, TooMany, Unavailable
from crm.i18n import _, _n
from crm.tenancy import Suite

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

csrf = CSRFProtect()
_daily: dict[str, bytes] = {}


def address_key() -> str:
    """A rate-limit key for the caller's address: an HMAC under a secret that lives one day."""
    day = datetime.now(UTC).date().isoformat()
    if day not in _daily:
        _daily.clear()
        _daily[day] = secrets.token_bytes(32)
    address = (request.remote_addr or "").encode()
    return hmac.new(_daily[day], address, hashlib.sha256).hexdigest()[:32]


limiter = Limiter(key_func=address_key, strategy="moving-window", headers_enabled=False)


def throttle(rate: str, *keys: str, spend: bool = True) -> None:
    """Count one hit per key against `rate` (such as '10 per 15 minutes'); raises TooMany.

    Without `spend` nothing is counted: it is only refused where nothing is left.
    Keys are hashed with the installation's secret: the database learns no address or e-mail.
    """
    if not limiter.enabled:
        return
    limit = parse(rate)
    ask = limiter.limiter.hit if spend else limiter.limiter.test
    for name in map(_hashed, keys):
        with _counting():
            allowed = ask(limit, name)
        if not allowed:
            raise TooMany(_wait(limit, name))


def forgive(rate: str, key: str) -> None:
    """Forget the hits of `key` against `rate`: what they led up to has succeeded."""
    if limiter.enabled:
        with _counting():
            limiter.limiter.clear(parse(rate), _hashed(key))


def give_back(rate: str, key: str) -> None:
    """Uncount one hit of `key` against `rate`, and no other: what it was spent on has succeeded."""
    if limiter.enabled:
        with _counting():
            storage: Any = limiter.storage
            storage.give_back(parse(rate).key_for(_hashed(key)))


@contextmanager
def _counting() -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        raise Unavailable() from error


def _hashed(key: str) -> str:
    secret = str(current_app.config["SECRET_KEY"])
    return hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()[:32]


def _wait(limit: RateLimitItem, name: str) -> Any:
    """When the next try is allowed, in words and rounded up to minutes."""
    again = limiter.limiter.get_window_stats(limit, name).reset_time
    minutes = max(1, ceil((again - time.time()) / 60))
    return _n("Try again in a minute.", "Try again in %(num)d minutes.", minutes)


def _same_origin() -> bool:
    """Whether an unsafe request comes from our own pages (Fetch Metadata, then Origin)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin in (None, "null"):
        return True  # decided by the CSRF token alone
    return urlsplit(str(origin)).netloc == request.host


def check_request() -> None:
    """Refuse a cross-site or token-less unsafe request; bearer tokens need no CSRF token."""
    if request.method not in UNSAFE:
        return
    if not _same_origin():
        raise Forbidden(_("This request came from another site."))
    bearer = current_user.is_authenticated and current_user.token_permissions is not None
    if bearer:
        return
    try:
        csrf.protect()
    except CSRFError as error:
        raise PageTooOld(
            _("Nothing was saved. Go back, reload the page (or sign in), and send it again.")
        ) from error


def add_headers(response: Response) -> Response:
    """Put the policy on every answer; pages are never stored, hashed static files for ever."""
    if request.path.startswith("/p/"):  # the address itself is the secret
        response.headers.setdefault("Referrer-Policy", "no-referrer")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    static = request.endpoint in {"static", "plugin_static"}
    if static and request.args.get("v"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif not static:
        response.headers["Cache-Control"] = "no-store"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    response.headers.setdefault("X-Request-Id", g.get("request_id", ""))
    return response


def init(app: Flask, suite: Suite) -> None:
    """Set the cookie, CSRF and limiter configuration of `app`."""
    secure = suite.config.secure_cookies
    app.config.update(
        SECRET_KEY=suite.config.secret_key,
        SESSION_COOKIE_NAME="__Host-callboard" if secure else "callboard",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        MAX_CONTENT_LENGTH=21 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        RATELIMIT_ENABLED=suite.config.rate_limits,
        RATELIMIT_SWALLOW_ERRORS=True,
        **ratelimits.settings(suite.store),
    )
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(add_headers)
