"""The plugin contract: `Plugin` and the small value types it is made of.

A plugin is a value, checked when it is built: a misspelled field, a name outside its namespace
or another `contract` number raises at import, with the fix in the message.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from random import Random
from typing import Any

from click import Group
from flask import Blueprint
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema

from crm.events import Event
from crm.queryshape import Index

CONTRACT = 1
ROLES = ("organizer", "lead", "leadership", "admin", "auditor")
NAME = re.compile(r"^[a-z][a-z0-9]{1,30}$")

Text = Any
"""A string or a lazy translated string."""


class PluginError(Exception):
    """A plugin does not keep the contract; the message says what to change."""


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A right that roles hold; `default_roles` until a local changes it."""

    id: str
    label: Text
    default_roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = set(self.default_roles) - set(ROLES)
        if unknown:
            raise PluginError(f"{self.id}: unknown roles {sorted(unknown)}; there are {ROLES}")


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """An entry of the main navigation; `icon` names a symbol of icons.svg."""

    label: Text
    endpoint: str
    permission: str
    icon: str = "list"
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A piece of a core page that a plugin draws: `render(**context) -> markup`."""

    id: str
    permission: str
    render: Callable[..., str]
    label: Text = ""
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A condition that saved lists offer: `query(values) -> ids of people`."""

    id: str
    label: Text
    schema: type[Schema]
    query: Callable[[Mapping[str, Any]], Iterable[str]]
    permission: str = "people.view"


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A dimension to group people by; `of(person) -> value` ('' is 'not known')."""

    id: str
    label: Text
    of: Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Released numbers by facet: `counts(facet_id) -> {value: n}`.

    With `of`, the id of another measure, it is drawn as a share of that one's counts; else of the
    people who have the value. Shares of fewer than `fewest` people are not drawn.
    """

    id: str
    label: Text
    permission: str
    counts: Callable[[str], Mapping[str, int]]
    of: str = ""
    fewest: int = 10


@dataclass(frozen=True, kw_only=True)
class Action:
    """A named write that other plugins may offer: `run(data, *, actor) -> dict` (plain values).

    One whose schema asks for a `person_id` is about one person (see `crm.actions`): it can be
    suggested by another plugin, and may then have `undo(result, *, actor)`, which takes back what
    `run` gave, and `newer(data, *, actor) -> text`, which says what was noted of the person after
    `data["as_of"]` and must not be written over ("" for nothing).
    """

    id: str
    label: Text
    permission: str
    schema: type[Schema]
    run: Callable[..., Mapping[str, Any]]
    undo: Callable[..., None] | None = None
    newer: Callable[..., Text] | None = None


@dataclass(frozen=True, kw_only=True)
class ImportColumn:
    """A column the import understands; `parse(text) -> value` raises ValueError with the fix.

    Where parsing looks something up, `reader()` makes a `parse` for the cells of a whole file.
    """

    id: str
    label: Text
    synonyms: tuple[str, ...]
    parse: Callable[[str], Any]
    reader: Callable[[], Callable[[str], Any]] | None = None
    permission: str = "imports.run"


