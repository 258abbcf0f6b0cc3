"""`callboard check` and its stricter form; the refusal of a server without transactions."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crm import checks, db, migrations, tenancy, vendor
from crm.app import build_suite
from crm.config import Config, ConfigError

ROOT = Path(__file__).parents[2]
SAFE = {
    "production": True,
    "base_url": "https://callboard.example",
    "secret_key": "3dJx8Qm2vLr7TnYb5WcZ0aHs9KfGpEuA",
    "rate_limits": True,
    "proxies": 1,
    "smtp_url": "smtp://mail.example",
    "mail_from": "callboard@callboard.example",
}


@pytest.fixture
def safe(clean: tenancy.Suite, tmp_path: Path) -> Config:
    """A configuration that a public server may have."""
    tmp_path.chmod(0o700)
    return replace(clean.config, data_dir=tmp_path, **SAFE)  # type: ignore[arg-type]


def levels(config: Config, *, deploy: bool = True) -> dict[str, str]:
    return {row.what: row.level for row in checks.examine(config, deploy=deploy)}


def test_a_safe_server_passes(safe: Config) -> None:
    assert set(levels(safe).values()) == {checks.OK}


@pytest.mark.parametrize(
    ("change", "what", "level"),
    [
        ({"production": False}, "environment", checks.FAIL),
        ({"base_url": "http://callboard.example"}, "address", checks.FAIL),
        ({"secret_key": "short"}, "secret", checks.FAIL),
        ({"secret_key": "a" * 64}, "secret", checks.FAIL),
        ({"rate_limits": False}, "rate limits", checks.FAIL),
        ({"proxies": 0}, "proxies", checks.FAIL),
        ({"host": "0.0.0.0"}, "proxies", checks.WARN),
        ({"smtp_url": ""}, "mail", checks.WARN),
        ({"mail_from": ""}, "mail", checks.FAIL),
    ],
)
def test_what_is_unsafe_is_named(
    safe: Config, change: dict[str, object], what: str, level: str
) -> None:
    config = replace(safe, **change)  # type: ignore[arg-type]
    assert levels(config)[what] == level
    assert what not in levels(config, deploy=False)


def test_a_folder_open_to_others_is_refused(safe: Config) -> None:
    safe.data_dir.chmod(0o755)
    assert levels(safe)["data folder"] == checks.FAIL


def test_a_full_disk_is_refused(safe: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MIN_FREE_BYTES", 10**18)
    assert levels(safe)["disk"] == checks.FAIL


def test_a_changed_browser_file_is_refused(
    safe: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "manifest.json").write_text('{"htmx.min.js": "0123456789abcdef"}')
    (tmp_path / "vendor" / "htmx.min.js").write_text("not htmx")
    monkeypatch.setattr(vendor, "STATIC", tmp_path)
    assert levels(safe)["browser files"] == checks.FAIL


def test_a_missing_index_is_named(safe: Config) -> None:
    people = db.raw_database()["people"]
    name, found = next((n, i) for n, i in people.index_information().items() if n != "_id_")
    people.drop_index(name)
    rows = {row.what: row for row in checks.examine(safe)}
    assert rows["indexes"].level == checks.FAIL
    assert f"people({', '.join(key for key, _order in found['key'])})" in rows["indexes"].text
    migrations.ensure_indexes()
    assert levels(safe)["indexes"] == checks.OK


def test_without_a_database_it_says_how_to_get_one(safe: Config) -> None:
    none = replace(safe, mongodb_uri="")
    assert levels(none)["database"] == checks.FAIL
    gone = replace(safe, mongodb_uri="mongodb://127.0.0.1:9/", database_wait=0.2)
    assert levels(gone)["database"] == checks.FAIL


@pytest.fixture
def standalone(tmp_path: Path) -> Iterator[str]:
    """A real server that is no replica set."""
    (tmp_path / "empty.toml").touch()
    command = [sys.executable, "-P", "-m", "secantus", "--standalone", "--port", "0"]
    command += ["--storage-path", str(tmp_path / "db"), "--config", str(tmp_path / "empty.toml")]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--log-level", "INFO"], stdout=log, stderr=log)
    found = None
    while found is None and process.poll() is None:
        threading.Event().wait(0.05)
        found = re.search(r"listening on 127\.0\.0\.1:(\d+)", (tmp_path / "log").read_text())
    assert found is not None, (tmp_path / "log").read_text()
    yield f"mongodb://127.0.0.1:{found[1]}/"
    process.kill()
    process.wait()


def test_a_standalone_server_is_refused_with_the_reason(safe: Config, standalone: str) -> None:
    alone = replace(safe, mongodb_uri=standalone)
    assert levels(alone)["transactions"] == checks.FAIL
    suite = build_suite(alone)
    with tenancy.suite_context(suite), pytest.raises(ConfigError, match="replica set"):
        migrations.prepare()
    suite.store.close()


def test_every_variable_is_in_the_operators_table() -> None:
    sources = [(ROOT / "crm" / "config.py").read_text()]
    read = set(re.findall(r'"((?:CALLBOARD|MONGODB)_[A-Z_]+)"', "".join(sources)))
    table = (ROOT / "docs" / "deploy.md").read_text()
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", table, flags=re.M))
    assert read == listed
