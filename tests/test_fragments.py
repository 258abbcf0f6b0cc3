"""A block that is drawn alone for htmx has all its macros: nothing outside of it runs then.

Read off the code: which block of which template a view names, and which names the block (with
what it includes) takes from imports or macros that stand outside of it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
ENV = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def template(name: str) -> nodes.Template | None:
    """The parsed template of this name, wherever it is kept."""
    found = [p for where in ("crm", "plugins") for p in (ROOT / where).rglob(f"templates/{name}")]
    return ENV.parse(found[0].read_text(encoding="utf-8")) if found else None


def named() -> Iterator[tuple[str, str]]:
    """Each (template, block) that a view names in `web.page` or `render_block`."""
    for path in sorted(p for where in ("crm", "plugins") for p in (ROOT / where).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _name(call.func).endswith(("page", "render_block")):
                blocks = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "block")]
                for name in (t for a in call.args[:1] for t in texts(a) if t.endswith(".html")):
                    yield from ((name, block) for each in blocks for block in texts(each))


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def texts(found: ast.expr) -> list[str]:
    """The texts an argument may be: one, or both sides of an if."""
    if isinstance(found, ast.IfExp):
        return [*texts(found.body), *texts(found.orelse)]
    return [found.value] if isinstance(found, ast.Constant) and isinstance(found.value, str) else []


def bound(node: nodes.Node) -> set[str]:
    """Names of macros that a part of a template imports or defines."""
    found = {each.target for each in node.find_all(nodes.Import)}
    found |= {each.name for each in node.find_all(nodes.Macro)}
    for each in node.find_all(nodes.FromImport):
        found |= {name if isinstance(name, str) else name[1] for name in each.names}
    return found


def used(node: nodes.Node, seen: frozenset[str] = frozenset()) -> set[str]:
    """Names that a part of a template reads and does not give itself, with what it includes."""
    found = {n.name for n in node.find_all(nodes.Name) if n.ctx == "load"}
    for each in node.find_all(nodes.Include):
        name = each.template.value if isinstance(each.template, nodes.Const) else ""
        inner = template(name) if name and name not in seen else None
        found |= used(inner, seen | {name}) if inner else set()
    return found - bound(node)


PAIRS = sorted(set(named()))


def test_the_blocks_that_views_name_are_found() -> None:
    assert ("surveys/results.html", "results") in PAIRS
    assert len(PAIRS) > 20


@pytest.mark.parametrize(("name", "block"), PAIRS)
def test_a_fragment_takes_nothing_from_outside_of_its_block(name: str, block: str) -> None:
    whole = template(name)
    assert whole, name
    parts = [part for part in whole.find_all(nodes.Block) if part.name == block]
    assert parts, f"{name} has no block {block}"
    outside = bound(whole) - bound(parts[0])
    assert not outside & used(parts[0]), f"{name}: import these inside of block {block}"
