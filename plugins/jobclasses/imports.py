"""The import column of job classes."""

from collections.abc import Callable
from functools import cache

from crm.i18n import _
from crm.plugin import ImportColumn
from crm.values import fold
from plugins.jobclasses.service import classes
from plugins.jobclasses.service.following import COLUMN


def reader() -> Callable[[str], str]:
    """`parse_class` for many cells: the classes are read once, when the first cell comes."""

    @cache
    def keys() -> dict[str, str]:
        live = [*reversed(classes.live().values())]  # of equal names the first counts
        found = {fold(alias["text"]): job["key"] for job in live for alias in job["aliases"]}
        return found | {name: j["key"] for j in live for name in (fold(j["title"]), j["key"])}

    def parse(text: str) -> str:
        wanted = fold(text)
        if not wanted:
            return ""
        if wanted not in keys():
            text = _("There is no such job class; leave it empty to have the job title matched.")
            raise ValueError(text)
        return keys()[wanted]

    return parse


def parse_class(text: str) -> str:
    """The key of the class that bears this title, alias or key; '' for an empty cell."""
    return reader()(text)


COLUMNS = (
    ImportColumn(
        id=COLUMN,
        label=_("Job class"),
        synonyms=("job class", "jobclass", "class", "classification", "job classification"),
        parse=parse_class,
        reader=reader,
    ),
)
