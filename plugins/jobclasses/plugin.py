"""The wiring of the job classes plugin; a reader starts here."""

from crm.i18n import _
from crm.plugin import NavItem, Permission, Plugin, SearchSource
from plugins.jobclasses import api, cli, jobs
from plugins.jobclasses.indexes import INDEXES, REFERENCE
from plugins.jobclasses.service import browsing
from plugins.jobclasses.settings import Settings
from plugins.jobclasses.views import (
    crosswalk,
    deciding,
    definitions,
    jurisdiction,
    merging,
    pages,
    paths,
)
from plugins.jobclasses.views.blueprint import bp

MODULES = (pages, deciding, merging, jurisdiction, definitions, paths, crosswalk)
"""Their views register on the blueprint when they are imported."""

plugin = Plugin(
    name="jobclasses",
    label=_("Job classes"),
    summary=_("Kinds of work: what they are, who claims them, how so-called AI touches them."),
    permissions=(
        Permission(
            id="jobclasses.view",
            label=_("Look up job classes"),
            default_roles=("organizer", "lead", "leadership", "admin"),
        ),
        Permission(
            id="jobclasses.propose",
            label=_("Propose job classes and comment on them"),
            default_roles=("organizer", "lead", "leadership", "admin"),
        ),
        Permission(
            id="jobclasses.decide",
            label=_("Decide on job classes, claims and definitions"),
            default_roles=("lead", "admin"),
        ),
        Permission(
            id="jobclasses.match",
            label=_("Match titles and work the review queue"),
            default_roles=("lead", "admin"),
        ),
    ),
    settings=Settings,
    pages=bp,
    api=api.bp,
    nav=(
        NavItem(
            label=_("Job classes"),
            endpoint="jobclasses.index",
            permission="jobclasses.view",
            icon="id-badge",
            order=30,
        ),
    ),
    search=(
        SearchSource(
            id="jobclasses.classes",
            label=_("Job classes"),
            permission="jobclasses.view",
            find=browsing.search,
        ),
    ),
    jobs={"jobclasses.refresh_people": jobs.refresh_people},
    indexes=INDEXES,
    reference=REFERENCE,
    cli=cli.group,
)
