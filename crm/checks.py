"""What `callboard check` looks at: rows of (level, what, text), worst first to put right.

It changes nothing but one timestamp, written in a transaction to prove that there are any.
"""

import hashlib
import json
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crm import app as application
from crm import db, migrations, tenancy, vendor
from crm.config import Config, ConfigError
from crm.embedded.server import MIN_FREE_BYTES, running_uri
from crm.errors import CRMError

OK, WARN, FAIL = "ok", "warn", "FAIL"
EMBEDDED_PEOPLE = 10_000
"""How many people the embedded server serves well (measured; see docs/deploy.md)."""
CLOCK = timedelta(seconds=5)


@dataclass(frozen=True)
class Row:
    """One finding; `text` says what to do unless all is well."""

    level: str
    what: str
    text: str


def examine(config: Config, *, deploy: bool = False) -> Iterator[Row]:
    """All findings; `deploy` adds what only a server that others reach must fulfil."""
    yield _disk(config)
    yield _vendored()
    yield from _database(config, deploy)
    if deploy:
        yield from _deployment(config)


def _disk(config: Config) -> Row:
    free = shutil.disk_usage(config.data_dir).free
    text = f"{free // 1_000_000:,} MB free at {config.data_dir}"
    if free < MIN_FREE_BYTES:
        return Row(FAIL, "disk", f"{text}; at least {MIN_FREE_BYTES // 1_000_000} MB are needed")
    return Row(WARN if free < 4 * MIN_FREE_BYTES else OK, "disk", text)


def _vendored() -> Row:
    """The browser libraries are there and are those that set-up copied."""
    folder = vendor.STATIC / "vendor"
    try:
        wanted = json.loads((folder / "manifest.json").read_text())
        wrong = [name for name, start in wanted.items() if not _is(folder / name, start)]
    except (OSError, ValueError):
        wrong = ["manifest.json"]
    if wrong:
        names = ", ".join(wrong)
        return Row(FAIL, "browser files", f"missing or changed: {names}; run `make setup`")
    return Row(OK, "browser files", f"{len(wanted)} files as set up")


def _is(path: Any, start: str) -> bool:
    return bool(hashlib.sha256(path.read_bytes()).hexdigest().startswith(start))


def _database(config: Config, deploy: bool) -> Iterator[Row]:
    if not config.mongodb_uri and running_uri(config.data_dir) is None:
        yield Row(FAIL, "database", "does not run; start `callboard run`, or set MONGODB_URI")
        return
    suite = application.build_suite(config, application.database_uri(config))
    try:
        with tenancy.suite_context(suite):
            for look in (_answers, _transactions, _clock, _indexes):
                yield _tried(look)
            if deploy and not config.mongodb_uri:
                yield _tried(_embedded_size)
    finally:
        suite.store.close()


def _tried(look: Callable[[], Row]) -> Row:
    try:
        return look()
    except (CRMError, ConfigError, db.DatabaseError) as error:
        what = look.__name__.strip("_").replace("_", " ")
        return Row(FAIL, "database" if what == "answers" else what, str(error))


def _answers() -> Row:
    started = time.perf_counter()
    db.ping()
    spent = (time.perf_counter() - started) * 1000
    info = db.raw_database().client.server_info()
    return Row(OK, "database", f"answers in {spent:.0f} ms (version {info['version']})")


def _transactions() -> Row:
    migrations.require_transactions()
    _write()
    return Row(OK, "transactions", "a transaction was written")


@db.atomic
def _write() -> None:
    change = {"$set": {"checked_at": db.now()}}
    db.collection("sentinel").update({"_id": "check"}, change, upsert=True)


def _clock() -> Row:
    """Leases and sessions compare times of several machines."""
    hello = db.raw_database().client.admin.command("hello")
    theirs = hello["localTime"]
    theirs = theirs.replace(tzinfo=db.now().tzinfo) if theirs.tzinfo is None else theirs
    apart = abs(theirs - db.now())
    if apart > CLOCK:
        return Row(FAIL, "clock", f"{apart.total_seconds():.0f} s from the database's; use NTP")
    return Row(OK, "clock", "agrees with the database's")


def _indexes() -> Row:
    missing = migrations.missing_indexes()
    if missing:
        text = f"missing: {', '.join(missing[:5])}; run `callboard migrate`"
        return Row(FAIL, "indexes", text)
    return Row(OK, "indexes", "all there")


def _embedded_size() -> Row:
    people = db.raw_database()["people"].estimated_document_count()
    text = f"{people:,} people on the embedded server"
    if people > EMBEDDED_PEOPLE:
        return Row(WARN, "size", f"{text}; move to a MongoDB replica set (docs/deploy.md)")
    return Row(OK, "size", f"{text} (it serves {EMBEDDED_PEOPLE:,} well)")


def _deployment(config: Config) -> Iterator[Row]:
    yield _must(config.production, "environment", "CALLBOARD_ENV=production is not set")
    https = config.base_url.startswith("https://")
    yield _must(https, "address", "CALLBOARD_URL must be the https:// address people use")
    strong = len(config.secret_key) >= 32 and len(set(config.secret_key)) >= 12
    yield _must(
        strong, "secret", "CALLBOARD_SECRET_KEY is short or simple; leave it out to have one made"
    )
    yield _must(config.rate_limits, "rate limits", "CALLBOARD_NO_RATE_LIMITS must not be set")
    yield _proxies(config, https)
    yield _private(config)
    if not config.smtp_url:
        yield Row(WARN, "mail", "CALLBOARD_SMTP is not set: links are shown to copy, not mailed")
    else:
        yield _must(bool(config.mail_from), "mail", "CALLBOARD_MAIL_FROM is not set")
    if not config.metrics_token:
        yield Row(OK, "metrics", "from this machine only (no CALLBOARD_METRICS_TOKEN)")


def _must(holds: bool, what: str, otherwise: str) -> Row:
    return Row(OK, what, "as it should be") if holds else Row(FAIL, what, otherwise)


def _proxies(config: Config, https: bool) -> Row:
    """TLS ends at a proxy, so its headers must be believed, and nobody may come past it."""
    if https and not config.proxies:
        text = "CALLBOARD_PROXIES is not set: behind a TLS proxy write how many there are (1)"
        return Row(FAIL, "proxies", text)
    if config.host not in {"127.0.0.1", "::1", "localhost"}:
        text = f"CALLBOARD_HOST={config.host}: only the proxy may reach port {config.port}"
        return Row(WARN, "proxies", text)
    return Row(OK, "proxies", "as it should be")


def _private(config: Config) -> Row:
    mode = stat.S_IMODE(os.stat(config.data_dir).st_mode)
    if mode & 0o077:
        text = f"{config.data_dir} is open to other accounts: chmod 700 {config.data_dir}"
        return Row(FAIL, "data folder", text)
    return Row(OK, "data folder", "for its owner only")
