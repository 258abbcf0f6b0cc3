"""Several modules hear of one event: their tables of handlers as one, in order."""

from collections.abc import Callable, Mapping
from typing import Any

from crm.events import Event

Table = Mapping[Any, Callable[[Any], None]]


def together(*tables: Table) -> dict[type[Event], Callable[[Any], None]]:
    """One table whose handlers call those of each table, in order; one that raises fails it."""
    kinds = {kind for table in tables for kind in table}
    return {kind: _each([t[kind] for t in tables if kind in t]) for kind in kinds}


def _each(handlers: list[Callable[[Any], None]]) -> Callable[[Any], None]:
    def handle(event: Any) -> None:
        for handler in handlers:
            handler(event)

    return handle
