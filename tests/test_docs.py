"""What the documents say exists: links, commands, make targets, files, dependencies, pictures."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crm import commands
from crm.cli import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("bench/*.md")])
PICTURES = ROOT / "docs" / "screenshots"
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.M | re.S)
CODE = re.compile(r"^ {4,}(\S.*)$|`([^`\n]+)`", re.M)
CALL = re.compile(r"(?<![\w.@:/=-])(?:\.venv/bin/)?callboard((?: -{0,2}[a-z][\w-]*)+)")
TARGET = re.compile(r"(?<![\w-])make ([a-z][a-z-]*)")
FILE = re.compile(r"(?<![\w/{}<>])((?:[\w.-]+/)+[\w.-]+\.(?:py|md|txt|toml|sh|csv))\b")
GUIDE_ONLY = "plugins/phonebank/"
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|home|root|Users)/")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())


def text(page: Path) -> str:
    """A page's text."""
    return page.read_text(encoding="utf-8")


def code(page: Path) -> Iterator[str]:
    """What a reader would type: indented lines, fenced blocks, `quoted` words."""
    content = text(page)
    yield from FENCED.findall(content)
    for indented, quoted in CODE.findall(FENCED.sub("", content)):
        yield indented or quoted


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", FENCED.sub("", text(page)), re.M):
        plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        found.add(plain.replace(" ", "-"))
    return found


@pages
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for link in LINK.findall(FENCED.sub("", text(page))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _mark, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        known = target.is_relative_to(ROOT) and target.exists()
        if not known or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pages
def test_files_that_are_named_exist(page: Path) -> None:
    named = {path for piece in code(page) for path in FILE.findall(piece)}
    ours = {path for path in named if not path.startswith((GUIDE_ONLY, "crm/static/vendor/"))}
    assert sorted(path for path in ours if not (ROOT / path).exists()) == []


@pages
def test_make_targets_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", text(ROOT / "Makefile"), re.M))
    named = {target for piece in code(page) for target in TARGET.findall(piece)}
    assert named - targets == set()


def misnamed(words: list[str]) -> str:
    """The first word of a call of `callboard` that is neither command nor option; '' for none."""
    command: click.Command = cli
    options = {"--help"}
    for word in words:
        options |= {option for parameter in command.params for option in parameter.opts}
        if word.startswith("-"):
            if word not in options:
                return word
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return word
            command = command.commands[word]
            options |= {option for parameter in command.params for option in parameter.opts}
    return ""


@pages
def test_commands_that_are_named_exist(page: Path) -> None:
    commands.register(cli)
    calls = [call.split() for piece in code(page) for call in CALL.findall(piece)]
    assert [(call, wrong) for call in calls if (wrong := misnamed(call))] == []


def test_a_command_that_does_not_exist_is_noticed() -> None:
    commands.register(cli)
    assert misnamed(["audit", "verify"]) == ""
    assert misnamed(["audit", "repair"]) == "repair"
    assert misnamed(["check", "--deploy"]) == ""
    assert misnamed(["check", "--quick"]) == "--quick"


@pages
def test_no_page_names_a_place_on_somebodys_machine(page: Path) -> None:
    assert MACHINE.findall(text(page)) == []


def dependencies() -> set[str]:
    """Every direct dependency, of Python and of the browser, in small letters."""
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    asked = [*project["dependencies"]]
    for group in project["optional-dependencies"].values():
        asked += group
    browser = json.loads(text(ROOT / "package.json"))
    names = {re.split(r"[^\w.@/-]", one, maxsplit=1)[0] for one in asked}
    names |= {*browser["dependencies"], *browser["devDependencies"]}
    return {name.lower() for name in names}


def test_each_dependency_stands_in_the_list_with_a_licence() -> None:
    rows = re.findall(
        r"^\| (\S+) \| [^|]+ \| ([^|]+) \|", text(ROOT / "docs/dependencies.md"), re.M
    )
    listed = {name.lower(): licence.strip() for name, licence in rows if name not in {"package"}}
    assert set(listed) == dependencies()
    assert all(listed.values())


def test_pictures_are_shown_and_small() -> None:
    shown = {link for page in PAGES for link in LINK.findall(text(page)) if link.endswith(".png")}
    files = sorted(PICTURES.glob("*.png"))
    assert {path.name for path in files} == {Path(link).name for link in shown}
    assert [path.name for path in files if path.stat().st_size > 200_000] == []
