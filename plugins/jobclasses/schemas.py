"""The shapes of what people enter about job classes, for pages and the API alike."""

from marshmallow import fields

from crm.schemas import Query, choice, text
from plugins.jobclasses import words


def one_of(pairs: words.Pairs, **kwargs: object) -> fields.String:
    """A field whose values are the first parts of `pairs`."""
    return choice(words.keys(pairs), **kwargs)


class BrowseQuery(Query):
    """What the list of classes is narrowed to."""

    q = text(load_default="")
    craft = text(longest=40, load_default="")
    status = one_of(words.STATUSES, load_default="")
    ai = one_of(words.RELATIONS, load_default="")
    kind = text(longest=40, load_default="")


class SchemeQuery(Query):
    """Which standard's codes."""

    scheme = one_of(words.SCHEMES, load_default="")
