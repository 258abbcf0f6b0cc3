"""One chunk of an import while it is written: the people it makes and changes, and its undo data.

`commit` decides what each row is; here is what is done about it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from crm import db
from crm.errors import Conflict
from crm.i18n import _
from crm.imports.service import merging
from crm.imports.service.preview import Row, data_for
from crm.imports.service.uploads import Import, pairs, unpaired
from crm.people import record
from crm.people import service as people_service
from crm.queryshape import chunks
from crm.tenancy import Actor

Person = dict[str, Any]
OWN: Final = (
    "status first_name last_name preferred_name credit_name pronouns languages phones emails"
    " address relations member_status member_number employments tags custom external_ids notes"
    " do_not_contact"
).split()
"""The fields people edit: whether somebody changed a person since is told by these alone."""


def digest(person: Mapping[str, Any]) -> str:
    """A fingerprint of the fields people edit."""
    own = {name: person.get(name) for name in OWN}
    return hashlib.sha256(json.dumps(own, sort_keys=True, default=str).encode()).hexdigest()


class Chunk:
    """What is to be written for the rows of one chunk."""

    def __init__(
        self, found: Import, actor: Actor, scopes: Sequence[str], facets: Sequence[Any]
    ) -> None:
        self.found, self._actor, self._scopes, self._facets = found, actor, scopes, facets
        self.counts: Counter[str] = Counter()
        self.created: list[Person] = []
        self.changed: dict[str, list[str]] = {}
        self.rows: list[dict[str, Any]] = []
        self._updates: list[tuple[dict[str, Any], dict[str, Any], bool]] = []
        self._undo: list[dict[str, Any]] = []
        self._scoped: list[dict[str, Any]] = []
        self._late: list[dict[str, Any]] = []
        self._matched: set[str] = set()

    def late(self, row: Row, message: Any) -> None:
        """A row that turned out not to be writable."""
        self.counts["problem"] += 1
        name, number = row["name"], row["number"]
        self._late.append({"number": number, "name": name, "message": str(message)})

    def changes(self, person: Person, data: Mapping[str, Any]) -> dict[str, Any]:
        """What `data` changes on a person."""
        reason = str(_("Import of %(file)s", file=self.found["name"]))
        return merging.changes(person, data, at=db.now(), by=self._actor.account_id, reason=reason)

    def create(self, row: Row, person_id: str) -> None:
        """Make a new person of a row."""
        data = dict(row["data"])
        data |= self.changes({}, {k: v for k, v in data.items() if k == "do_not_contact"})
        person = people_service.prepared(data, actor=self._actor, scopes=self._scopes)
        person |= {"_id": person_id, "import_id": self.found["_id"]}
        self.created.append(person)
        self.counts["new"] += 1
        self._row(row, person_id, created=True, fields=[])

    def match(self, row: Row, person: Person) -> None:
        """Bring a row to a person on file."""
        if person["_id"] in self._matched:
            self.late(row, _("Another row was about the same person"))
            return
        self._matched.add(person["_id"])
        fresh = self.changes(person, data_for(self.found, row["data"]))
        self.counts["changed" if fresh else "same"] += 1
        if fresh:
            self._update(person, fresh)
        missing = [scope for scope in self._scopes if scope not in person["scopes"]]
        if missing:
            self._scoped.append({"person_id": person["_id"], "scopes": missing})
        self._row(row, person["_id"], created=False, fields=list(fresh))

    def _update(self, person: Person, fresh: dict[str, Any]) -> None:
        after = record.derive({**person, **fresh}, self._facets)
        changed = {k: v for k, v in after.items() if person.get(k) != v}
        changed |= {"version": person["version"] + 1, "updated_at": db.now()}
        same = {"_id": person["_id"], "version": person["version"]}
        self._updates.append((same, {"$set": changed}, False))
        self.changed[person["_id"]] = list(fresh)
        self._undo += [
            {
                "person_id": person["_id"],
                "field": name,
                "had": name in person,
                "before": person.get(name),
                "wrote": value,
            }
            for name, value in fresh.items()
        ]

    def _row(self, row: Row, person_id: str, *, created: bool, fields: list[str]) -> None:
        self.rows.append(
            {
                "person_id": person_id,
                "created": created,
                "fields": fields,
                "values": unpaired(row["values"]),
                "before": None,
            }
        )

    def write(self) -> None:
        """Store the people. Raises Conflict where one was changed at this moment."""
        people = db.collection("people")
        people.insert_many(self.created)
        if people.bulk(self._updates) != len(self._updates):
            raise Conflict(_("Somebody changed a person at this moment."))
        for scope in self._scopes:
            ids = [s["person_id"] for s in self._scoped if scope in s["scopes"]]
            for batch in chunks(ids):
                people.update_many({"_id": {"$in": batch}}, {"$addToSet": {"scopes": scope}})

    def touched(self) -> list[str]:
        """Ids of the people made, changed or put into a target."""
        scoped = [s["person_id"] for s in self._scoped]
        ids = [*(p["_id"] for p in self.created), *self.changed, *scoped]
        return list(dict.fromkeys(ids))

    def undo_document(self, end: int) -> dict[str, Any]:
        """What undoing this chunk needs, and what its report shows."""
        return {
            "_id": f"{self.found['_id']}:undo:{end}",
            "import_id": f"{self.found['_id']}:undo",
            "number": end,
            "people": [row["person_id"] for row in self.rows],
            "created": [{"person_id": p["_id"], "digest": digest(p)} for p in self.created],
            "changes": self._undo,
            "scoped": self._scoped,
            "rows": [{**row, "values": pairs(row["values"])} for row in self.rows],
            "late": self._late,
            "kept": [],
            "undone": False,
        }
