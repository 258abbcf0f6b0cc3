"""What the builder does to pages, as pure functions: pages in, pages out, nothing shared."""

import copy
from collections.abc import Container, Mapping, Sequence
from typing import Any

from plugins.surveys.definition import conditions, keys
from plugins.surveys.definition.shapes import Question

Pages = Sequence[Mapping[str, Any]]
NewPages = list[dict[str, Any]]


def fresh(pages: Pages) -> NewPages:
    """A copy that may be changed."""
    return copy.deepcopy([dict(page) for page in pages])


def taken(pages: Pages) -> set[str]:
    """All keys of pages and questions in use."""
    return {p["key"] for p in pages} | {q["key"] for p in pages for q in p["items"]}


def place_of(pages: Pages, key: str) -> tuple[int, int]:
    """(page, item) of a question, (page, -1) of a page; KeyError where it is not there."""
    for number, page in enumerate(pages):
        if page["key"] == key:
            return number, -1
        for at, question in enumerate(page["items"]):
            if question["key"] == key:
                return number, at
    raise KeyError(key)


def add_page(pages: Pages, used: Container[str] = ()) -> tuple[NewPages, str]:
    """A page at the end; gives the pages and its key."""
    number, mine = len(pages) + 1, taken(pages)
    while f"page_{number}" in mine or f"page_{number}" in used:
        number += 1
    key = f"page_{number}"
    return [*fresh(pages), {"key": key, "title": {}, "items": []}], key


def set_page(pages: Pages, key: str, fields: Mapping[str, Any]) -> NewPages:
    """The pages with these fields of one page; a field of None goes."""
    made = fresh(pages)
    page = made[place_of(pages, key)[0]]
    page.update(fields)
    for name in [n for n, value in fields.items() if value is None]:
        del page[name]
    return made


def add_question(
    pages: Pages, page_key: str, question: Question, used: Container[str] = ()
) -> tuple[NewPages, str]:
    """A question at the end of a page, under a key that was never used; gives that key."""
    made = fresh(pages)
    key = unused(str(question.get("key") or "question"), taken(pages), used)
    new = {**copy.deepcopy(dict(question)), "key": key}
    made[place_of(pages, page_key)[0]]["items"].append(new)
    return made, key


def unused(wanted: str, mine: set[str], used: Container[str]) -> str:
    """A name that is neither in use nor was ever live."""
    names = set(mine)
    key = keys.fresh(wanted, names)
    while key in used:
        names.add(key)
        key = keys.fresh(wanted, names)
    return key


def set_question(pages: Pages, key: str, question: Question) -> NewPages:
    """The pages with this question in place of the one that has its key."""
    page, at = place_of(pages, key)
    made = fresh(pages)
    made[page]["items"][at] = {**copy.deepcopy(dict(question)), "key": key}
    return made


def copy_question(pages: Pages, key: str, used: Container[str] = ()) -> tuple[NewPages, str]:
    """A copy right below; gives the pages and its key."""
    page, at = place_of(pages, key)
    made, new = add_question(pages, pages[page]["key"], pages[page]["items"][at], used)
    made[page]["items"].insert(at + 1, made[page]["items"].pop())
    return made, new


def drop(pages: Pages, key: str) -> NewPages:
    """Without a question, or a page (its questions go to its neighbour; the last page stays)."""
    page, at = place_of(pages, key)
    made = fresh(pages)
    if at >= 0:
        del made[page]["items"][at]
        return made
    if len(made) == 1:
        return made
    gone = made.pop(page)
    if page > 0:
        made[page - 1]["items"] += gone["items"]
    else:
        made[0]["items"] = [*gone["items"], *made[0]["items"]]
    return made


def move(pages: Pages, key: str, step: int) -> NewPages:
    """One place up (-1) or down (1); a question at the end of a page goes to the next one."""
    page, at = place_of(pages, key)
    made = fresh(pages)
    if at < 0:
        other = page + step
        if 0 <= other < len(made):
            made[page], made[other] = made[other], made[page]
        return made
    items = made[page]["items"]
    if 0 <= at + step < len(items):
        items[at], items[at + step] = items[at + step], items[at]
    elif 0 <= page + step < len(made):
        moved = items.pop(at)
        neighbour = made[page + step]["items"]
        neighbour.insert(len(neighbour) if step < 0 else 0, moved)
    return made


def watchers(pages: Pages, key: str) -> list[str]:
    """Keys of the questions and pages whose conditions look at this question."""
    found = []
    for page in pages:
        for entry in (page, *page["items"]):
            leaves = conditions.leaves(entry.get("show_if"))
            if any(leaf["question"] == key for leaf in leaves):
                found.append(entry["key"])
    return found
