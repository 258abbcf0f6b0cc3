"""Two locals, alike to the last record: what the addresses and forms of `bodies` point at.

Everything of the other local holds the word SENTINEL, which must never reach the own one; people
out of the organizer's reach hold the word HIDDEN.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from crm import db, jobs
from crm.accounts import links, tokens
from crm.admin import requests
from crm.auth import token_hash
from crm.exports import service as exports
from crm.imports.jobs import import_commit, import_preview
from crm.imports.service import uploads
from crm.lists import bulk
from crm.lists import service as lists
from crm.people import custom, merge, merge_moves, removal
from crm.people import service as people
from crm.workplaces import service as workplaces
from crm.workplaces.electionimport import SUMMARY
from crm.workplaces.electionrecord import to_record
from crm.workplaces.employernames import employer_key
from crm.workplaces.tallies import Tally, UnionVotes
from plugins.campaigns.service import campaigns, contacts, unit
from tests.factories import OTHER, OWN, World, make_account
from tests.security import areas

SENTINEL, HIDDEN = "Zzsentinel", "Qqhidden"
KEY = "0123456789abcdef01234567"
COUNTS = "new changed unchanged elections cases tallies"
EMPLOYER = employer_key("Example Theatre")

Values = dict[str, Any]
"""What one local holds, by name: `person_id`, `campaign_id`, ... and versions where forms ask."""

PARTS: list[Callable[["Local"], Values]] = []
"""What fills a local, in order; a noun that comes later appends its part here."""


class Local:
    """One of the two locals while it is filled."""

    def __init__(self, world: World, slug: str) -> None:
        self.world, self.slug = world, slug
        self.word = "Ours" if slug == OWN else SENTINEL
        self.values: Values = {}

    def account(self, role: str) -> str:
        """The account id of a role here."""
        return self.world.accounts[role if self.slug == OWN else f"other-{role}"]

    def actor(self, role: str) -> Any:
        """The actor of a role here."""
        return self.world.actor(role if self.slug == OWN else f"other-{role}", self.slug)


def part(function: Callable[[Local], Values]) -> Callable[[Local], Values]:
    """Add a part."""
    PARTS.append(function)
    return function


@part
def _accounts(local: Local) -> Values:
    word, roles = local.word.lower(), {local.slug: ["organizer"]}
    leaver, spare = make_account(f"{word}-leaver", roles), make_account(f"{word}-spare", roles)
    return {"account_id": leaver, "heir_id": spare, "organizer_id": local.account("organizer"),
            "local": local.slug, "role": "organizer", "name": "campaigns", "slug": local.slug,
            "plugin": "campaigns", "filename": "app.css", "token": "x" * 43}  # fmt: skip


@part
def _workplaces(local: Local) -> Values:
    lead, found = local.actor("lead"), {}
    for name in ("workplace", "twin"):
        data = {"kind": "employer", "name": f"{local.word} {name} Theatre", "city": local.word}
        found[f"{name}_id"] = workplaces.create_workplace(data, actor=lead)["_id"]
    return {**found, "workplace_id": found["workplace_id"], "workplace_version": 1}


def _person(local: Local, first: str, role: str = "lead", **more: Any) -> dict[str, Any]:
    job = {"department": f"{local.word} Wardrobe", "shift": "Day", "job_title": "Dresser"}
    data = {"first_name": first, "last_name": f"{local.word} Tester", "employments": [job],
            "notes": f"{local.word} note", "tags": [f"{local.word}-tag"], **more}  # fmt: skip
    return people.create_person(data, actor=local.actor(role))


@part
def _people(local: Local) -> Values:
    number = "+12125550101" if local.slug == OWN else "+12125550102"
    first = _person(local, "Ada", phones=[{"number": number}],
                    emails=[{"address": f"{local.word}@example.org"}])  # fmt: skip
    second, third, fourth = (_person(local, name) for name in ("Bo", "Cruz", "Dee"))
    hidden = _person(local, HIDDEN, "admin", last_name=f"{local.word} {HIDDEN}")
    asked = _person(local, "Eve", "admin")
    gone = _person(local, "Fay")
    removal.delete_person(gone["_id"], actor=local.actor("admin"))
    versions = (third["version"], fourth["version"])
    merged = merge.merge_people(
        third["_id"], fourth["_id"], versions, {}, actor=local.actor("admin")
    )
    return {"person_id": first["_id"], "second_id": second["_id"], "hidden_id": hidden["_id"],
            "asked_id": asked["_id"], "deleted_id": gone["_id"], "merge_id": merged["_id"],
            "phone": number, "email": f"{local.word}@example.org",
            "section_id": "names", "word": local.word}  # fmt: skip


@part
def _campaign(local: Local) -> Values:
    lead = local.actor("lead")
    data = {"name": f"{local.word} Footlights", "employer": f"{local.word} Theatre",
            "stage": "building", "size": 10, "size_source": "estimated"}  # fmt: skip
    campaign = campaigns.open_campaign(data, actor=lead)["_id"]
    organizer = local.account("organizer")
    campaigns.set_team(campaign, organizer, "organizer", actor=local.actor("lead"))
    both = [local.values["person_id"], local.values["second_id"]]
    for person in both:
        unit.add_person(campaign, person, actor=local.actor("lead"))
    unit.assign(campaign, both, organizer, actor=local.actor("lead"))
    return {"campaign_id": campaign, "table": "departments"}


@part
def _contact(local: Local) -> Values:
    data = {"key": KEY, "kind": "phone", "result": "talked", "assessment": 2,
            "provenance": "opinion", "issues": [], "ask": "", "answer": "", "follow_up": "",
            "note": f"{local.word} talk"}  # fmt: skip
    contact = contacts.log_contact(
        local.values["campaign_id"], local.values["person_id"], data, actor=local.actor("organizer")
    )
    return {"contact_id": contact["_id"]}


@part
def _records(local: Local) -> Values:
    admin, v = local.actor("admin"), local.values
    field = custom.add_field({"label": f"{local.word} field", "kind": "text"}, actor=admin)
    pair = merge_moves.pair_id(v["person_id"], v["second_id"])
    fresh = {"people": sorted((v["person_id"], v["second_id"])), "score": 90, "reasons": ["name"]}
    db.collection("duplicates").insert({"_id": pair, **fresh, "state": "open"})
    kept = {**fresh, "people": sorted((v["person_id"], v["hidden_id"])), "state": "dismissed"}
    closed = merge_moves.pair_id(v["person_id"], v["hidden_id"])
    db.collection("duplicates").insert({"_id": closed, **kept})
    asked = requests.ask(v["asked_id"], local.actor("organizer"))
    job = jobs.enqueue("core.find_duplicates", by=local.account("organizer"), key="seed")
    links.invite(f"{local.word}@example.net", ["organizer"], lambda t: t, actor=admin)
    link = links.open_invitations()[0]["_id"]
    token = tokens.create(local.word, ["people.view"], 90, actor=local.actor("organizer"))
    return {"field_id": field, "pair": pair, "dismissed": closed, "request_id": asked,
            "job_id": job, "link_id": link, "token_id": token_hash(token),
            "way": "down"}  # fmt: skip


@part
def _elections(local: Local) -> Values:
    report = {"filename": f"{local.word}.xlsx", "size": 1, "local_id": local.slug, "by": "x",
              "created_at": db.now(), "finished_at": db.now(), "job_id": "", "next": 0,
              "problems": [], "problem_count": 0, "unplaced": [], "unplaced_count": 0,
              **dict.fromkeys(COUNTS.split(), 0)}  # fmt: skip
    return {"election_import_id": f"imported-{local.slug}", "report": report}


@part
def _lists(local: Local) -> Values:
    lead, v = local.actor("lead"), local.values
    tree = {"op": "all", "items": [{"filter": "tag", "values": {"tag": f"{local.word}-tag"}}]}
    data = {"name": f"{local.word} list", "shared": True, "columns": ["phone"], "tree": tree}
    own = lists.create(data, actor=lead)
    change = bulk.offer("add_tag", actor=lead)
    _count, note = bulk.run(change, [v["second_id"]], {"tag": local.word}, actor=lead)
    return {"list_id": own, "note_id": note, "column_id": "tags", "action_id": "add_tag"}


def _work(actor: Any) -> jobs.Job:
    return jobs.Job("", None, {}, actor.account_id, "")


def _roster(local: Local, name: str) -> str:
    """A file of three: somebody new, somebody on file by name (a question), and a problem."""
    word, head = local.word, "First Name,Last Name,Email,Department"
    new, known = f"Gil,{word} {name},,Hair", f"Bo,{word} Tester,,Hair"
    lines = (head, new, known, f"Hal,{word},nobody at example,Hair")
    lead, data = local.actor("lead"), "\n".join(lines).encode()
    import_id = str(uploads.upload(data, f"{word} {name}.csv", {}, actor=lead)["_id"])
    uploads.begin(import_id, "previewing", ("columns", "ready"), actor=lead)
    import_preview(_work(lead), import_id)
    return import_id


@part
def _imports(local: Local) -> Values:
    ready, done, lead = _roster(local, "first"), _roster(local, "second"), local.actor("lead")
    uploads.begin(done, "committing", ("ready",), actor=lead)
    import_commit(_work(lead), done)
    plan = uploads.get_import(ready, actor=lead)["plan_id"]
    asked = db.collection("import_rows").find({"plan_id": plan}, where={"state": "question"})
    return {"import_id": ready, "done_import_id": done, "question": str(asked[0]["number"])}


@part
def _exports(local: Local) -> Values:
    admin = local.actor("admin")
    data = {"format": "csv", "fields": ["mobile"], "reason": local.word}
    export = exports.request_export(data, actor=admin)
    exports.make(_work(admin), export)
    later = db.now() + timedelta(hours=2)
    db.collection("exports").update({"_id": export}, {"$set": {"expires_at": later}})
    return {"export_id": export}


def _public_record() -> None:
    """One election on public record: reference data of the whole suite."""
    day, unions = date(2020, 5, 5), (UnionVotes("IATSE Local 764", 5, None, "764", True),)
    tally = Tally("01-RC-1", "Example Theatre", "Example Theatre", (), "New Haven", "CT", "Closed",
                  day, day, day, "", "Manual", "Initial", "RC", "A", 10, 0, unions, 1, 6, 0, False,
                  False, "IATSE Local 764", "All", "All", 1)  # fmt: skip
    db.collection("elections").insert(to_record(tally, True))


def build(world: World) -> dict[str, Values]:
    """Fill both locals; gives their values by slug."""
    found: dict[str, Values] = {}
    for slug in (OTHER, OWN):
        local = Local(world, slug)
        with world.local(slug):
            for each in (*PARTS, *(part for parts in areas.each("PARTS") for part in parts)):
                local.values.update(each(local))
        found[slug] = local.values
        report = local.values.pop("report")
        db.collection("election_imports").insert(
            {"_id": local.values["election_import_id"], **report}
        )
    first_last = {"tallies": 1, "first": "2020-05-05", "last": "2020-05-05"}
    db.collection("election_imports").insert(
        {"_id": SUMMARY, "created_at": db.now(), "local_id": "-", **first_last}
    )
    _public_record()
    return found
