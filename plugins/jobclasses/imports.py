"""The import column of job classes."""

from crm.i18n import _
from crm.plugin import ImportColumn
from crm.values import fold
from plugins.jobclasses.service import classes
from plugins.jobclasses.service.following import COLUMN


def parse_class(text: str) -> str:
    """The key of the class that bears this title, alias or key; '' for an empty cell."""
    wanted = fold(text)
    if not wanted:
        return ""
    live = classes.live()
    for job in live.values():
        if wanted in (fold(job["title"]), job["key"]):
            return str(job["key"])
    for job in live.values():
        if wanted in {fold(alias["text"]) for alias in job["aliases"]}:
            return str(job["key"])
    raise ValueError(_("There is no such job class; leave it empty to have the job title matched."))


COLUMNS = (
    ImportColumn(
        id=COLUMN,
        label=_("Job class"),
        synonyms=("job class", "jobclass", "class", "classification", "job classification"),
        parse=parse_class,
    ),
)
