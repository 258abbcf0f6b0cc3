"""Results as a workbook with its codebook: the page's numbers alone."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import xlsxwriter

from crm.exports.writing import cell_text
from crm.i18n import _
from plugins.surveys.definition.shapes import codes, questions, say
from plugins.surveys.results.files import HEADERS, flat
from plugins.surveys.service import versions
from plugins.surveys.service.results import Results
from plugins.surveys.words import MODES, TYPES, word

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
CODEBOOK = ("question", "type", "text", "code", "answer", "versions")


def write(stream: BinaryIO, found: Results, language: str) -> None:
    """A workbook of three sheets: Results, Codebook, About."""
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        _sheet(book, _("Results"), HEADERS, flat(found.tables, found.by), bold)
        _sheet(book, _("Codebook"), CODEBOOK, codebook(found.survey["_id"], language), bold)
        _sheet(book, _("About"), (), about(found), bold)


def _sheet(
    book: Any, name: Any, headers: Sequence[str], rows: Sequence[Sequence[Any]], bold: Any
) -> None:
    sheet = book.add_worksheet(str(name)[:31])
    if headers:
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, bold)
    for number, row in enumerate(rows, start=1 if headers else 0):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            elif value is not None:
                sheet.write_string(number, column, cell_text(value))


def codebook(survey_id: str, language: str) -> list[list[str]]:
    """Every question and code that was ever live, with its words and the versions that had it."""
    found: dict[tuple[str, str], list[str]] = {}
    for version in versions.all_versions(survey_id):
        for row in _codes(version, language):
            key = (row[0], row[3])
            before = found.get(key)
            found[key] = [*row, f"{before[5]}, {version['n']}" if before else str(version["n"])]
    return list(found.values())


def _codes(version: Any, language: str) -> Iterator[list[str]]:
    languages = list(version["languages"])
    for question in questions(version):
        text = say(question["text"], language, languages)
        base = [question["key"], word(TYPES, question["type"]), text]
        yield [*base, "", ""]
        words = {o["code"]: say(o["text"], language, languages)
                 for o in (*question.get("options", ()), *question.get("rows", ()))}  # fmt: skip
        for code in dict.fromkeys([*codes(question), *words]):
            yield [*base, code, words.get(code, code)]


def about(found: Results) -> list[list[str]]:
    """What a reader of the numbers must know, as pairs."""
    survey, release = found.survey, found.release
    answers = release["responses"] if release and not found.live else found.rate.answered or 0
    rows = [
        [_("Survey"), survey["name"]],
        [_("Way of asking"), word(MODES, survey["mode"])],
        [_("Days"), f"{survey['opens']} – {survey['closes']}"],
        [_("Invited"), found.rate.invited],
        [_("Answers"), answers],
        [_("Base"), _("Shares are of those who were asked a question.")],
        [_("Not shown"), _("An empty count is about fewer than %(k)d people, or would give such a "
                           "count away.", k=survey["thresholds"]["k"])],
    ]  # fmt: skip
    if release and not found.live:
        rows += [
            [_("Release"), f"{release['n']}, {release['day']}"],
            ["SHA-256", release["sha256"]],
        ]
    return [[str(cell) for cell in row] for row in rows]
