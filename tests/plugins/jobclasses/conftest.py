"""Classes to propose, and people put into them."""

import pytest

from crm import db
from crm.values import fold
from tests.factories import World

CLASS = {
    "title": "Volume wrangler",
    "craft": "games",
    "definition": "Looks after a volume.",
    "tasks": ["Watch the wall", "Log faults"],
    "sources": [{"text": "A posting of 2026", "url": "", "date": ""}],
}


class Shop:
    """Writes to one local as one of its roles."""

    def __init__(self, world: World) -> None:
        self.world = world

    def actor(self, role: str = "lead"):
        return self.world.actor(role)

    def propose(self, title: str, role: str = "lead", **more):
        from plugins.jobclasses.service import proposals

        return proposals.propose({**CLASS, "title": title, **more}, actor=self.actor(role))

    def put(self, person: str, title: str, class_key: str) -> None:
        """Put somebody into a class by their title, as the matcher would."""
        row = {"title": title, "title_key": fold(title), "class_key": class_key}
        people, mappings = (db.collection(f"jobclasses_{n}") for n in ("people", "mappings"))
        who = {"_id": db.local_key("person", person)}
        people.update(who, {"$set": {**row, "person_id": person}}, upsert=True)
        mappings.update({"_id": db.local_key("title", fold(title))}, {"$set": row}, upsert=True)

    def where(self) -> dict[str, str]:
        """Person -> the key of the class they are in."""
        rows = list(db.raw_database()["jobclasses_people"].find({}))
        assert len({row["person_id"] for row in rows}) == len(rows), "somebody is in two classes"
        return {row["person_id"]: row["class_key"] for row in rows}

    def mapped(self) -> list[str]:
        """The titles that are mapped to some class."""
        return [row["title"] for row in db.raw_database()["jobclasses_mappings"].find({})]


@pytest.fixture
def shop(world):
    """A local's classes in the hands of its roles; the local is entered."""
    with world.local():
        yield Shop(world)
