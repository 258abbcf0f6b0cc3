"""The rules that keep the code easy to find one's way in, measured on the files themselves.

What import-linter can say stands in pyproject.toml; here is the rest: sizes, docstrings, who may
touch the database, and what the content security policy and privacy forbid in
templates. Every test collects all offences, so that one run shows everything there is to fix.
"""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("crm", "plugins")
MADE = {"vendor", ".vendor", "node_modules", "__pycache__", "results"}
DOORS = {"views", "api", "cli", "jobs"}
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("crates", "io"),
        ("golang", "org"),
    )
)

DATA_BLOCK = re.compile(r"""type=["']application/json["']""")
FORBIDDEN_MARKUP = {
    "style attribute": re.compile(r"""\sstyle\s*=""", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "event handler attribute": re.compile(r"""<[^>]*\s(on[a-z]+|hx-on[:a-z-]*)\s*=""", re.I),
    "script address": re.compile(r"""["']\s*javascript:""", re.I),
    "evaluated value": re.compile(
        r"""hx-(vals|headers|vars)\s*=\s*["']\s*(js|javascript):""", re.I
    ),
    "third party": re.compile(
        r"""\b(src|href|action|srcset|poster)\s*=\s*["']\s*(https?:)?//""", re.I
    ),
}


def files(*tops: str, suffix: str = ".py") -> list[Path]:
    """Our own files with this suffix below the given folders, in a stable order."""
    found = (path for top in tops for path in (ROOT / top).rglob(f"*{suffix}"))
    return sorted(p for p in found if p.is_file() and not MADE & set(p.relative_to(ROOT).parts))


def name(path: Path) -> str:
    """A path as a reader of the failure would type it."""
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    """The number of lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def tree(path: Path) -> ast.Module:
    """A parsed Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with its length from `def` to its last line, docstring included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def imports(path: Path) -> Iterator[str]:
    """Dotted paths of all that a file imports, anywhere in it: modules and names of modules."""
    package = list(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def top(module: str) -> str:
    """The first part of a dotted path."""
    return module.partition(".")[0]


def tenth_longest(values: list[int]) -> int:
    """The 90th percentile: nine in ten are no longer than this."""
    return sorted(values)[int(len(values) * 0.9)] if values else 0


def is_service(path: Path) -> bool:
    """service.py or a file of a service/ folder."""
    return path.stem == "service" or path.parent.name == "service"


def fit_for_service(module: str) -> bool:
    """False for flask and for doors; crm.jobs, where services queue work, is no door."""
    parts = [*module.split("."), "", ""]
    web = parts[0].startswith(("flask", "werkzeug")) and parts[0] != "flask_babel"
    door = parts[0] in CODE and parts[2] in DOORS
    return not (web or door or parts[:2] in (["crm", "web"], ["crm", "cli"]))


def is_door(path: Path) -> bool:
    """A views, api, cli or jobs module of a noun or a plugin (not the core's own machinery)."""
    inside = path.relative_to(ROOT).parts
    return len(inside) > 2 and bool(DOORS & {path.stem, path.parent.name})


def test_no_file_is_over_400_lines() -> None:
    assert [(name(p), lines(p)) for p in files(*CODE) if lines(p) > 400] == []


def test_files_are_small_on_the_whole() -> None:
    sizes = [lines(path) for path in files(*CODE)]
    print(f"files: {len(sizes)}, median {statistics.median(sizes)}, p90 {tenth_longest(sizes)}")
    assert statistics.median(sizes) <= 90
    assert tenth_longest(sizes) <= 250


def test_no_function_is_over_40_lines() -> None:
    measured = [(name(p), *function) for p in files(*CODE) for function in functions(p)]
    sizes = [size for _, _, size in measured]
    print(f"functions: {len(sizes)}, median {statistics.median(sizes)}, p90 {tenth_longest(sizes)}")
    assert [found for found in measured if found[2] > 40] == []


def test_only_the_database_module_imports_the_driver() -> None:
    drivers = {"pymongo", "bson", "gridfs"}
    allowed = ROOT / "crm" / "db.py"
    users = [name(p) for p in files(*CODE) if p != allowed and drivers & set(map(top, imports(p)))]
    assert users == []


def test_services_know_neither_flask_nor_a_door() -> None:
    services = filter(is_service, files(*CODE))
    assert [(name(p), m) for p in services for m in imports(p) if not fit_for_service(m)] == []


def test_doors_never_touch_the_database() -> None:
    doors = filter(is_door, files(*CODE))
    assert [
        (name(p), m) for p in doors for m in imports(p) if (m + ".").startswith("crm.db.")
    ] == []


def test_packages_open_with_a_docstring_and_hold_nothing_else() -> None:
    packages = [path for path in files(*CODE) if path.name == "__init__.py"]
    assert [name(p) for p in packages if len(tree(p).body) != 1] == []


def test_every_python_file_opens_with_a_docstring() -> None:
    everything = [*files(*CODE, "tests", "bench", "tools"), *ROOT.glob("*.py")]
    assert [name(path) for path in everything if not ast.get_docstring(tree(path))] == []


def test_templates_need_no_exception_from_the_content_security_policy() -> None:
    offences = []
    for path in files(*CODE, suffix=".html"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        offences += [
            (name(path), what) for what, ban in FORBIDDEN_MARKUP.items() if ban.search(text)
        ]
        scripts = re.findall(r"<script\b[^>]*>", text, flags=re.I)
        inline = [tag for tag in scripts if "src=" not in tag and not DATA_BLOCK.search(tag)]
        offences += [(name(path), tag) for tag in inline]
    assert offences == []


def test_no_registry_is_named_anywhere() -> None:
    own = files(*CODE, "tests", "bench", "docs", "tools", ".ci", suffix="")
    texts = [path for path in [*own, *ROOT.glob("*")] if path.is_file()]
    named = []
    for path in texts:
        content = path.read_text(encoding="utf-8", errors="ignore")
        named += [(name(path), host) for host in REGISTRIES if host in content]
    assert named == []


def test_days_are_those_of_the_local() -> None:
    """UTC's day is another one in the evening; `crm/localtime.py` knows the local's."""
    utc = re.compile(r"now\([^)]*\)\.date\(\)|\bdate\.today\(\)|\butcnow\(")
    allowed = {"crm/security.py"}  # a secret that lives for a day, of no local
    found = [name(path) for path in files(*CODE) if utc.search(path.read_text(encoding="utf-8"))]
    assert set(found) == allowed
