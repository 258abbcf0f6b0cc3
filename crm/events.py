"""What happened in the core, as plugins hear of it. Past tense, frozen, ids only.

Handlers run inside the transaction of the change they hear of: one that raises fails it.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Event:
    """Base of all events; `actor_id` is who did it."""

    actor_id: str


@dataclass(frozen=True)
class PersonCreated(Event):
    """A person was added one by one (an import tells PeopleImported instead)."""

    person_id: str


@dataclass(frozen=True)
class PersonChanged(Event):
    """Fields of a person changed; `fields` are their names. Imports tell theirs by chunk."""

    person_id: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonMerged(Event):
    """`gone_id` was merged into `kept_id`; move every record that points at it.

    Handlers note what they moved by `people.merge.note_move`, so that an unmerge can move it back.
    """

    kept_id: str
    gone_id: str
    merge_id: str


@dataclass(frozen=True)
class PersonUnmerged(Event):
    """A merge was taken back; move what `people.merge.moved` names back to `gone_id`."""

    kept_id: str
    gone_id: str
    merge_id: str


@dataclass(frozen=True)
class PersonErased(Event):
    """A person was purged: remove what is left of them everywhere."""

    person_id: str


@dataclass(frozen=True)
class AccountDeparted(Event):
    """An organizer left the local; `heir_id` takes over what was theirs, where given."""

    account_id: str
    heir_id: str | None = None


@dataclass(frozen=True)
class PeopleImported(Event):
    """One chunk of an import was written.

    `rows` holds, per person: person_id, created (bool), fields (names of those the import changed
    on somebody on file), values (the plugin columns' cleaned values by column id) and before (None
    until a plugin notes what it changed; kept for undo). No PersonCreated or PersonChanged is told.
    """

    import_id: str
    options: dict[str, str]
    rows: tuple[dict[str, object], ...]


@dataclass(frozen=True)
class ImportUndoAsked(Event):
    """One chunk of an import is about to be undone; nothing is written yet.

    `created` are ids of people whom the import made and nobody has edited: they would be removed.
    A plugin that has something on them which must not be lost (a logged contact) adds their ids
    to `vetoes`; they stay and are listed for whoever undoes the import.
    """

    import_id: str
    options: dict[str, str]
    created: tuple[str, ...]
    vetoes: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class ImportUndone(Event):
    """One chunk of an import is being undone; `rows` are those of PeopleImported.

    People who stay because they were edited since, or a plugin vetoed, are not among them. Those
    with `removed` (bool) go for good: forget them as for PersonErased, which is told, person by
    person, only to plugins that do not handle this event. `fields` of the others have their old
    values again. Restore what the plugin itself wrote.
    """

    import_id: str
    options: dict[str, str]
    rows: tuple[dict[str, object], ...]


@dataclass(frozen=True)
class WorkplaceMerged(Event):
    """`gone_id` was merged into `kept_id`: point records at the one that stayed.

    People's employments follow by a job; the gone id keeps resolving to the kept workplace.
    """

    kept_id: str
    gone_id: str
