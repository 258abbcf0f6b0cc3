"""`callboard jobclasses ...`: loading reference data, and judging the matcher."""

from pathlib import Path

import click

from crm import tenancy
from crm.cli import Bar, with_suite
from crm.i18n import _
from plugins.jobclasses.service import exposure, learning, occupations, onetfiles, referencefiles
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
    measures = exposure.measures()
    for source in dict.fromkeys(m["source"] for m in measures.values()):
        click.echo(_("Source: %(source)s", source=source))
