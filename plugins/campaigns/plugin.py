"""The wiring of the campaigns plugin; a reader starts here."""

from crm import events
from crm.i18n import _
from crm.plugin import ImportTarget, NavItem, Permission, Plugin, Slot, Timeline
from plugins.campaigns import (
    demo,
    filters,
    imports,
    leads,
    measures,
    slots,
    suggested,
    taskslots,
)
from plugins.campaigns.api import calls as api_calls
from plugins.campaigns.api import campaigns as api_campaigns
from plugins.campaigns.api import events as api_events
from plugins.campaigns.api import structuretests as api_tests
from plugins.campaigns.api import tasks as api_tasks
from plugins.campaigns.api import walkins as api_walkins
from plugins.campaigns.api.blueprint import bp as api_bp
from plugins.campaigns.indexes import INDEXES
from plugins.campaigns.service import following, merging, overall, recount, roster, upgrades
from plugins.campaigns.settings import Settings
from plugins.campaigns.views import (
    allcampaigns,
    assessments,
    calendar,
    calls,
    cards,
    contacts,
    dashboard,
    door,
    eligible,
    eventpages,
    evidencefile,
    flip,
    flow,
    leaders,
    marks,
    matching,
    pages,
    petitions,
    placesizes,
    publiccards,
    reminders,
    scale,
    sharing,
    sheets,
    tasks,
    testparts,
    tests,
    turf,
    turnout,
    ulps,
    unit,
    wall,
)
from plugins.campaigns.views.blueprint import bp
from plugins.campaigns.views.public import public_bp

MODULES = (
    pages,
    unit,
    contacts,
    dashboard,
    flow,
    allcampaigns,
    wall,
    assessments,
    eventpages,
    turnout,
    door,
    calendar,
    calls,
    sheets,
    reminders,
    tasks,
    ulps,
    cards,
    scale,
    sharing,
    publiccards,
    marks,
    turf,
    tests,
    testparts,
    petitions,
    leaders,
    evidencefile,
    matching,
    eligible,
    flip,
    placesizes,
    api_campaigns,
    api_events,
    api_tasks,
    api_tests,
    api_calls,
    api_walkins,
)
"""Their views register on the blueprints when they are imported."""

plugin = Plugin(
    name="campaigns",
    label=_("Campaigns"),
    summary=_("Organizing campaigns: the unit, contacts, assessments, wall chart, numbers."),
    permissions=(
        Permission(
            id="campaigns.view",
            label=_("Open campaigns"),
            default_roles=("organizer", "lead", "leadership", "admin"),
        ),
        Permission(
            id="campaigns.log",
            label=_("Log contacts and assessments"),
            default_roles=("organizer", "lead", "admin"),
        ),
        Permission(
            id="campaigns.edit",
            label=_("Open and change campaigns"),
            default_roles=("lead", "admin"),
        ),
        Permission(
            id="campaigns.scale",
            label=_("Change the scale of assessments"),
            default_roles=("admin",),
        ),
        Permission(
            id="campaigns.evidence",
            label=_("Make the evidence file of electronic cards"),
            default_roles=("lead", "admin"),
        ),
        Permission(
            id="campaigns.numbers",
            label=_("See the numbers of every campaign"),
            default_roles=("leadership", "admin"),
        ),
    ),
    settings=Settings,
    pages=bp,
    public=public_bp,
    api=api_bp,
    nav=(
        NavItem(
            label=_("Campaigns"),
            endpoint="campaigns.index",
            permission="campaigns.view",
            icon="flag",
            order=10,
        ),
    ),
    today_panels=(
        Slot(id="campaigns.today", permission="campaigns.log", render=slots.today),
        Slot(id="campaigns.tasks", permission="campaigns.log", render=taskslots.today, order=55),
        Slot(id="campaigns.soon", permission="campaigns.view", render=slots.soon, order=60),
    ),
    person_panels=(
        Slot(id="campaigns.person", permission="campaigns.view", render=slots.person),
        Slot(id="campaigns.about", permission="campaigns.log", render=taskslots.person, order=60),
    ),
    workplace_panels=(
        Slot(id="campaigns.here", permission="campaigns.view", render=slots.workplace),
    ),
    list_panels=(Slot(id="campaigns.list", permission="campaigns.log", render=slots.saved_list),),
    dashboard_tiles=(Slot(id="campaigns.all", permission="campaigns.view", render=slots.tiles),),
    timeline=(
        Timeline(id="campaigns.contacts", permission="campaigns.view", entries=slots.timeline),
        Timeline(id="campaigns.turnout", permission="campaigns.view", entries=slots.turnout_line),
    ),
    person_filters=filters.FILTERS,
    actions=(*leads.ACTIONS, *suggested.ACTIONS),
    measures=measures.MEASURES,
    import_columns=imports.COLUMNS,
    import_targets=(
        ImportTarget(
            id=roster.TARGET,
            label=_("Campaign"),
            choices=imports.choices,
            scopes=imports.scopes,
        ),
    ),
    handlers={
        events.PeopleImported: roster.on_imported,
        events.ImportUndoAsked: roster.on_import_undo_asked,
        events.ImportUndone: roster.on_import_undone,
        events.WorkplaceMerged: following.on_workplace_merged,
        events.PersonChanged: following.on_person_changed,
        events.PersonErased: following.on_person_erased,
        events.PersonMerged: merging.on_merged,
        events.PersonUnmerged: merging.on_unmerged,
        events.AccountDeparted: following.on_departed,
    },
    indexes=INDEXES,
    shared_counts=overall.shared,
    migrations=(upgrades.count_anew, upgrades.give_turf, upgrades.count_anew),
    recount=recount.all_campaigns,
    demo=demo.load,
)
