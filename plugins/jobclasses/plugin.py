"""The wiring of the job classes plugin; a reader starts here."""

from crm.i18n import _
from crm.plugin import NavItem, Permission, Plugin, SearchSource, Slot
from plugins.jobclasses import (
    cli,
    demo,
    demoboard,
    filters,
    imports,
    jobs,
    jobs_matching,
    pathslot,
    slots,
)
from plugins.jobclasses.api import board as board_api
from plugins.jobclasses.api import claims as claims_api
from plugins.jobclasses.api import classes as classes_api
from plugins.jobclasses.api import crosswalk as crosswalk_api
from plugins.jobclasses.api import matching as matching_api
from plugins.jobclasses.api import merging as merging_api
from plugins.jobclasses.api import notes as notes_api
from plugins.jobclasses.api import paths as paths_api
from plugins.jobclasses.api import sightings as sightings_api
from plugins.jobclasses.api import titles as titles_api
from plugins.jobclasses.api.blueprint import bp as api
from plugins.jobclasses.handling import together
from plugins.jobclasses.indexes import INDEXES, REFERENCE
from plugins.jobclasses.indexes_matching import MATCHING
from plugins.jobclasses.service import browsing, following, recounting, roster, wishes
from plugins.jobclasses.settings import Settings
from plugins.jobclasses.views import (
    beside,
    board,
    clusters,
    crosswalk,
    deciding,
    definitions,
    evidence,
    found,
    jurisdiction,
    matching,
    merging,
    pages,
    paths,
    reference,
    review,
    sightings,
)
from plugins.jobclasses.views import roster as roster_views
from plugins.jobclasses.views.blueprint import bp

MODULES = (pages, deciding, evidence, merging, jurisdiction, definitions, paths, crosswalk, found)
MATCHING_MODULES = (matching, review, roster_views, reference, sightings, clusters, board, beside)
API_MODULES = (board_api, claims_api, classes_api, crosswalk_api, merging_api, notes_api)
MORE_API_MODULES = (matching_api, paths_api, sightings_api, titles_api)
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
        Permission(
            id="jobclasses.board",
            label=_("See the risk board"),
            default_roles=("lead", "leadership", "admin"),
        ),
        Permission(
            id="jobclasses.load",
            label=_("Load standard occupations and exposure figures"),
            default_roles=("admin",),
        ),
    ),
    settings=Settings,
    pages=bp,
    api=api,
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
    person_panels=(
        Slot(id="jobclasses.person", permission="jobclasses.view", render=slots.person),
        Slot(
            id="jobclasses.paths",
            permission="jobclasses.propose",
            render=pathslot.person,
            order=70,
        ),
    ),
    facets=filters.FACETS,
    person_filters=filters.FILTERS,
    import_columns=imports.COLUMNS,
    handlers=together(following.HANDLERS, wishes.HANDLERS),
    jobs={"jobclasses.refresh_people": jobs.refresh_people, **jobs_matching.JOBS},
    indexes={**INDEXES, **MATCHING},
    demo=demo.load,
    demo_end=demoboard.compute,
    on_enable=roster.queue_backlog,
    recount=recounting.differences,
    reference=REFERENCE,
    cli=cli.group,
)