@dataclass(frozen=True, kw_only=True)
class ImportTarget:
    """Where an import may put people besides the core (a campaign).

    `choices(actor)` are (value, label); `scopes(value)` are put on every person of the import;
    the chosen value reaches the plugin as `options[id]` of PeopleImported.
    """

    id: str
    label: Text
    choices: Callable[[Any], Sequence[tuple[str, str]]]
    scopes: Callable[[str], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class SearchSource:
    """A source of the global search: `find(words, *, actor, limit)`.

    `words` are folded tokens. Hits are dicts with title, detail and url (endpoint, values).
    """

    id: str
    label: Text
    permission: str
    find: Callable[..., Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Entries of a person's history: `entries(person_id, *, actor, before, limit)`.

    An entry has at, title, detail, by (an account's id) and optionally url (endpoint, values).
    """

    id: str
    permission: str
    entries: Callable[..., Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Recurring:
    """Work by the clock, in every local where the plugin is on: `run()` every so often.

    With `at`, once a day from that time of the server's clock on.
    """

    id: str
    every: timedelta
    run: Callable[[], object]
    at: time | None = None


@dataclass(frozen=True, kw_only=True)
class Demo:
    """What a plugin's `demo` is given, inside the demo local: fictional people and accounts.

    `people` are stored documents, `accounts` ids by role (and "organizer-2"), `random` the
    plugin's own numbers from the fixed seed; `progress(done, total)` is called now and then.
    """

    people: Sequence[Mapping[str, Any]]
    accounts: Mapping[str, str]
    random: Random
    progress: Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """What a plugin adds. See docs/plugins.md for a whole one in under 100 lines."""

    name: str
    label: Text
    summary: Text
    contract: int = CONTRACT
    requires: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()
    settings: type[Schema] | None = None
    pages: Blueprint | None = None
    api: ApiBlueprint | None = None
    public: Blueprint | None = None
    cli: Group | None = None
    nav: tuple[NavItem, ...] = ()
    person_panels: tuple[Slot, ...] = ()
    dashboard_tiles: tuple[Slot, ...] = ()
    today_panels: tuple[Slot, ...] = ()
    workplace_panels: tuple[Slot, ...] = ()
    list_panels: tuple[Slot, ...] = ()
    elsewhere: Mapping[str, tuple[Slot, ...]] = field(default_factory=dict)
    """Pieces of other plugins' pages, by the place that such a page names (docs/plugins.md)."""
    person_filters: tuple[Filter, ...] = ()
    facets: tuple[Facet, ...] = ()
    measures: tuple[Measure, ...] = ()
    actions: tuple[Action, ...] = ()
    import_columns: tuple[ImportColumn, ...] = ()
    import_targets: tuple[ImportTarget, ...] = ()
    search: tuple[SearchSource, ...] = ()
    timeline: tuple[Timeline, ...] = ()
    handlers: Mapping[type[Event], Callable[[Any], None]] = field(default_factory=dict)
    jobs: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    indexes: Mapping[str, Sequence[Index]] = field(default_factory=dict)
    validators: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """A JSON Schema per collection that the database itself enforces, whatever code writes."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Collections that no export or backup may hold, and why."""
    recurring: tuple[Recurring, ...] = ()
    reference: Mapping[str, Sequence[Index]] = field(default_factory=dict)
    """Suite-wide collections: every local reads them, only the suite scope writes."""
    migrations: tuple[Callable[[], None], ...] = ()
    on_enable: Callable[[], None] | None = None
    on_disable: Callable[[], None] | None = None
    health: Callable[[], Sequence[tuple[Text, Text]]] | None = None
    shared_counts: Callable[[], Mapping[Text, int]] | None = None
    """Counts of the current local for the body above it, where the local shares them: no names."""
    recount: Callable[[bool], Sequence[str]] | None = None
    """Compare the local's counters with its records; one line per difference, repaired if told."""
    demo: Callable[[Demo], None] | None = None
    """Fill the demo local with fictional records of the plugin's own; safe to call again."""
    demo_end: Callable[[Demo], None] | None = None
    """Compute what rests on the records of several plugins, once all have filled the demo local."""

    def __post_init__(self) -> None:
        if not NAME.match(self.name):
            raise PluginError(f"{self.name!r}: a plugin's name is lower-case letters and digits")
        if self.contract != CONTRACT:
            raise PluginError(
                f"{self.name} is written for contract {self.contract}; this core has {CONTRACT}"
            )
        for permission in self.permissions:
            self._own("permission", permission.id, ".")
        for job in self.jobs:
            self._own("job", job, ".")
        for name in (*self.indexes, *self.reference, *self.validators, *self.left_out):
            self._own("collection", name, "_")
        for entry in self.recurring:
            self._own("recurring work", entry.id, ".")
        for blueprint in (self.pages, self.api, self.public):
            if blueprint is not None and blueprint.name.split("_")[0] != self.name:
                raise PluginError(f"blueprint {blueprint.name!r}: call it {self.name!r}")

    def _own(self, kind: str, name: str, separator: str) -> None:
        if self.name != "core" and not name.startswith(self.name + separator):
            raise PluginError(f"{kind} {name!r} of {self.name}: call it {self.name}{separator}...")
