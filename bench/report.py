"""Figures as a JSON file and as tables in the README, between two markers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.pages import PAGES, Page

BEGIN, END = "<!-- figures: written by python -m bench -->", "<!-- end of figures -->"
FLOOR_TIMES, GROWTH, IMPORT_ROWS = 3.0, 1.5, 1000
Results = dict[str, Any]


def write(results: Results, folder: Path, readme: Path) -> None:
    """Write results.json and the tables into `folder` (the README's text comes from `readme`)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    before, _marker, rest = readme.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    tables = "\n".join([BEGIN, "", *lines(results), "", END])
    (folder / "README.md").write_text(before + tables + after)


def ratio(results: Results, size: str, page: Page) -> float:
    """How many times the floor (the "ok" page and the bare calls) a page takes; p50, one client."""
    figures = results["sizes"][size]["pages"][page.id]
    return float(figures["1"]["p50"] / (results["floor"]["1"]["p50"] + figures["bare"]))


def growth(results: Results, page: Page) -> float | None:
    """p50 at medium by p50 at small, one client; None where one was not measured."""
    sizes = results["sizes"]
    if not {"small", "medium"} <= set(sizes):
        return None
    small, medium = (sizes[s]["pages"][page.id]["1"]["p50"] for s in ("small", "medium"))
    return float(medium / small)


def lines(results: Results) -> Iterator[str]:
    """The tables, line by line."""
    yield f"Measured {results['at']}. " + ", ".join(
        f"{k}: {v}" for k, v in results["machine"].items()
    )
    floor = results["floor"]
    yield ""
    yield (
        f'The floor, a page that answers "ok": p50 {floor["1"]["p50"]} ms with one client, '
        f"{floor['8']['p50']} ms with eight."
    )
    for size, figures in results["sizes"].items():
        yield from _size(results, size, figures)
    if growth(results, PAGES[0]) is not None:
        yield from _growth(results)
    yield from ["", "### Targets missed", ""]
    yield from [f"- {line}" for line in misses(results)] or ["None."]


def _size(results: Results, size: str, figures: Results) -> Iterator[str]:
    yield from [
        "",
        f"### {size}: {figures['people']:,} people, {figures['contacts']:,} contacts",
        "",
        "Requests of a page: {} by one client, {} by eight.".format(*figures["requests"]),
        "",
    ]
    yield (
        "| page | p50, 1 client | p95, 1 client | p50, 8 clients | p95, 8 clients "
        "| bare calls | commands | times the floor |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for page in PAGES:
        row = figures["pages"][page.id]
        times = [row[n][p] for n in ("1", "8") for p in ("p50", "p95")]
        cells = [f"{value:.1f}" for value in (*times, row["bare"])]
        cells += [str(row["commands"]), f"{ratio(results, size, page):.1f}"]
        yield f"| {page.label} | " + " | ".join(cells) + " |"
    rows, memory = figures["import"], figures["memory"]
    yield ""
    yield (
        f"Import of {rows['rows']:,} rows: preview {rows['preview']:,} rows/s, commit "
        f"{rows['commit']:,} rows/s, both {rows['both']:,} rows/s. Start-up {figures['start']} s. "
        f"Loading {figures['loading']} s."
    )
    yield ""
    for when, parts in memory.items():
        yield f"Memory {when} (MB): " + ", ".join(f"{k} {v}" for k, v in parts.items()) + ".  "


def _growth(results: Results) -> Iterator[str]:
    yield from ["", "### From small to medium", "", "| page | medium / small, p50 |", "|---|---|"]
    for page in PAGES:
        yield f"| {page.label} | {growth(results, page):.2f} |"


def misses(results: Results) -> list[str]:
    """Every target that these figures do not reach."""
    found = []
    for size, figures in results["sizes"].items():
        for page in PAGES:
            p95 = figures["pages"][page.id]["1"]["p95"]
            if p95 > page.limit:
                found.append(f"{size}, {page.label}: p95 {p95} ms (target {page.limit})")
            times = ratio(results, size, page)
            if times > FLOOR_TIMES:
                found.append(f"{size}, {page.label}: {times:.1f} x the floor (target 3)")
        for step in ("preview", "commit"):
            if figures["import"][step] < IMPORT_ROWS:
                rows = figures["import"][step]
                found.append(f"{size}, import: {step} {rows} rows/s (target {IMPORT_ROWS:,})")
    for page in PAGES:
        grown = growth(results, page)
        if grown is not None and grown > GROWTH:
            found.append(f"{page.label}: {grown:.2f} x from small to medium (target {GROWTH})")
    return found
