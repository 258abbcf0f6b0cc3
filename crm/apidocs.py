"""What the API's documentation says before its list of addresses, and how it names things."""

from collections.abc import Mapping
from typing import Any

from apispec import BasePlugin

INTRODUCTION = """\
Everything here follows the same rules as the pages: what you may do, whom you may see, what is
written to the audit trail.

**Tokens.** Make one in Callboard: sign in, open *My account*, and find *API tokens*. It is shown
once, opens one local, and holds only rights that you have. Send it with every request as
`Authorization: Bearer cb_...`. Pages of Callboard itself use the session cookie instead, with the
header `X-CSRFToken` where something is written.

**`{local}`** in an address is the short name of your local, as it stands in the address of every
page: `/l/local-764/people/` makes it `local-764`.

**Lists come in pages.** Send `limit` for how many you want, and the `after` of the answer to have
the next page. An empty `after` (0 where it is a number, null `next`) means that this was the last.
A parameter that an address does not know is refused, never left aside.

**Bodies** are JSON, with `Content-Type: application/json`. Fields that are not described are
refused. `version` is the one you read: if somebody changed the record meanwhile, the answer is 409
with theirs, and nothing is written.

**Errors** are `application/problem+json`: `status`, a `code` that does not change (such as
`not_found`, `forbidden`, `invalid`, `conflict`, `too_many`), a `title` for people, and with 422
`errors`, which names each field and what is wrong with it. What you may not see answers 404, like
what does not exist.

**Repeating safely.** Where a body has a `key`, make one up (16 to 40 characters of 0-9 and a-f) for
each thing you write, and send the same one again when no answer came: it is written once.

**Withheld names.** Not everybody who sees a campaign's numbers sees its people. A page of a unit
says so in `names_withheld`: its `items` are then only the people of your own turf, or none.
"""


LOCAL = {
    "name": "local",
    "in": "path",
    "description": "The short name of the local, as in the addresses of its pages.",
}


class Readable(BasePlugin):
    """Names groups of addresses in words, and shows summaries without their marks of code."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        """`names` has the words for each blueprint's name."""
        self.names = names

    def init_spec(self, spec: Any) -> None:
        """Have the list of groups say the same names as the operations."""
        tag = spec.tag
        spec.tag = lambda group: tag({**group, "name": self.named(group["name"])})

    def named(self, blueprint: str) -> str:
        """The words for a group."""
        return str(self.names.get(blueprint, blueprint))

    def operation_helper(
        self, path: str | None = None, operations: Any = None, **_kwargs: Any
    ) -> None:
        """Change what is said of the operations of one path."""
        for operation in (operations or {}).values():
            operation["tags"] = [self.named(tag) for tag in operation.get("tags", ())]
            if "summary" in operation:
                operation["summary"] = operation["summary"].replace("`", "")
