"""Merging and splitting classes: nobody loses their class, no mapping is lost, all of it undone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import db
from crm.errors import Conflict, Invalid
from plugins.jobclasses import words
from plugins.jobclasses.service import classes, merging

FEW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def merge(shop, gone, kept):
    return merging.merge(gone, kept, (None, None), actor=shop.actor())


def test_people_mappings_names_and_codes_go_along_and_come_back(shop):
    codes = {"soc": [{"code": "27-4031", "relation": "related"}], "onet": [], "isco": [], "noc": []}
    one = shop.propose("Volume wrangler", codes=codes)
    two = shop.propose("Wall wrangler")
    shop.put("ada", "Volume wrangler", one["key"])
    shop.put("bo", "Wall wrangler", two["key"])
    join = merge(shop, one["key"], two["key"])
    assert shop.where() == {"ada": two["key"], "bo": two["key"]}
    kept = classes.get(two["key"])
    assert [a["text"] for a in kept["aliases"]] == ["Volume wrangler"]
    assert kept["codes"]["soc"][0]["code"] == "27-4031"
    assert (classes.standing(one["key"]) or {})["key"] == two["key"]
    merging.undo(join["_id"], actor=shop.actor())
    assert shop.where() == {"ada": one["key"], "bo": two["key"]}
    assert classes.get(two["key"])["aliases"] == []
    assert classes.get(two["key"])["codes"]["soc"] == []
    assert classes.get(one["key"])["status"] == "proposed"


def test_what_was_decided_since_stays_when_a_merge_is_taken_back(shop):
    one, two, three = (shop.propose(t) for t in ("Volume wrangler", "Wall wrangler", "Wall pal"))
    shop.put("ada", "Volume wrangler", one["key"])
    join = merge(shop, one["key"], two["key"])
    shop.put("ada", "Volume wrangler", three["key"])
    merging.undo(join["_id"], actor=shop.actor())
    assert shop.where() == {"ada": three["key"]}


def test_a_split_takes_along_who_bears_the_names_that_go(shop):
    names = [{"text": t, "language": "en", "seen": ""} for t in ("Wall op", "Stage op")]
    job = shop.propose("Volume wrangler", aliases=names)
    for person, title in (("ada", "Wall op"), ("bo", "Stage op"), ("cruz", "Volume wrangler")):
        shop.put(person, title, job["key"])
    data = {"title": "Wall operator", "definition": "Runs walls.", "aliases": ["Wall op"]}
    join = merging.split(job["key"], 1, data, actor=shop.actor())
    new = join["kept_key"]
    assert shop.where() == {"ada": new, "bo": job["key"], "cruz": job["key"]}
    assert [a["text"] for a in classes.get(job["key"])["aliases"]] == ["Stage op"]
    shop.put("dee", "Wall op two", new)
    merging.undo(join["_id"], actor=shop.actor())
    assert set(shop.where().values()) == {job["key"]}
    assert {a["text"] for a in classes.get(job["key"])["aliases"]} >= {"Stage op", "Wall op"}


def test_a_class_is_not_merged_into_itself_nor_twice_nor_at_an_old_version(shop):
    one, two = shop.propose("Volume wrangler"), shop.propose("Wall wrangler")
    with pytest.raises(Invalid):
        merge(shop, one["key"], one["key"])
    with pytest.raises(Conflict):
        merging.merge(one["key"], two["key"], (0, 1), actor=shop.actor())
    merge(shop, one["key"], two["key"])
    with pytest.raises(Invalid):
        merge(shop, one["key"], two["key"])


def test_a_later_merge_is_taken_back_first(shop):
    one, two, three = (shop.propose(t) for t in ("Volume wrangler", "Wall wrangler", "Wall pal"))
    shop.put("ada", "Volume wrangler", one["key"])
    first, second = merge(shop, one["key"], two["key"]), merge(shop, two["key"], three["key"])
    with pytest.raises(Invalid):
        merging.undo(first["_id"], actor=shop.actor())
    merging.undo(second["_id"], actor=shop.actor())
    merging.undo(first["_id"], actor=shop.actor())
    assert shop.where() == {"ada": one["key"]}


STEP = st.tuples(
    st.sampled_from(["merge", "split", "undo", "put"]), st.integers(0, 5), st.integers(0, 5)
)


@FEW
@given(st.lists(STEP, min_size=1, max_size=8))
def test_no_merge_split_or_undo_ever_loses_a_persons_class_or_a_mapping(shop, steps):
    for name in ("classes", "history", "joins", "mappings", "people"):
        db.raw_database()[f"jobclasses_{name}"].delete_many({})
    titles = [f"Wrangler {letter}" for letter in "abcd"]
    keys = [shop.propose(title)["key"] for title in titles]
    for number, key in enumerate(keys):
        shop.put(f"person {number}", titles[number], key)
    joins: list[str] = []
    for what, one, two in steps:
        try:
            _do(shop, what, keys, one, two, joins, titles)
        except (Invalid, Conflict):
            continue
        finally:
            known = classes.every()
            where = shop.where()
            assert set(where) >= {f"person {n}" for n in range(4)}
            assert all(known[key]["status"] in words.LIVE for key in where.values())
            mapped = shop.mapped()
            assert sorted(mapped) == sorted(set(mapped))
            assert set(mapped) >= set(titles)


def _do(shop, what, keys, one, two, joins, titles):
    key, other = keys[one % len(keys)], keys[two % len(keys)]
    if what == "merge":
        joins.append(merge(shop, key, other)["_id"])
    elif what == "split":
        title = f"Split {len(keys)}"
        names = [a["text"] for a in classes.get(key)["aliases"]][: two + 1]
        data = {"title": title, "definition": "New.", "aliases": names}
        join = merging.split(key, classes.get(key)["version"], data, actor=shop.actor())
        joins.append(join["_id"])
        keys.append(join["kept_key"])
    elif what == "undo" and joins:
        merging.undo(joins[one % len(joins)], actor=shop.actor())
    elif what == "put" and classes.get(key)["status"] in words.LIVE:
        shop.put(f"person {two % 4}", titles[two % 4], key)
