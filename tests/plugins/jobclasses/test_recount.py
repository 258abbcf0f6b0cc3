"""Counters of titles and everybody's class are right after any row of changes, and are repaired."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import db
from crm.errors import Conflict, CRMError, Invalid
from crm.people import service as people
from plugins.jobclasses import words
from plugins.jobclasses.service import (
    classes,
    deciding,
    merging,
    recounting,
    roster,
    titlelists,
    titles,
)

FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TITLES = ("Volume wrangler", "Wall wrangler", "Wall pal", "Zymurgist")
STEP = st.tuples(
    st.sampled_from(["hire", "retitle", "merge", "undo", "decide", "list", "hand"]),
    st.integers(0, 3),
    st.integers(0, 3),
)


class Work:
    """People with titles, classes that are merged and split off, in the hands of a lead."""

    def __init__(self, shop: Any) -> None:
        self.actor = shop.actor()
        self.keys = [shop.propose(title)["key"] for title in TITLES[:3]]
        self.people: list[dict[str, Any]] = []
        self.joins: list[str] = []

    def do(self, what: str, one: int, two: int) -> None:
        """One change; some are refused."""
        title, key, other = TITLES[one], self.keys[one % 3], self.keys[two % 3]
        person = self.people[two % len(self.people)] if self.people else None
        job = [{"job_title": title}]
        if what == "hire":
            data = {"first_name": "P", "last_name": str(len(self.people)), "employments": job}
            self.people.append(people.create_person(data, actor=self.actor))
        elif what == "merge":
            self.joins.append(merging.merge(key, other, (None, None), actor=self.actor)["_id"])
        elif what == "undo" and self.joins:
            merging.undo(self.joins[one % len(self.joins)], actor=self.actor)
        elif what == "decide" and (row := titles.by_keys([title.lower()]).get(title.lower())):
            deciding.decide(row["_id"], "class", other, actor=self.actor)
        elif what == "list":
            found = titlelists.start("L", [{"title": title}] * (two + 1), actor=self.actor)
            titlelists.run(found["_id"], lambda _done, _total: None)
        elif person is not None:
            self._with(what, person["_id"], job, key)

    def _with(self, what: str, person_id: str, job: Any, key: str) -> None:
        if what == "retitle":
            change = lambda _person: {"employments": job}  # noqa: E731
            people.amend(person_id, change, actor=self.actor, action="edit")
        elif what == "hand":
            roster.set_by_hand(person_id, key, actor=self.actor)


@FEW
@given(st.lists(STEP, min_size=2, max_size=8))
def test_counters_equal_a_recount_and_everybody_keeps_one_live_class(shop: Any, steps: Any) -> None:
    for name in ("classes", "history", "joins", "mappings", "people", "lists", "list_rows"):
        db.raw_database()[f"jobclasses_{name}"].delete_many({})
    work = Work(shop)
    for what, one, two in steps:
        try:
            work.do(what, one, two)
        except (Invalid, Conflict, CRMError):
            continue
    roster.match_new(lambda _done, _total: None)
    assert recounting.differences() == []
    known = classes.every()
    for person_id, key in shop.where().items():
        assert not key or known[key]["status"] in words.LIVE, person_id
        mapping = titles.by_keys([roster.row_of(person_id)["title_key"]]).values()
        if roster.row_of(person_id)["how"] == "title":
            assert [row["class_key"] for row in mapping] == [key]


def test_a_counter_that_is_off_is_told_and_repaired(shop: Any) -> None:
    data = {"first_name": "P", "last_name": "T", "employments": [{"job_title": "Zymurgist"}]}
    people.create_person(data, actor=shop.actor())
    where = {"title_key": "zymurgist"}
    db.raw_database()["jobclasses_mappings"].update_one(where, {"$set": {"uses": 7}})
    told = "uses of “Zymurgist”: stored 7, counted 1"
    assert recounting.differences() == [told]
    assert recounting.differences(repair=True) == [told]
    assert recounting.differences() == []
    assert titles.by_keys(["zymurgist"])["zymurgist"]["rank"].startswith("0|99998|")
