"""The preview, as a job: every row of the file gets a state and is stored, nobody is touched.

Rows are stored under a plan id of this run, so a run that was killed leaves nothing that counts:
the next one starts a plan of its own, and the others are removed when it is finished. States of a
row: new, changed, same, problem, question. `position` counts within a state, for pages.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from crm import audit, db
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.imports.reading import BadFile, Table
from crm.imports.service import columns, files, forgetting, merging, wording
from crm.imports.service.cleaning import Clean, Cleaner, problem
from crm.imports.service.matching import Known, Verdict, decide
from crm.imports.service.twins import Twins
from crm.imports.service.uploads import Import, get_import, move, pairs
from crm.tenancy import Actor

BATCH = 500
STATES = ("new", "changed", "same", "question", "problem")
Progress = Callable[[int, int], None]
Row = dict[str, Any]


def new_person_id(plan_id: str, number: int) -> str:
    """The id a new person of this row will have: the same however often a chunk is repeated."""
    return hashlib.blake2b(f"{plan_id}:{number}".encode(), digest_size=10).hexdigest()


def cleaner_for(found: Import, *, actor: Actor) -> Cleaner:
    """What cleans the rows of this import."""
    options = found["options"]
    rows = files.load_head(found["_id"])
    order = columns.date_order(rows, found["fields"]) or options["date_order"]
    dayfirst = None if not order else order == "day"
    return Cleaner(
        found["headers"],
        found["fields"],
        columns.parse_functions(actor, dayfirst),
        id_source=options["id_source"],
        tag=options["tag"],
    )


def data_for(found: Import, data: dict[str, Any]) -> dict[str, Any]:
    """The part of a row's data that people on file get: with `update` off, the tag alone."""
    if found["options"]["update"]:
        return data
    tag = found["options"]["tag"]
    return {"tags": [tag]} if tag else {}


