"""Loading the demo: a local that is plainly fictional, an account per role, people, plugins' own.

Everything comes from one fixed seed and is stored where it is missing, so that loading that was
interrupted begins again and ends with the same.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence

from crm import audit, db, tenancy
from crm.accounts import service as accounts
from crm.demo import generator, writing
from crm.errors import Invalid
from crm.i18n import _
from crm.locals import service as local_bodies
from crm.people import duplicates
from crm.people.record import Person
from crm.plugin import Demo
from crm.queryshape import chunks
from crm.registry import current as registry

SLUG, NAME = "demo", "IATSE Local 000 (demo)"
PEOPLE = 760
ACCOUNTS = {
    "organizer": ("Odette Fictional", "organizer"),
    "organizer-2": ("Otto Fictional", "organizer"),
    "lead": ("Lena Fictional", "lead"),
    "leadership": ("Ludo Fictional", "leadership"),
    "admin": ("Ada Fictional", "admin"),
    "auditor": ("Aurel Fictional", "auditor"),
}
"""Who can sign in: (name, role); the address is <key>@example.org."""
STEPS = 100
Progress = Callable[[int, int], None]


def addresses() -> list[str]:
    """What the demo's accounts sign in with."""
    return [f"{key}@example.org" for key in ACCOUNTS]


def load(password_hash: str, *, progress: Progress) -> dict[str, int]:
    """Make the demo local and fill it; gives what there is then, by kind.

    In an installation without a local its administrator also administers the suite. Raises
    Invalid where the demo is loaded, or its short name or addresses are somebody else's.
    """
    _local()
    first = [body["_id"] for body in local_bodies.every()] == [SLUG]
    with tenancy.local_scope(SLUG):
        ids = {key: _account(key, password_hash, first) for key in ACCOUNTS}
        drafts = list(generator.people(PEOPLE, generator.random_for(SLUG, "people")))
        actor = tenancy.system_actor()
        people = writing.insert_people(drafts, actor=actor, progress=_part(progress, 0, 0.5))
        _fill(people, ids, progress)
        duplicates.enqueue()
        audit.record(actor, "demo", "local", SLUG)
    db.collection("locals").update({"_id": SLUG}, {"$set": {"demo": True}})
    progress(STEPS, STEPS)
    return {"people": len(people), "accounts": len(ids)}


def _fill(people: Sequence[Person], ids: Mapping[str, str], progress: Progress) -> None:
    """Let every plugin make its own records about the people.

    Those that say what people are grouped by (facets) come first: others count by it. What rests
    on the records of several comes last.
    """
    plugins = sorted(registry().enabled(), key=lambda plugin: not plugin.facets)
    hooks = [(plugin, plugin.demo) for plugin in plugins if plugin.demo]
    for number, (plugin, hook) in enumerate(hooks):
        part = _part(progress, 0.5 + 0.5 * number / len(hooks), 0.5 / len(hooks))
        random = generator.random_for(SLUG, plugin.name)
        hook(Demo(people=people, accounts=ids, random=random, progress=part))
        people = _as_grouped(people) if plugin.facets else people
    for name, end in [(plugin.name, plugin.demo_end) for plugin in plugins if plugin.demo_end]:
        random = generator.random_for(SLUG, name, "end")
        end(Demo(people=people, accounts=ids, random=random, progress=_part(progress, 1, 0)))


def _as_grouped(people: Sequence[Person]) -> list[Person]:
    """The people with what they are grouped by now, which others copy."""
    facets: dict[str, Mapping[str, str]] = {}
    for batch in chunks(person["_id"] for person in people):
        for one in db.collection("people").find({"_id": {"$in": batch}}, fields=["facets"]):
            facets[one["_id"]] = one["facets"]
    return [{**person, "facets": facets[person["_id"]]} for person in people]


def _part(progress: Progress, begin: float, share: float) -> Progress:
    """A progress of its own within the whole."""

    def report(done: int, total: int) -> None:
        progress(int(STEPS * (begin + share * done / max(total, 1))), STEPS)

    return report


def _local() -> None:
    """The demo local, made or (where loading was interrupted) found; Invalid once it is loaded."""
    found = db.collection("locals").get(SLUG)
    if found is None:
        plugins = [name for name in tenancy.suite().registry.plugins if name != "core"]
        local_bodies.create(SLUG, NAME, plugins=plugins)
        db.collection("locals").update({"_id": SLUG}, {"$set": {"demo": "loading"}})
    elif found["demo"] != "loading":
        raise Invalid({"demo": [_("The demo is loaded, or its short name is taken.")]})


@db.atomic
def _account(key: str, password_hash: str, first: bool) -> str:
    """The account of one role, made or (where loading was interrupted) found."""
    name, role = ACCOUNTS[key]
    address = f"{key}@example.org"
    found = accounts.by_email(address)
    if found and not accounts.membership(found, SLUG):
        raise Invalid({"demo": [_("%(email)s has an account already.", email=address)]})
    account_id = found["_id"] if found else accounts.create(name, address, secrets.token_hex(20))
    accounts.set_roles(account_id, [role], actor=tenancy.system_actor())
    change = {"password": password_hash, "suite_admin": first and role == "admin"}
    db.collection("accounts").update({"_id": account_id}, {"$set": change})
    return account_id
