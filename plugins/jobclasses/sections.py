"""What the page of a class shows beside the class itself, in order; each is drawn by itself.

A section takes (job, actor) and gives markup, '' where it has nothing to say. One that fails
must not take the page with it: `drawn` leaves it out and logs it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import structlog
from markupsafe import Markup

from crm.tenancy import Actor
from plugins.jobclasses.service.classes import JobClass

log = structlog.get_logger(__name__)
Section = Callable[[JobClass, Actor], Any]
WIDE: list[Section] = []
"""Under the description: tables and lists. Modules of views append theirs when imported."""
NARROW: list[Section] = []
"""Beside the description: short facts."""


def drawn(sections: list[Section], job: JobClass, actor: Actor) -> Iterator[Markup]:
    """The markup of each section that has something to say."""
    for section in sections:
        try:
            markup = section(job, actor)
        except Exception as error:
            log.error("section failed", section=section.__name__, exc_info=error)
            continue
        if markup:
            yield Markup(markup)  # noqa: S704 - rendered by Jinja
