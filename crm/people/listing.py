"""The list of people: pages by keyset, within reach, beginning at any letter."""

from collections.abc import Sequence

from crm import paging
from crm.people.record import Person
from crm.tenancy import Actor

SIZE = 50
SHOWN = (
    "name", "sort_key", "credit_name", "pronouns", "phones", "emails", "facets", "tags",
    "do_not_contact", "member_status",
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def prefixes(actor: Actor) -> list[dict[str, str]]:
    """The index ranges that together hold everybody in reach of `actor`."""
    if actor.sees_all:
        return [{"status": "here"}]
    return [
        {"created_by": actor.account_id},
        *({"scopes": scope} for scope in sorted(actor.grants)),
    ]


def list_people(
    *,
    actor: Actor,
    after: paging.Cursor | None = None,
    size: int = SIZE,
    fields: Sequence[str] = SHOWN,
) -> list[Person]:
    """The next `size` people in reach after the cursor, by last name, then first name."""
    return paging.merged(
        "people",
        prefixes(actor),
        "sort_key",
        after=after,
        size=size,
        where=None if actor.sees_all else {"status": "here"},
        fields=fields,
    )
