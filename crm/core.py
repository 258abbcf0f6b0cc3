"""The core as a value of its own plugin contract: one mechanism for what core and plugins add."""

from collections.abc import Callable
from typing import Any

from crm import events
from crm.accounts import handover
from crm.accounts.views import pages as accounts_pages
from crm.admin import trail
from crm.admin.views import pages as admin_pages
from crm.admin.views.requests import today_panel as requests_panel
from crm.backup import jobs as backup_jobs
from crm.dashboard import counting
from crm.dashboard import views as dashboard_views
from crm.demo import jobs as demo_jobs
from crm.exports import service as exports
from crm.exports import views as exports_views
from crm.i18n import _
from crm.imports import api as imports_api
from crm.imports import jobs as imports_jobs
from crm.imports import views as imports_views
from crm.imports.service import forgetting
from crm.lists import api as lists_api
from crm.lists import bulk, membership
from crm.lists import service as lists
from crm.lists.views import pages as lists_pages
from crm.locals.schemas import CoreSettings
from crm.navigation import NAVIGATION
from crm.people import actions as people_actions
from crm.people import api as people_api
from crm.people import duplicates, duplicates_views, merge, merge_views
from crm.people import filters as people_filters
from crm.people.views import pages as people_pages
from crm.permissions import PERMISSIONS
from crm.plugin import Plugin, SearchSource, Slot
from crm.search import people as people_search
from crm.search import views as search_views
from crm.workplaces import api as workplaces_api
from crm.workplaces import changes, electionimport, merging, rules
from crm.workplaces import service as workplaces
from crm.workplaces.views import changes as change_views
from crm.workplaces.views import pages as workplaces_pages

BLUEPRINTS = (
    (accounts_pages.bp, ""),
    (admin_pages.bp, ""),
    (admin_pages.jobs_bp, ""),
    (dashboard_views.bp, "/l/<local>"),
    (workplaces_pages.bp, "/l/<local>/workplaces"),
    (people_pages.bp, "/l/<local>/people"),
    (imports_views.bp, "/l/<local>/imports"),
    (search_views.bp, "/l/<local>"),
    (exports_views.bp, "/l/<local>/exports"),
    (lists_pages.bp, "/l/<local>/lists"),
    (merge_views.bp, "/l/<local>/merges"),
    (duplicates_views.bp, "/l/<local>/duplicates"),
)
API_BLUEPRINTS: tuple = (
    (people_api.bp, ""),
    (imports_api.bp, ""),
    (lists_api.bp, ""),
    (workplaces_api.bp, ""),
)


def _each(*handlers: Callable[[Any], object]) -> Callable[[Any], None]:
    """One handler out of several nouns' handlers of the same event."""

    def handle(event: Any) -> None:
        for handler in handlers:
            handler(event)

    return handle


core = Plugin(
    name="core",
    label=_("Core"),
    summary=_("People, workplaces, lists, imports and everything the plugins stand on."),
    permissions=PERMISSIONS,
    migrations=(rules.migrate,),
    settings=CoreSettings,
    jobs={
        electionimport.JOB: electionimport.run_import,
        merging.JOB: merging.move_people,
        **imports_jobs.JOBS,
        "core.audit_verify": trail.verify_job,
        "core.change_list": bulk.job,
        "core.export_nightly": backup_jobs.export_nightly,
        "core.export_people": exports.make,
        "core.find_duplicates": duplicates.find_all,
        "core.hand_over": handover.hand_over,
        "core.load_demo": demo_jobs.load,
        "core.recheck_duplicates": duplicates.check_one,
        "core.recount": counting.count_anew,
        "core.refresh_list": membership.refresh_job,
    },
    handlers={
        events.PersonCreated: _each(duplicates.person_changed),
        events.AccountDeparted: _each(lists.departed),
        events.WorkplaceMerged: changes.on_workplace_merged,
        events.PersonChanged: _each(duplicates.person_changed),
        events.PersonErased: _each(merge.erase, membership.erased, forgetting.on_person_erased),
        events.PeopleImported: _each(duplicates.people_imported),
        events.ImportUndone: _each(duplicates.people_imported),
    },
    today_panels=(
        Slot(id="access-requests", permission="people.see_all", render=requests_panel, order=5),
    ),
    workplace_panels=(
        Slot(id="work-changes", permission="workplaces.view", render=change_views.panel, order=20),
    ),
    person_filters=people_filters.FILTERS,
    facets=people_filters.FACETS,
    actions=people_actions.ACTIONS,
    search=(
        SearchSource(
            id="people", label=_("People"), permission="people.view", find=people_search.find
        ),
        SearchSource(
            id="workplaces",
            label=_("Workplaces"),
            permission="workplaces.view",
            find=workplaces.find_for_search,
        ),
    ),
    nav=NAVIGATION,
)
