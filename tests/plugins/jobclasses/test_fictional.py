"""The demo's invented exposure figures: seen in the demo alone, and never beside published ones."""

from pathlib import Path

import pytest

from crm import tenancy
from plugins.jobclasses.service import catalogue, exposure, fictional, loads
from tests.factories import OWN, World
from tests.plugins.jobclasses import release
from tests.plugins.jobclasses.test_reference import _figures

CODE = "27-1014"


def test_only_the_demo_local_sees_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    local = {"_id": OWN, "plugins": ["jobclasses"]}
    with tenancy.local_scope(OWN, local={**local, "demo": False}):
        assert exposure.of_codes([CODE]) == {}
    assert exposure.of_codes([CODE]) == {}
    with tenancy.local_scope(OWN, local={**local, "demo": True}):
        assert set(exposure.of_codes([CODE])[CODE]) == set(fictional.measures())
        assert exposure.every() == []
        monkeypatch.setattr(loads, "latest", lambda kind: {"kind": kind})
        assert exposure.of_codes([CODE]) == {}


def test_published_figures_take_their_place(clean: tenancy.Suite, tmp_path: Path) -> None:
    _figures(release.write_figures(tmp_path))
    with tenancy.local_scope("x", local={"_id": "x", "demo": True}):
        assert not fictional.in_use()
        found = exposure.of_codes(["15-1252"])["15-1252"]
    assert not set(found) & set(fictional.measures())


def test_their_source_says_what_they_are_and_is_no_published_one() -> None:
    for measure in fictional.measures().values():
        assert measure["source"].startswith("Fictional demo figures")
        assert measure["url"] == ""
    assert not set(exposure.published()) & set(fictional.measures())
    assert fictional.among([measure["source"]])
    assert not fictional.among([one["source"] for one in exposure.published().values()])
    assert len(fictional.figures()) == 3 * len(catalogue.rows("demo_exposure.csv"))
