"""The wiring of the job classes plugin; a reader starts here."""

from crm.i18n import _
from crm.plugin import NavItem, Permission, Plugin, SearchSource, Slot
from plugins.jobclasses import (
    api,
    cli,
    demo,
    filters,
    imports,
    jobs,
    jobs_matching,
    pathslot,
    slots,
)
from plugins.jobclasses.handling import together
from plugins.jobclasses.indexes import INDEXES, REFERENCE
from plugins.jobclasses.indexes_matching import MATCHING
from plugins.jobclasses.service import browsing, following, roster, wishes
from plugins.jobclasses.settings import Settings
from plugins.jobclasses.views import (
    beside,
    board,
    clusters,
    crosswalk,
    deciding,
    definitions,
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

MODULES = (pages, deciding, merging, jurisdiction, definitions, paths, crosswalk, found)
MATCHING_MODULES = (matching, review, roster_views, reference, sightings, clusters, board, beside)
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
    on_enable=roster.queue_backlog,
    reference=REFERENCE,
    cli=cli.group,
)