class Planner:
    """Gives each row its state; made once per run."""

    def __init__(self, found: Import, plan_id: str, actor: Actor) -> None:
        self._found, self._plan_id, self._actor = found, plan_id, actor
        self._twins, self._claimed = Twins(), dict[str, int]()
        self.counts: Counter[str] = Counter(dict.fromkeys(STATES, 0))
        self.read: list[str] = []
        """Ids of people on file whom the latest batch shows."""

    def plan(self, rows: list[Clean]) -> Iterator[Row]:
        """The documents of one batch."""
        known = Known(self._actor).load(row for row in rows if not self._bad(row))
        self.read = []
        for row in rows:
            yield self._planned(row, known)

    def refused(self, number: int, column: str, message: Any) -> Row:
        """The document of a row that could not be read at all."""
        return self._doc(Clean(number), "problem", [problem(message, column)])

    def _bad(self, row: Clean) -> bool:
        """Whether the row's problems keep it out; unreadable cells may be left out on request."""
        leave_out = self._found["options"]["leave_out"]
        return any(not leave_out or not found["column"] for found in row.problems)

    def _planned(self, row: Clean, known: Known) -> Row:
        if self._bad(row):
            return self._doc(row, "problem", row.problems)
        if twin := self._twins.add(row):
            text = _("Same person as row %(n)s: delete one, or tell them apart by an id", n=twin)
            return self._doc(row, "problem", [problem(text)])
        data = data_for(self._found, row.data)
        verdict = decide(row, known, lambda person: not self._changes(person, data))
        return self._judged(row, verdict)

    def _changes(self, person: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        return merging.changes(person, data, at=db.now(), by=self._actor.account_id, reason="")

    def _judged(self, row: Clean, verdict: Verdict) -> Row:
        if verdict.person is not None:
            return self._matched(row, verdict, verdict.person)
        if verdict.kind == "question":
            self.read += verdict.candidates
            extra = {"candidates": list(verdict.candidates), "person_id": verdict.candidates[0]}
            return self._doc(row, "question", row.problems, why=str(verdict.why), **extra)
        if verdict.kind == "hidden":
            text = _("On file, out of your reach: access is requested when you import")
            return self._doc(row, "problem", [problem(text)], hidden=list(verdict.candidates))
        if verdict.kind == "unknown":
            text = _("Nobody in your reach has this Callboard id: delete the id to add the person")
            return self._doc(row, "problem", [problem(text)])
        return self._doc(row, "new", row.problems)

    def _matched(self, row: Clean, verdict: Verdict, person: dict[str, Any]) -> Row:
        earlier = self._claimed.setdefault(person["_id"], row.number)
        if earlier != row.number:
            text = _("Same person on file as row %(n)s: delete one of the rows", n=earlier)
            return self._doc(row, "problem", [problem(text)])
        fresh = self._changes(person, data_for(self._found, row.data))
        told = [wording.change(k, person.get(k), v) for k, v in fresh.items()]
        if told:
            self.read.append(person["_id"])
        return self._doc(
            row,
            "changed" if told else "same",
            row.problems,
            person_id=person["_id"],
            why=str(verdict.why),
            changes=told,
        )

    def _doc(self, row: Clean, state: str, problems: list[dict[str, str]], **extra: Any) -> Row:
        self.counts[state] += 1
        return {
            "_id": f"{self._plan_id}:{row.number}",
            "plan_id": self._plan_id,
            "import_id": self._found["_id"],
            "number": row.number,
            "state": state,
            "position": self.counts[state],
            "person_id": new_person_id(self._plan_id, row.number) if state == "new" else "",
            "name": row.name,
            "data": row.data if state != "problem" else {},
            "values": pairs(row.values) if state != "problem" else [],
            "own_id": row.own_id,
            "problems": problems,
            "answer": "",
            **extra,
        }


def _batches(table: Table, cleaner: Cleaner) -> Iterator[list[Clean]]:
    rows = (cleaner.clean(number, cells) for number, cells in table.rows())
    while batch := list(islice(rows, BATCH)):
        yield batch


def _measure(table: Table) -> tuple[int, int]:
    """(rows, number of the last one), those that cannot be read included."""
    numbers = [number for number, _cells in table.rows()]
    numbers += [found.row for found in table.problems]
    return len(numbers), max(numbers, default=0)


def run(import_id: str, *, actor: Actor, progress: Progress) -> dict[str, int]:
    """Make the preview of an import in state `previewing`; gives the counts by state."""
    found = get_import(import_id, actor=actor)
    if found["state"] != "previewing":
        return dict(found["counts"])
    plan_id = db.new_id()
    db.collection("imports").update({"_id": import_id}, {"$push": {"plans": plan_id}})
    table = files.load(found)
    try:
        total, last = _measure(table)
        planner = Planner(found, plan_id, actor)
        _plan_all(found, table, planner, lambda done: progress(done, total))
    except BadFile as error:
        move(found, ("previewing",), state="columns")
        raise Invalid(str(error)) from error
    _finish(found, plan_id, counts=dict(planner.counts), rows=total, last=last)
    return dict(planner.counts)


def _plan_all(
    found: Import, table: Table, planner: Planner, progress: Callable[[int], None]
) -> None:
    rows, done, told = db.collection("import_rows"), 0, 0
    progress(0)
    for batch in _batches(table, cleaner_for(found, actor=planner._actor)):
        planned = list(planner.plan(batch))
        refused = _refused(planner, table.problems[told:])
        told += len(refused)
        rows.insert_many([*planned, *refused])
        if planner.read:
            audit.record(planner._actor, audit.READ, "import", found["_id"], people=planner.read)
        done += len(planned) + len(refused)
        progress(done)
    rows.insert_many(_refused(planner, table.problems[told:]))


def _refused(planner: Planner, problems: Iterable[Any]) -> list[Row]:
    return [planner.refused(p.row, p.column, p.message) for p in problems]


def people_on_file() -> int:
    """How many people the local has: for the share that would change."""
    counted = db.collection("people").aggregate({"status": "here"}, [{"$count": "n"}])
    return next((int(found["n"]) for found in counted), 0)


def _finish(found: Import, plan_id: str, **result: Any) -> None:
    change = {**result, "plan_id": plan_id, "state": "ready", "on_file": people_on_file()}
    try:
        move(found, ("previewing",), **change, previewed_at=db.now())
    except Conflict:
        forgetting.remove_plan(plan_id, result["last"])
        return
    stored = db.collection("imports").get(found["_id"]) or found
    for other in stored["plans"]:
        if other != plan_id:
            forgetting.remove_plan(other, max(found["last"], result["last"]))
            db.collection("imports").update({"_id": found["_id"]}, {"$pull": {"plans": other}})
