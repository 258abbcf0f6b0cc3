"""Loading occupations and exposure figures: whole, twice, stopped and gone on with, refused."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from crm import db, tenancy
from crm.errors import Invalid
from plugins.jobclasses import cli
from plugins.jobclasses.service import exposure, learning, loads, occupations, onetfiles
from plugins.jobclasses.service.loads import Doc
from plugins.jobclasses.service.referencefiles import from_folder
from tests.plugins.jobclasses import release


def _nothing(_done: int, _total: int) -> None:
    pass


def _load(folder: Path, **more: bool) -> Doc:
    files = from_folder(folder, onetfiles.WANTED)
    return occupations.load(files, _nothing, by="system", **more)


def _figures(folder: Path) -> Doc:
    names = [path.name for path in folder.iterdir()]
    return exposure.load(from_folder(folder, names), _nothing, by="system")


def test_a_release_is_read_whole(clean: tenancy.Suite, tmp_path: Path) -> None:
    load = _load(release.write(tmp_path))
    assert load["counts"]["new"] == len(release.WORK)
    editor = occupations.get("27-4032")
    assert editor["title"] == "Film and Video Editors"
    assert "Film Editor" in editor["alternate"]
    assert "Cutter" in editor["reported"]
    assert editor["tasks"] == ["Cut scenes together with care for the together."]
    assert editor["technology"] == ["Cut scenes together software"]
    assert editor["related"][0]["tier"] == "Primary-Short"
    assert "O*NET 27.0" in occupations.attribution()
    assert "CC BY 4.0" in occupations.attribution()


def test_loading_twice_changes_nothing(clean: tenancy.Suite, tmp_path: Path) -> None:
    folder = release.write(tmp_path)
    _load(folder)
    again = _load(folder)
    assert again["counts"] == {"new": 0, "changed": 0, "unchanged": 12, "removed": 0}


def test_a_load_that_was_stopped_goes_on_where_it_was(
    clean: tenancy.Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loads, "BATCH", 5)
    folder = release.write(tmp_path)

    def stop(done: int, _total: int) -> None:
        if done >= 10:
            raise KeyboardInterrupt

    files = from_folder(folder, onetfiles.WANTED)
    with pytest.raises(KeyboardInterrupt):
        occupations.load(files, stop, by="system")
    assert len(occupations.every("title")) == 10
    load = _load(folder)
    assert load["next"] == load["counts"]["new"] == 12
    assert len(occupations.every("title")) == 12
    assert len(loads.recent("onet")) == 1


def test_another_release_needs_to_be_meant(clean: tenancy.Suite, tmp_path: Path) -> None:
    _load(release.write(tmp_path / "old"))
    fewer = {code: work for code, work in release.WORK.items() if code != "47-2031.00"}
    fewer["27-4032.00"] = ("Film and Video Editors", "Reel Editor", "Cut")
    newer = release.write(tmp_path / "new", "30.1", fewer)
    with pytest.raises(Invalid) as refused:
        _load(newer)
    assert "27.0" in str(refused.value.errors)
    assert "30.1" in str(refused.value.errors)
    counts = _load(newer, replace=True)["counts"]
    assert counts == {"new": 0, "changed": 2, "unchanged": 9, "removed": 1}


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda f: (f / onetfiles.TASKS).unlink(), "Task Statements.txt: not found"),
        (lambda f: (f / onetfiles.README).write_text("O*NET 24.2 Database"), "codes are those of"),
        (lambda f: (f / onetfiles.ALTERNATE).write_text("a\tb\n1\t2\n"), "no column"),
        (lambda f: (f / onetfiles.TASKS).write_bytes(b"\xff\xfeO\x00"), "not in UTF-8"),
        (
            lambda f: (f / onetfiles.REPORTED).write_text(
                "O*NET-SOC Code\tReported Job Title\nabc\tx\n"
            ),
            "no O*NET-SOC code",
        ),
    ],
)
def test_another_file_shape_is_named(
    clean: tenancy.Suite,
    tmp_path: Path,
    spoil: object,
    told: str,
) -> None:
    folder = release.write(tmp_path)
    spoil(folder)  # type: ignore[operator]
    with pytest.raises(Invalid) as refused:
        _load(folder)
    assert told in str(refused.value.errors["files"][0])
    assert not occupations.every("title")


def test_figures_are_ranked_and_carried_to_the_codes_of_2018(
    clean: tenancy.Suite, tmp_path: Path
) -> None:
    _load(release.write(tmp_path / "onet"))
    load = _figures(release.write_figures(tmp_path / "figures"))
    assert [u["code"] for u in load["unmatched"]] == ["49-9093"]
    found = exposure.of_codes(["15-1252", "53-3032"])
    developers = found["15-1252"]["aioe_image"]
    assert developers["carried_from"] == ["15-1132", "15-1133"]
    assert developers["value"] == pytest.approx(0.75)
    assert found["53-3032"]["eloundou_beta"]["percentile"] == pytest.approx(11.5 / 12, abs=1e-4)
    assert _figures(tmp_path / "figures")["counts"]["unchanged"] == load["counts"]["new"]


def test_figures_of_another_shape_are_named(clean: tenancy.Suite, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code,score\n1,2\n")
    with pytest.raises(Invalid) as refused:
        _figures(tmp_path)
    assert "a.csv has no column" in str(refused.value.errors["files"][0])
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(Invalid) as refused:
        _figures(tmp_path)
    assert "b.xlsx" in str(refused.value.errors["files"][0])


def test_the_commands_say_what_they_did_and_learn_the_titles(
    clean: tenancy.Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.cli.opened", lambda: tenancy.suite_context(clean))
    onet, figures = release.write(tmp_path / "onet"), release.write_figures(tmp_path / "figures")
    said = CliRunner().invoke(cli.group, ["load-onet", str(onet)], catch_exceptions=False)
    assert said.exit_code == 0, said.output
    assert "12 new" in said.output
    assert "CC BY 4.0" in said.output
    assert learning.wait() is not None
    assert learning.about()["release"] == "27.0"
    said = CliRunner().invoke(cli.group, ["load-exposure", str(figures)], catch_exceptions=False)
    assert "49-9093" in said.output
    again = CliRunner().invoke(cli.group, ["load-onet", str(onet)], catch_exceptions=False)
    assert "12 unchanged" in again.output
    assert "has learned" not in again.output
    missing = CliRunner().invoke(cli.group, ["load-onet", str(figures)])
    assert missing.exit_code == 1
    assert "onetcenter.org" in missing.output


def test_locals_read_reference_data_and_cannot_write_it(
    clean: tenancy.Suite, tmp_path: Path
) -> None:
    from tests.factories import World

    _load(release.write(tmp_path))
    with World.build().local():
        assert occupations.get("27-4032.00")["soc"] == "27-4032"
        with pytest.raises(PermissionError):
            db.collection("jobclasses_occupations").delete({"_id": "27-4032.00"})
