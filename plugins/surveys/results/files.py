"""Results as long rows, the same for CSV, workbook and SPSS."""

from collections.abc import Sequence
from typing import Any

from plugins.surveys.results.shown import Shown


def flat(shown: Sequence[Shown], breakdown: str) -> list[list[Any]]:
    """Long rows for files: question, line, answer code and words, group, n, base, share.

    What is not shown is an empty cell, as the column "shown" says.
    """
    found: list[list[Any]] = []
    for table in shown:
        for row in table.rows:
            cells = [("", row.all), *zip(table.groups, row.groups, strict=True)]
            for group, cell in cells:
                share = None if cell.share is None else round(cell.share, 4)
                names = (table.id, table.question, table.line, row.code, row.label)
                named = (breakdown if group else "", group)
                found.append([*names, *named, cell.n, cell.base, share, cell.n is not None])
    return found


HEADERS = (
    "table", "question", "line", "code", "answer", "breakdown", "group", "n", "base", "share",
    "shown",
)  # fmt: skip
