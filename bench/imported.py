"""Rows a second of an import, preview and commit apart: what the worker's jobs call."""

import csv
import io
import time

from bench.data import Place
from bench.sizes import Size
from crm import tenancy
from crm.demo import generator
from crm.imports.jobs import system_actor
from crm.imports.service import commit, preview, uploads


def roster(size: Size) -> bytes:
    """A CSV of new people, as an employer might hand it over."""
    random = generator.random_for("import")
    people = generator.people(size.imported, random, start=size.largest)
    rows = [generator.roster_row(person) for person in people]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def measure(size: Size, place: Place) -> dict[str, float]:
    """Rows a second, each with what the worker does; every row must have become a person."""
    with tenancy.local_scope(place.slug):
        actor = system_actor()
        found = uploads.upload(roster(size), "roster.csv", {}, actor=actor)
        options = {"tag": "", "update": True}
        uploads.choose_columns(found["_id"], found["fields"], options, {}, actor=actor)
        uploads.begin(found["_id"], "previewing", ("columns",), actor=actor)
        started = time.perf_counter()
        preview.run(found["_id"], actor=actor, progress=_nothing)
        seen = time.perf_counter()
        uploads.begin(found["_id"], "committing", ("ready",), actor=actor)
        done = commit.run(found["_id"], actor=actor, progress=_nothing)
        ended = time.perf_counter()
    return {
        "rows": size.imported,
        "new": done["new"],
        "preview": round(size.imported / (seen - started)),
        "commit": round(size.imported / (ended - seen)),
        "both": round(size.imported / (ended - started)),
    }


def _nothing(_done: int, _total: int) -> None:
    pass
