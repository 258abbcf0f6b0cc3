"""Watches every database command of the run for shapes that scan the embedded server.

`crm/queryshape.py` refuses most of them before they are sent; this looks at what really goes over
the wire, whatever code sent it. A finding names the shape and the line that asked for it. Queries
of tests themselves are left alone. `writes` is read by tests that must see nothing written.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pymongo.monitoring
import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = (str(ROOT / "crm"), str(ROOT / "plugins"))
WRITES = frozenset({"insert", "update", "delete", "findAndModify", "bulkWrite"})
RANGE = frozenset({"$gt", "$gte", "$lt", "$lte"})
WHOLE = frozenset(
    {
        ("crm/backup", "walks whole collections, by design, outside requests"),
        ("crm/migrations.py", "reads the few rows of `migrations`"),
        ("crm/embedded/", "the server's own accounts, while it starts"),
    }
)
"""Code that may read or write without a narrowing filter, and why."""
SMALL = frozenset({"jobs", "limiter_counters", "limiter_windows"})
"""Collections that stay so short that any shape is quick: the queue, and rate limits."""

found: Counter[str] = Counter()
writes: dict[str, set[Any] | None] = {}
"""Collections written since somebody looked, with the ids of the documents; None: any of them."""
sent: Counter[str] = Counter()


def _condition(field: str, value: Any) -> Iterator[str]:
    operators = set(value) if isinstance(value, Mapping) else set()
    if field == "_id" and operators & RANGE:
        yield "range over _id"
    if "$in" in operators and len(value["$in"]) > 100:
        yield f"$in with {len(value['$in'])} values"
    if operators & {"$regex", "$ne", "$nin", "$not", "$exists", "$type", "$where", "$text"}:
        yield f"{field}: {sorted(operators)} in the first match"


def _filter(query: Mapping[str, Any]) -> Iterator[str]:
    """What is slow about a filter, or about the first $match of a pipeline."""
    if not query:
        yield "empty filter"
    unique = "_id" in query
    for field, value in query.items():
        if field.startswith("$"):
            yield f"top-level {field}"
        elif not unique or field == "_id":
            yield from _condition(field, value)
    if set(query) == {"local_id"}:
        yield "only local_id"


def _pipeline(stages: list[Mapping[str, Any]]) -> Iterator[str]:
    first = stages[0] if stages else {}
    yield from _filter(first.get("$match", {}))
    for stage in stages:
        name = next(iter(stage))
        if name in {"$unionWith", "$skip", "$graphLookup", "$facet"}:
            yield name
        if name == "$lookup" and {"let", "pipeline"} & set(stage[name]):
            yield "$lookup with let or pipeline"


def problems(name: str, command: Mapping[str, Any]) -> list[str]:
    """What is slow about one command; [] if nothing."""
    seen: list[str] = []
    if name in {"count", "distinct", "mapReduce", "findAndModify"}:
        seen.append(name)
    for option in ("hint", "skip", "collation"):
        if command.get(option):
            seen.append(option)
    if name in {"find", "count", "distinct", "findAndModify"}:
        seen += _filter(command.get("filter", command.get("query", {})))
    elif name == "aggregate":
        seen += _pipeline(command.get("pipeline", []))
    elif name == "update":
        seen += [p for each in command.get("updates", []) for p in _filter(each["q"])]
    elif name == "delete":
        seen += [p for each in command.get("deletes", []) for p in _filter(each["q"])]
    return seen


def _who() -> str:
    """The line of our code that sent the command; '' where it was a test's own."""
    frame: Any = sys._getframe(2)
    inner = ""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(OURS):
            place = f"{Path(path).relative_to(ROOT).as_posix()}:{frame.f_lineno}"
            if not path.endswith("crm/db.py"):
                return place
            inner = place
        elif path.startswith(str(ROOT / "tests")):
            return inner and f"{inner} called by {Path(path).name}:{frame.f_lineno}"
        frame = frame.f_back
    return inner


def _ids(command: Mapping[str, Any]) -> set[Any] | None:
    """The ids a write names, or None where it names other fields."""
    found = {doc["_id"] for doc in command.get("documents", ())}
    for each in (*command.get("updates", ()), *command.get("deletes", ())):
        asked = each["q"].get("_id")
        if isinstance(asked, Mapping) and set(asked) == {"$in"}:
            found.update(asked["$in"])
        elif asked is None or isinstance(asked, Mapping):
            return None
        else:
            found.add(asked)
    return found or None


def _note(collection: str, command: Mapping[str, Any]) -> None:
    before, now = writes.get(collection, set()), _ids(command)
    writes[collection] = None if before is None or now is None else before | now


class Watcher(pymongo.monitoring.CommandListener):
    """Sees each command just before it is sent, in the thread that sends it."""

    def started(self, event: pymongo.monitoring.CommandStartedEvent) -> None:
        """Note writes, and shapes that scan."""
        name = event.command_name
        sent[name] += 1
        if name in WRITES:
            _note(str(event.command[name]), event.command)
        if name == "explain" or not (seen := problems(name, event.command)):
            return
        collection = str(event.command[name])
        who = _who()
        allowed = any(who.startswith(start) for start, _why in WHOLE)
        if who and not allowed and collection not in SMALL:
            found[f"{name} on {collection}: {'; '.join(seen)} ({who})"] += 1

    def succeeded(self, event: pymongo.monitoring.CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: pymongo.monitoring.CommandFailedEvent) -> None:
        """Nothing to note."""


class Plugin:
    """Registered by conftest: fails the run at its end when any command had such a shape."""

    def __init__(self) -> None:
        self.all: Counter[str] = Counter()
        self.commands = 0
        pymongo.monitoring.register(Watcher())

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand the findings to the process that prints, or set the exit status there."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["shapes"], output["commands"] = dict(found), sent.total()
            return
        self.all.update(found)
        self.commands += sent.total()
        if self.all and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A test process has ended: take its findings."""
        output = getattr(node, "workeroutput", {})
        self.all.update(output.get("shapes", {}))
        self.commands += output.get("commands", 0)

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Every shape with how often it was sent."""
        if not self.commands:
            return
        count = f"{self.commands:,} database commands watched, {len(self.all)} shapes that scan"
        terminalreporter.section("query shapes")
        terminalreporter.line(count)
        for shape, times in self.all.most_common():
            terminalreporter.line(f"  {times:>5} x {shape}", red=True)
