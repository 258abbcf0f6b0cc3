"""The algebra of conditions against Python's own sets, and the builder's steps."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.lists import trees

EVERYBODY = frozenset("abcdefgh")
LEAVES = st.frozensets(st.sampled_from(sorted(EVERYBODY))).map(
    lambda ids: {"filter": "ids", "values": {"ids": sorted(ids)}}
)
TREES = st.recursive(
    LEAVES,
    lambda below: st.fixed_dictionaries(
        {"op": st.sampled_from(trees.OPS), "items": st.lists(below, max_size=4)}
    ),
    max_leaves=12,
)


def by_sets(node: dict[str, Any]) -> frozenset[str]:
    if "items" not in node:
        return frozenset(node["values"]["ids"])
    parts = [by_sets(item) for item in node["items"]]
    if node["op"] == "all":
        return EVERYBODY.intersection(*parts)
    union = frozenset[str]().union(*parts)
    return union if node["op"] == "any" else EVERYBODY - union


@settings(deadline=None, max_examples=500)
@given(TREES)
def test_evaluation_is_set_algebra(tree: dict[str, Any]) -> None:
    ids, inverse = trees.evaluate(tree, lambda node: node["values"]["ids"])
    assert (EVERYBODY - ids if inverse else ids) == by_sets(tree)


def test_the_form_carries_the_tree() -> None:
    form = {
        "name": ["x"],
        "t.r.op": ["any"],
        "t.r-0.filter": ["tag"],
        "t.r-0.v.tag": ["steward"],
        "t.r-1.op": ["none"],
        "t.r-1-0.filter": ["texts"],
        "t.r-1-0.v.consent": ["no"],
        "t.r-10.filter": ["last"],
    }
    tree = trees.from_form(form)
    assert [item.get("filter") for item in tree["items"]] == ["tag", None, "last"]
    assert tree["items"][0]["values"] == {"tag": "steward"}
    assert tree["items"][1]["items"] == [{"filter": "texts", "values": {"consent": "no"}}]


def test_steps_of_the_builder() -> None:
    tree = trees.apply(trees.group(), "condition:r")
    tree = trees.apply(tree, "group:r")
    tree = trees.apply(tree, "condition:r-1")
    assert [trees.is_group(item) for item in tree["items"]] == [False, True]
    tree = trees.apply(tree, "remove:r-0")
    assert tree["items"][0]["items"] == [{"filter": "", "values": {}}]
    for odd in ("remove:r", "remove:r-9", "condition:r-7-7", "nothing", "group:r-0-0"):
        assert trees.apply(tree, odd) == tree
    assert trees.pruned(tree) == {"op": "all", "items": []}


def test_a_tree_too_large_is_refused() -> None:
    leaf = {"filter": "tag", "values": {}}
    with pytest.raises(Invalid):
        trees.check_size({"op": "all", "items": [leaf] * (trees.MOST + 1)})
    deep = trees.group()
    for _i in range(trees.DEPTH):
        deep = {"op": "all", "items": [deep]}
    with pytest.raises(Invalid):
        trees.check_size(deep)
