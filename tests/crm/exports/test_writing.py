"""Exports: no cell can run as a formula, and what is written comes back the same."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from crm.exports.writing import clean, write_csv, write_xlsx
from crm.formulas import guard, unguard
from crm.imports.reading import open_table

Writer = Callable[..., bytes]


def as_csv(headers: list[str], rows: list[list[Any]], kinds: list[str] | None = None) -> bytes:
    out = io.BytesIO()
    assert write_csv(out, headers, rows, kinds or []) == len(rows)
    return out.getvalue()


def as_xlsx(headers: list[str], rows: list[list[Any]], kinds: list[str] | None = None) -> bytes:
    out = io.BytesIO()
    assert write_xlsx(out, headers, rows, "People", kinds=kinds or []) == len(rows)
    return out.getvalue()


def read_back(data: bytes) -> list[list[str]]:
    table = open_table(io.BytesIO(data), "export.csv")
    rows = [row for _number, row in table.rows()]
    assert table.problems == []
    return rows


WRITERS = pytest.mark.parametrize("write", [as_csv, as_xlsx])
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", "﹦1", "−1"]
BEFORE = ["", " ", "\t", "\r", "\n", "\x00", "\x0b", "\xa0", "\u200b", "\ufeff", "'", "''", " '\t"]
PAYLOADS = [before + formula for formula in FORMULAS for before in BEFORE]


@WRITERS
@pytest.mark.parametrize("payload", [*PAYLOADS, "\ttext", "\rtext", "\ntext"])
def test_no_payload_is_written_as_a_formula(write: Writer, payload: str) -> None:
    data = write(["Id", "Note"], [["1", payload]])
    if write is as_csv:
        written = data.decode("utf-8-sig").split("\n", 1)[1].removeprefix("1,").lstrip('"')
        assert written.startswith("'")
    else:
        cell = load_workbook(io.BytesIO(data))["People"]["B2"]
        assert cell.data_type in "sn"
        assert str(cell.value).startswith("'")
        assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert read_back(data) == [["1", clean(payload)]]


@given(st.text())
@example("'=1")
@example("''=1")
@example("'")
@example("\t")
def test_the_reader_takes_off_exactly_what_the_writer_put_on(text: str) -> None:
    for kind in ("text", "phone", "number"):
        assert unguard(guard(text, kind)) == text


TEXTS = st.lists(st.text(), min_size=1, max_size=4)
AWKWARD = [
    ["_x0041_", "_x000D_", "_x005F_x0041_"],
    [" lead", "trail ", "a\r\nb\rc"],
    ['"', "a;b\tc|"],
]


def come_back(write: Writer, texts: list[str]) -> bool:
    headers = ["Id"] + [f"Column name {chr(97 + n)}" for n in range(len(texts))]
    return read_back(write(headers, [["id", *texts]])) == [["id", *map(clean, texts)]]


@settings(max_examples=1_000, deadline=None)
@given(TEXTS)
def test_texts_come_back_the_same_from_csv(texts: list[str]) -> None:
    assert come_back(as_csv, texts)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_texts_come_back_the_same_from_xlsx(texts: list[str]) -> None:
    assert come_back(as_xlsx, texts)


@WRITERS
@pytest.mark.parametrize("texts", AWKWARD)
def test_awkward_texts_come_back_the_same(write: Writer, texts: list[str]) -> None:
    assert come_back(write, texts)


@WRITERS
def test_phones_and_negative_numbers_stay_clean_in_columns_of_their_kind(write: Writer) -> None:
    kinds = ["text", "phone", "number"]
    rows: list[list[Any]] = [["Ann", "+12125550100", "-5"], ["Bob", "+1 (=x)", "-5+cmd"]]
    data = write(["Name", "Phone", "Balance"], rows, kinds)
    assert read_back(data) == rows
    raw = data.decode("utf-8-sig") if write is as_csv else ""
    if raw:
        assert "Ann,+12125550100,-5" in raw
        assert "Bob,'+1 (=x),'-5+cmd" in raw


@WRITERS
def test_values_that_are_no_texts_are_written_as_people_type_them(write: Writer) -> None:
    row: list[Any] = ["x", None, True, False, -5, 0.1, date(2024, 3, 25), ["a", "b"]]
    data = write(["A", "B", "C", "D", "E", "F", "G", "H"], [row])
    assert read_back(data) == [["x", "", "yes", "no", "-5", "0.1", "2024-03-25", "a; b"]]


@WRITERS
def test_headers_are_guarded_too(write: Writer) -> None:
    data = write(["Name", "=cmd()"], [["Ann", "x"]])
    assert b">=cmd()" not in data
    assert b",=cmd()" not in data
    assert open_table(io.BytesIO(data), "x").headers == ["Name", "=cmd()"]


def test_excel_opens_the_csv_with_its_accents() -> None:
    assert as_csv(["Name"], [["José"]]).startswith(b"\xef\xbb\xbf")


def test_notes_stand_on_a_sheet_of_their_own() -> None:
    out = io.BytesIO()
    write_xlsx(out, ["Name"], [["Ann"]], "Lee's [list]: a/b" + "x" * 40, notes=["Made by", "=x"])
    book = load_workbook(out)
    assert book.sheetnames[1] == "About"
    assert len(book.sheetnames[0]) <= 31
    assert [cell.value for cell in book["About"]["A"]] == ["Made by", "'=x"]
    assert read_back(out.getvalue()) == [["Ann"]]


def test_a_text_too_long_for_excel_says_that_it_was_cut() -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx(["Note"], [["é" * 40_000]])))["People"]
    value = str(sheet["A2"].value)
    assert len(value) == 32_767
    assert value.endswith("whole text]")


def test_damaged_characters_are_dropped() -> None:
    assert clean("a\x00b\x07c\ud800d\ufffee\tf\r\ng\rh") == "abcde\tf\ng\nh"
    assert read_back(as_csv(["N", "M"], [["a\x00", "\ud83d!"]])) == [["a", "!"]]
