"""Counting tries: only what asks for it is counted, and nothing else notices."""

from dataclasses import replace

import pytest

from crm import tenancy
from crm.app import create_app


def test_static_files_do_not_go_through_the_limiter(
    clean: tenancy.Suite, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    suite = replace(clean, config=replace(clean.config, rate_limits=True))
    with (
        tenancy.suite_context(suite),
        create_app(suite=suite).test_client().get("/static/app.css") as answer,
    ):
        assert answer.status_code == 200
    assert "rate limit" not in caplog.text + capsys.readouterr().err
