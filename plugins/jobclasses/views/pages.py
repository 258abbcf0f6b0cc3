"""Browsing classes, and the page of one."""

from typing import Any

from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.registry import current as registry
from plugins.jobclasses import sections
from plugins.jobclasses.schemas import BrowseQuery
from plugins.jobclasses.service import about, browsing
from plugins.jobclasses.service.about import FACET
from plugins.jobclasses.views.blueprint import bp


@bp.get("/")
@allow("jobclasses.view")
def index() -> Response:
    """All classes, narrowed by words, craft, status and AI; the results alone while typing."""
    asked = web.load_query(BrowseQuery)
    found = browsing.look_up(asked)
    return web.page("jobclasses/index.html", "results", asked=asked, found=found)


def page_of(class_key: str, status: int = 200, errors: Any = None, values: Any = None) -> Response:
    """The page of one class; with `errors` its forms keep what was typed."""
    found = about.of(class_key, actor=auth.actor())
    job, actor = found["job"], auth.actor()
    return web.page(
        "jobclasses/class.html",
        status=status,
        errors=errors or {},
        values=values or {},
        wide=sections.drawn(sections.WIDE, job, actor),
        narrow=sections.drawn(sections.NARROW, job, actor),
        panels=registry().render_at("jobclasses.class", actor, facet=FACET, value=job["title"]),
        **found,
    )


@bp.get("/classes/<class_key>")
@allow("jobclasses.view")
def show(class_key: str) -> Response:
    """One class: what it is and all that is known of it."""
    return page_of(class_key)
