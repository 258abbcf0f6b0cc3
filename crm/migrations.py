"""Migrations: functions run once, in order, per installation; and the declared indexes."""

from collections.abc import Callable, Iterator
from typing import Any

from crm import db, tenancy
from crm.config import ConfigError
from crm.errors import Conflict

STANDALONE = (
    "This MongoDB is a standalone server: it has no transactions, and Callboard writes nothing "
    "without them. Start mongod with --replSet, call rs.initiate() once (a replica set of one "
    "member will do) and add replicaSet=<name> to MONGODB_URI."
)


def require_transactions() -> None:
    """Raise ConfigError on a server that is no member of a replica set or cluster."""
    hello = db.raw_database().client.admin.command("hello")
    if not hello.get("setName") and hello.get("msg") != "isdbgrid":
        raise ConfigError(STANDALONE)


def _wanted(name: str) -> Iterator[tuple[list[tuple[str, int]], dict[str, Any]]]:
    """Keys and options of each declared index of a collection."""
    for index in db.declared()[name]:
        options: dict[str, Any] = {"unique": True} if index.unique else {}
        if index.expires is not None:
            options["expireAfterSeconds"] = index.expires
        shared = name in db.GLOBAL or db.of_suite(name) or index.expires is not None
        yield [(key, 1) for key in (*(() if shared else ("local_id",)), *index.keys)], options


def ensure_indexes(tick: Callable[[], object] = lambda: None) -> None:
    """Create what the code declares and is missing; safe at every start. `tick` after each."""
    database = db.raw_database()
    for name in db.declared():
        for keys, options in _wanted(name):
            database[name].create_index(keys, **options)
            tick()


def ensure_validators() -> None:
    """Have the database refuse what a plugin's `validators` do not allow, at every start."""
    for plugin in tenancy.suite().registry.plugins.values():
        for name, schema in plugin.validators.items():
            db.raw_database().command("collMod", name, validator={"$jsonSchema": dict(schema)})


def missing_indexes() -> list[str]:
    """The declared indexes that the database lacks, as `collection(key, key)`."""
    database, missing = db.raw_database(), []
    for name in db.declared():
        there = list(database[name].index_information().values())
        for keys, options in _wanted(name):
            fits = (i for i in there if i["key"] == keys and options.items() <= i.items())
            if next(fits, None) is None:
                missing.append(f"{name}({', '.join(key for key, _order in keys)})")
    return missing


def run_due() -> Iterator[str]:
    """Run what has not run yet; yields the name of each. Safe to start twice at a time."""
    done = db.collection("migrations")
    for plugin in tenancy.suite().registry.plugins.values():
        for number, step in enumerate(plugin.migrations, start=1):
            name = f"{plugin.name}-{number:03}-{step.__name__}"
            if done.get(name):
                continue
            try:
                done.insert({"_id": name, "at": db.now(), "state": "running"})
            except Conflict:
                continue
            step()
            done.update({"_id": name}, {"$set": {"state": "done"}})
            yield name


def prepare() -> list[str]:
    """Bring the database to what the code expects; gives the names of migrations run.

    The document written last is what `/readyz` reads. (The embedded server keeps a sentinel of
    its own, `callboard_sentinel`, by which its supervisor notices lost files at start.)
    """
    require_transactions()
    ensure_indexes()
    ensure_validators()
    ran = list(run_due())
    db.collection("sentinel").update(
        {"_id": "sentinel"}, {"$set": {"prepared_at": db.now()}}, upsert=True
    )
    return ran
