"""Migrations: functions run once, in order, per installation; then the declared indexes."""

from collections.abc import Iterator

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
    db.ensure_indexes()
    ran = list(run_due())
    db.collection("sentinel").update(
        {"_id": "sentinel"}, {"$set": {"prepared_at": db.now()}}, upsert=True
    )
    return ran
