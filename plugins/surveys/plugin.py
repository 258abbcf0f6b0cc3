"""The wiring of the surveys plugin; a reader starts here."""

from datetime import timedelta

from crm import events
from crm.i18n import _
from crm.plugin import NavItem, Permission, Plugin, Recurring, Slot
from plugins.surveys import api, demo
from plugins.surveys.answering import anonymous, following, keys, unlinking
from plugins.surveys.filters import FILTERS
from plugins.surveys.indexes import INDEXES
from plugins.surveys.jobs import JOBS
from plugins.surveys.measures import MEASURES
from plugins.surveys.service import progress
from plugins.surveys.settings import Settings
from plugins.surveys.views import (
    answers,
    builder,
    channels,
    elsewhere,
    entering,
    exchange,
    inviting,
    letters,
    library,
    lifecycle,
    pagecondition,
    pages,
    question,
    results,
    suggesting,
    suggestions,
    survey_settings,
    texts,
    translation,
    trial,
)
from plugins.surveys.views.blueprint import bp
from plugins.surveys.views.public import done, start
from plugins.surveys.views.public import pages as public_pages
from plugins.surveys.views.public.blueprint import bp as public

WRITING = (pages, survey_settings, lifecycle, builder, question, pagecondition, suggesting, trial)
EXCHANGE = (translation, library, exchange)
ANSWERING = (inviting, letters, channels, entering, start, public_pages, done)
READING = (results, texts, answers, suggestions)
MODULES = (*WRITING, *EXCHANGE, *ANSWERING, *READING)
"""Their views register on the blueprint when they are imported."""

PERMISSIONS = (
    Permission(
        id="surveys.view",
        label=_("See surveys and what they ask"),
        default_roles=("organizer", "lead", "leadership", "admin"),
    ),
    Permission(
        id="surveys.edit",
        label=_("Write surveys and change their questions"),
        default_roles=("lead", "admin"),
    ),
    Permission(
        id="surveys.open",
        label=_("Open and close surveys, invite members"),
        default_roles=("lead", "admin"),
    ),
    Permission(
        id="surveys.collect",
        label=_("Enter answers given on paper or by phone"),
        default_roles=("organizer", "lead", "admin"),
    ),
    Permission(
        id="surveys.results",
        label=_("Read and export results"),
        default_roles=("lead", "leadership", "admin"),
    ),
    Permission(
        id="surveys.custodian",
        label=_("Read single answers of confidential surveys, where named as custodian"),
        default_roles=("lead", "admin"),
    ),
    Permission(
        id="surveys.suggestions",
        label=_("Decide on what answers suggest, about people in reach"),
        default_roles=("lead", "admin"),
    ),
)

plugin = Plugin(
    name="surveys",
    label=_("Surveys"),
    summary=_("Ask members, by name or anonymously by construction, and act on what they say."),
    permissions=PERMISSIONS,
    settings=Settings,
    pages=bp,
    public=public,
    api=api.bp,
    jobs=JOBS,
    nav=(
        NavItem(
            label=_("Surveys"),
            endpoint="surveys.index",
            permission="surveys.view",
            icon="clipboard-list",
            order=30,
        ),
    ),
    today_panels=(
        Slot(
            id="surveys.suggested",
            permission="surveys.suggestions",
            render=suggestions.today,
            order=56,
        ),
    ),
    elsewhere={
        "campaigns.overview": (
            Slot(
                id="surveys.of_campaign", permission="surveys.results", render=elsewhere.of_campaign
            ),
        ),
        "jobclasses.class": (
            Slot(id="surveys.of_group", permission="surveys.results", render=elsewhere.of_group),
        ),
    },
    measures=MEASURES,
    person_filters=FILTERS,
    handlers={
        events.PersonMerged: following.on_merged,
        events.PersonUnmerged: following.on_unmerged,
        events.PersonErased: following.on_erased,
        events.ImportUndoAsked: following.on_import_undo_asked,
    },
    indexes=INDEXES,
    validators={anonymous.NAME: anonymous.SCHEMA},
    left_out={keys.NAME: keys.LEFT_OUT},
    recurring=(
        Recurring(id="surveys.unlink", every=timedelta(hours=1), run=unlinking.unlink_due),
        Recurring(id="surveys.aside", every=timedelta(hours=12), run=following.purge_aside),
        Recurring(id="surveys.count", every=timedelta(minutes=2), run=progress.count_all),
    ),
    recount=progress.recount,
    demo=demo.load,
)
"""Surveys: what is asked, who answers how, what the answers say."""
