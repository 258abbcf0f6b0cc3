"""The tree of a list's conditions: checked, edited by the builder, evaluated. Pure.

A group is {"op": "all" | "any" | "none", "items": [...]}, a condition {"filter": id, "values":
{...}}. Nodes are named by their path from the root: "r", "r-0", "r-0-2".
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from crm.errors import Invalid
from crm.i18n import _

Node = dict[str, Any]
Ids = tuple[frozenset[str], bool]
"""Ids of people, and whether everybody but them is meant."""
ALL, ANY, NONE = OPS = ("all", "any", "none")
EVERYONE: Ids = (frozenset(), True)
DEPTH, MOST = 4, 50
ROOT = "r"


def group(op: str = ALL) -> Node:
    """A group without conditions yet."""
    return {"op": op, "items": []}


def is_group(node: Mapping[str, Any]) -> bool:
    """Whether the node is a group, not a condition."""
    return "items" in node


def conditions(node: Node) -> Iterable[Node]:
    """All conditions below `node`."""
    for item in node["items"] if is_group(node) else ():
        yield from conditions(item)
    if not is_group(node):
        yield node


def _depth(node: Node) -> int:
    return 1 + max((_depth(item) for item in node["items"]), default=0) if is_group(node) else 0


def check_size(tree: Node) -> None:
    """Raise Invalid for a tree too deep or with too many conditions to be evaluated in time."""
    if _depth(tree) > DEPTH or sum(1 for _one in conditions(tree)) > MOST:
        text = _("At most %(n)d conditions, in groups %(deep)d deep.", n=MOST, deep=DEPTH)
        raise Invalid({"tree": [text]})


def pruned(node: Node) -> Node:
    """The tree without unfinished conditions and empty groups (but for the root)."""
    items = [pruned(item) if is_group(item) else item for item in node["items"]]
    whole = [i for i in items if (i["items"] if is_group(i) else i.get("filter"))]
    return {"op": node["op"], "items": whole}


def invert(ids: Ids) -> Ids:
    """Everybody else."""
    return ids[0], not ids[1]


def _all(parts: list[Ids]) -> Ids:
    wanted = [ids for ids, inverse in parts if not inverse]
    barred = frozenset[str]().union(*(ids for ids, inverse in parts if inverse))
    if not wanted:
        return barred, True
    return reduce(frozenset.intersection, wanted) - barred, False


def evaluate(node: Node, query: Callable[[Node], Iterable[str]]) -> Ids:
    """The people a tree means; `query(condition)` gives the ids of one condition.

    "None of" never needs to know everybody: complements stay complements to the end.
    """
    if not is_group(node):
        return frozenset(query(node)), False
    parts = [evaluate(item, query) for item in node["items"]]
    if node["op"] == ALL:
        return _all(parts)
    nobody = _all([invert(part) for part in parts])
    return nobody if node["op"] == NONE else invert(nobody)


def from_form(form: Mapping[str, list[str]]) -> Node:
    """The tree that the builder's fields hold: t.<path>.op, .filter and .v.<name>.

    Raises Invalid for a tree that the builder cannot have sent.
    """
    cells: dict[str, dict[str, list[str]]] = {ROOT: {}}
    for name, values in form.items():
        mark, _dot, rest = name.partition(".")
        path, _dot, key = rest.partition(".")
        if mark == "t" and path.split("-")[0] == ROOT and path.count("-") <= DEPTH:
            cells.setdefault(path, {})[key] = values
    if len(cells) > MOST * 3:
        check_size({"op": ALL, "items": [{"filter": ""}] * (MOST + 1)})
    return _node(ROOT, cells)


def _number(path: str) -> int:
    last = path.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def _node(path: str, cells: Mapping[str, Mapping[str, list[str]]]) -> Node:
    own = cells[path]
    if path != ROOT and "op" not in own:
        values = {k[2:]: v if len(v) > 1 else v[0] for k, v in own.items() if k.startswith("v.")}
        return {"filter": own.get("filter", [""])[0], "values": values}
    below = [p for p in cells if p.rpartition("-")[0] == path]
    op = own.get("op", [ALL])[0]
    items = [_node(p, cells) for p in sorted(below, key=_number)]
    return {"op": op if op in OPS else ALL, "items": items}


def apply(tree: Node, step: str) -> Node:
    """The tree after a button of the builder: "condition:<path>", "group:<path>", "remove:<path>".

    Any other step, or a path that is not there, leaves it as it is.
    """
    what, _colon, path = step.partition(":")
    indexes = [int(part) for part in path.split("-")[1:] if part.isdecimal()]
    parents = indexes[:-1] if what == "remove" else indexes
    target = tree
    for index in parents:
        if not is_group(target) or index >= len(target["items"]):
            return tree
        target = target["items"][index]
    if not is_group(target):
        return tree
    if what == "condition":
        target["items"].append({"filter": "", "values": {}})
    elif what == "group":
        target["items"].append(group(ANY))
    elif what == "remove" and indexes and indexes[-1] < len(target["items"]):
        del target["items"][indexes[-1]]
    return tree
