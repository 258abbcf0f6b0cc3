"""`callboard jobclasses ...`: loading reference data, and judging the matcher."""

from pathlib import Path

import click

from crm import tenancy
from crm.cli import Bar, with_suite
from crm.i18n import _
from plugins.jobclasses.service import (
    classes,
    evaluating,
    exposure,
    learning,
    matching,
    occupations,
    onetfiles,
    pastunits,
    referencefiles,
)
from plugins.jobclasses.service.loads import Doc

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("jobclasses")
def group() -> None:
    """Job classes: standard occupations, exposure figures, the matcher."""


def _counts(load: Doc) -> str:
    return str(
        _(
            "%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(removed)d removed.",
            **load["counts"],
        )
    )


@group.command("load-onet")
@click.argument("folder", type=FOLDER)
@click.option("--replace", is_flag=True, help="Load another release than the one on file.")
@with_suite
def load_onet(folder: Path, replace: bool) -> None:
    """Load the O*NET text release in FOLDER for all locals; again changes nothing."""
    files = referencefiles.from_folder(folder, onetfiles.WANTED)
    bar = Bar(str(_("Occupations")))
    load = occupations.load(files, bar, by=tenancy.system_actor().account_id, replace=replace)
    click.echo(_("Release %(release)s: ", release=load["release"] or "?") + _counts(load))
    click.echo(occupations.attribution())
    if not learning.has_extra():
        click.echo(_("Titles are matched by aliases and words: scikit-learn is missing."))
        click.echo(_("`make extras` installs it; then load this release again."))
    elif learning.build(Bar(str(_("Learning titles")))):
        click.echo(_("The matcher has learned the titles of this release."))


@group.command("load-exposure")
@click.argument("folder", type=FOLDER)
@with_suite
def load_exposure(folder: Path) -> None:
    """Load the exposure figures (Eloundou et al., AIOE) in FOLDER for all locals."""
    names = [p.name for p in folder.iterdir() if p.suffix.lower() in {".csv", ".xlsx"}]
    files = referencefiles.from_folder(folder, sorted(names))
    bar = Bar(str(_("Figures")))
    load = exposure.load(files, bar, by=tenancy.system_actor().account_id)
    click.echo(_counts(load))
    if load["unmatched"]:
        click.echo(_("Codes without an occupation today, left out:"))
    for one in load["unmatched"]:
        click.echo(f"  {one['measure']:<14} {one['code']}  {one['title']}")
    measures = exposure.published()
    for source in dict.fromkeys(m["source"] for m in measures.values()):
        click.echo(_("Source: %(source)s", source=source))


@group.command("read-units")
@with_suite
def read_units() -> None:
    """Find job classes in the unit descriptions of past elections; again changes nothing."""
    load = pastunits.read_all(Bar(str(_("Elections"))), by=tenancy.system_actor().account_id)
    click.echo(_counts(load))


@group.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--local", default="", help="Judge as this local matches (slug); else as shipped.")
@click.option("--entertainment", is_flag=True, help="Weigh occupations by entertainment's jobs.")
@with_suite
def evaluate(file: Path, local: str, entertainment: bool) -> None:
    """Judge the matcher on FILE: a title, a tab and its code (O*NET, SOC, class or craft)."""
    known = evaluating.read(file.name, file.read_bytes())
    if evaluating.is_standard(known):
        learning.require_extra()
    kit = _kit(local)
    kit.entertainment = entertainment
    if kit.index is None:
        click.echo(_("No index of occupations: titles are matched by aliases and words only."))
    report = evaluating.evaluate(known, kit)
    group_name = _("major group") if evaluating.is_standard(known) else _("craft")
    lines = (
        (_("titles"), f"{report.titles}"),
        (_("top 1"), f"{report.top1:.3f}"),
        (_("top 3"), f"{report.top3:.3f}"),
        (_("top 5"), f"{report.top5:.3f}"),
        (group_name, f"{report.major:.3f}"),
        (_("expected calibration error"), f"{report.error:.3f}"),
        (_('said "none of these"'), f"{report.none:.3f}"),
        (_("titles a second"), f"{report.speed:.0f}"),
        (_("peak memory, MB"), f"{report.memory:.0f}"),
    )
    for label, value in lines:
        click.echo(f"{label!s:<28}{value:>8}")


def _kit(local: str) -> matching.Kit:
    if local:
        with tenancy.local_scope(local, plugin="jobclasses"):
            return matching.kit(wait=True)
    kit = matching.new_kit(classes.shipped(), [])
    kit.index = learning.wait()
    return kit
