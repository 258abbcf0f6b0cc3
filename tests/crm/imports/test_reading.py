"""Files as people send them: encodings, delimiters, title lines, Excel's ways, and bad files."""

import io
import random
import struct
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from crm.imports.reading import BadFile, Table, open_table

ROSTER = "Last name,First name,Phone\nGarcía,José,2125550101\nMüller,Zoë,2125550102\n"
ROWS = [["García", "José", "2125550101"], ["Müller", "Zoë", "2125550102"]]


def read(data: bytes | str, name: str = "roster.csv", sheet: str = "") -> Table:
    return open_table(io.BytesIO(data.encode() if isinstance(data, str) else data), name, sheet)


def cells(table: Table) -> list[list[str]]:
    return [row for _number, row in table.rows()]


def workbook(rows: list[list[Any]], title: str = "People") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_shared_strings(rows: list[list[str]]) -> bytes:
    """As Excel itself saves: texts in a part of their own."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("People")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def repacked(data: bytes, replace: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *replace]):
            new.writestr(name, replace[name] if name in replace else old.read(name))
    return out.getvalue()


# ---------------------------------------------------------------- text files


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "mac_roman"],
)
def test_accents_are_right_in_every_common_encoding(encoding: str) -> None:
    table = read(ROSTER.encode(encoding))
    assert table.headers == ["Last name", "First name", "Phone"]
    assert cells(table) == ROWS


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-8"])
def test_curly_apostrophes_and_capitals_are_right_too(encoding: str) -> None:
    text = "Name,City\nO’Brien Seán,Montréal\nPEÑA GARCÍA,San José\nD’Angelo Øystein,Århus\n"
    assert cells(read(text.encode(encoding))) == [
        ["O’Brien Seán", "Montréal"],
        ["PEÑA GARCÍA", "San José"],
        ["D’Angelo Øystein", "Århus"],
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(delimiter: str, newline: str) -> None:
    text = ROSTER.replace(",", delimiter).replace("\n", newline)
    table = read(text)
    assert (table.delimiter, cells(table)) == (delimiter, ROWS)


def test_commas_in_values_do_not_mislead_about_the_delimiter() -> None:
    rows = "".join(f"{n} Elm St, Apt 2, Troy, NY;{n}0,5;Lee, Ann\n" for n in range(30))
    table = read("Address;Hours;Name\n" + rows)
    assert table.delimiter == ";"
    assert cells(table)[3] == ["3 Elm St, Apt 2, Troy, NY", "30,5", "Lee, Ann"]


def test_excels_own_delimiter_hint_is_followed_and_left_out() -> None:
    table = read("sep=;\nName;Phone\nAnn;1\n")
    assert (table.headers, cells(table)) == (["Name", "Phone"], [["Ann", "1"]])


def test_a_column_of_names_is_one_column_even_with_commas() -> None:
    table = read("Name\nSmith, Ann\nDoe, Bob\n")
    assert (table.headers, table.delimiter) == (["Name"], "")
    assert cells(table) == [["Smith, Ann"], ["Doe, Bob"]]


def test_quoted_cells_keep_commas_quotes_and_line_breaks() -> None:
    table = read('Name,Note\nAnn,"two\nlines, ""quoted"""\nBob,x\n')
    assert list(table.rows()) == [(2, ["Ann", 'two\nlines, "quoted"']), (3, ["Bob", "x"])]


def test_one_stray_quote_mark_costs_one_row_not_the_rest_of_the_file() -> None:
    rows = [f'{n},"Name {n}",x\n' for n in range(500)]
    rows[100] = '100,"Name 100,x\n'
    table = read("Id,Name,Note\n" + "".join(rows))
    got = cells(table)
    assert len(got) == 499
    assert [(p.row, p.column) for p in table.problems] == [(102, "")]
    assert "quote mark" in str(table.problems[0].message)
    assert got[100] == ["101", "Name 101", "x"]


def test_a_stray_quote_mark_at_the_end_of_the_file_is_a_problem_too() -> None:
    table = read('Name,Phone\nAnn,1\n"Bob,2\nCid,3\n')
    assert cells(table) == [["Ann", "1"], ["Cid", "3"]]
    assert [p.row for p in table.problems] == [3]


def test_sloppy_quotes_inside_a_line_are_forgiven() -> None:
    assert cells(read('Name,Phone\nJoe "Joey" Lee,1\n')) == [['Joe "Joey" Lee', "1"]]


def test_title_lines_above_the_headers_are_skipped_and_rows_keep_their_numbers() -> None:
    table = read("Roster of Local 764,,\nas of 2024-03-01,,\n,,\nName,Shift,Phone\nAnn,Day,1\n")
    assert (table.header_row, table.headers) == (4, ["Name", "Shift", "Phone"])
    assert list(table.rows()) == [(5, ["Ann", "Day", "1"])]


def test_a_file_without_headers_keeps_its_first_row() -> None:
    table = read("Ann Lee,2125550101,a@example.org\nBob Roe,2125550102,b@example.org\n")
    assert (table.header_row, table.headers) == (0, ["Column 1", "Column 2", "Column 3"])
    assert len(cells(table)) == 2


def test_headers_are_tidied_and_made_different() -> None:
    table = read('Name,Phone,phone,,"Home\n Phone ",Phone (2),\nAnn,1,2,3,4,5,6\n')
    assert table.headers == [
        "Name",
        "Phone",
        "phone (2)",
        "Column 4",
        "Home Phone",
        "Phone (2) (2)",
        "Column 7",
    ]


def test_the_shape_depends_on_the_headers_alone() -> None:
    assert read("Name,Phone\nAnn,1\n").shape == read("NAME; phone\nBob;2\n").shape
    assert read("Name,Phone\nAnn,1\n").shape != read("Phone,Name\n1,Ann\n").shape


def test_short_rows_are_filled_blank_rows_left_out_and_long_rows_reported() -> None:
    table = read("A,B,C\nx\n\n , ,\nx,y,z,\nx,y,z,w\n")
    assert list(table.rows()) == [(2, ["x", "", ""]), (5, ["x", "y", "z"])]
    assert [(p.row, "More cells" in str(p.message)) for p in table.problems] == [(6, True)]
    assert len(cells(table)) == 2
    assert len(table.problems) == 1


def test_a_cell_that_cannot_be_stored_is_told_with_row_and_column() -> None:
    table = read("Name,Note\nAnn,a\x00b\nBob," + "x" * 10_001 + "\nCid,ok\n")
    assert cells(table) == [["Cid", "ok"]]
    assert [(p.row, p.column) for p in table.problems] == [(2, "Note"), (3, "Note")]


def test_bytes_that_are_no_letters_are_told_and_not_guessed() -> None:
    good = "".join(f"José {n},x\n" for n in range(50)).encode()
    table = read(b"Name,Note\n" + good + b"Ren\xe9,x\n")
    assert table.encoding == "utf-8"
    assert len(cells(table)) == 50
    assert [(p.row, p.column) for p in table.problems] == [(52, "Name")]


def test_the_quote_mark_of_our_exports_comes_off_and_other_quote_marks_stay() -> None:
    table = read("Name,Note\n'@ann,'=1+1\n't Hooft,'quoted'\n")
    assert cells(table) == [["@ann", "=1+1"], ["'t Hooft", "'quoted'"]]


def test_a_row_of_a_hundred_thousand_cells_is_one_problem() -> None:
    table = read("A,B\n1,2\n" + "," * 100_000 + "\n" + "x," * 5_000 + "\n3,4\n")
    assert cells(table) == [["1", "2"], ["3", "4"]]
    assert [p.row for p in table.problems] == [3, 4]


def test_more_columns_or_rows_than_allowed_refuse_the_file() -> None:
    with pytest.raises(BadFile, match="columns"):
        read(",".join(f"H{chr(97 + n % 26)}x{n}" for n in range(501)) + "\n")
    table = read("Name\n" + "Ann\n" * 200_001)
    with pytest.raises(BadFile, match="rows"):
        cells(table)


# ---------------------------------------------------------------- workbooks


def test_a_workbook_gives_texts_as_people_would_type_them() -> None:
    data = workbook(
        [
            ["Name", "Zip", "Hired", "At", "Hours", "Rate", "Member", "Phone"],
            ["Ann", "02134", date(2020, 1, 2), datetime(2020, 1, 2, 9, 30), 40.0, 0.1, True, None],
            ["Bob", 2134, datetime(2021, 5, 6), None, 37.5, 1e-7, False, 2125550101],
        ]
    )
    table = read(data, "roster.xlsx")
    assert (table.sheet, table.sheets, table.encoding) == ("People", ("People",), "")
    assert cells(table) == [
        ["Ann", "02134", "2020-01-02", "2020-01-02 09:30:00", "40", "0.1", "yes", ""],
        ["Bob", "2134", "2021-05-06", "", "37.5", "1e-07", "no", "2125550101"],
    ]


def test_numbers_shown_with_leading_zeros_keep_them() -> None:
    book = load_workbook(io.BytesIO(workbook([["Name", "Zip"], ["Ann", 2134]])))
    book["People"]["B2"].number_format = "00000"
    assert cells(read(saved(book), "x.xlsx")) == [["Ann", "02134"]]


def test_texts_that_excel_keeps_apart_are_read() -> None:
    data = with_shared_strings([["Name", "Note"], ["José", "two\nlines \x0b_x0041_"]])
    assert cells(read(data, "x.xlsx")) == [["José", "two\nlines \x0b_x0041_"]]


def test_the_first_sheet_with_rows_is_read_or_the_one_asked_for() -> None:
    book = Workbook()
    book.create_sheet("Staff").append(["Name"])
    book["Staff"].append(["Ann"])
    book.create_sheet("Old").append(["Names"])
    book["Old"].append(["Bob"])
    data = saved(book)
    assert read(data, "x.xlsx").sheet == "Staff"
    assert read(data, "x.xlsx").sheets == ("Sheet", "Staff", "Old")
    assert cells(read(data, "x.xlsx", sheet="Old")) == [["Bob"]]
    with pytest.raises(BadFile, match="no rows"):
        read(data, "x.xlsx", sheet="Sheet")
    with pytest.raises(BadFile, match="no rows"):
        read(data, "x.xlsx", sheet="../../etc/passwd")


def test_a_title_and_blank_rows_above_the_headers_are_skipped() -> None:
    data = workbook([["Elections 2017 to 2021"], [], [], ["Case", "City"], ["01-RC-1", "Troy"]])
    table = read(data, "x.xlsx")
    assert (table.header_row, table.headers) == (4, ["Case", "City"])
    assert list(table.rows()) == [(5, ["01-RC-1", "Troy"])]


def test_formulas_give_their_last_value_and_errors_give_nothing() -> None:
    data = workbook([["Name", "Sum"], ["Ann", "=1+1"], ["Bob", "#N/A"]])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    cached = sheet.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    assert cells(read(repacked(data, {"xl/worksheets/sheet1.xml": cached}), "x.xlsx")) == [
        ["Ann", "2"],
        ["Bob", ""],
    ]


def test_a_wrong_dimension_in_the_sheet_does_not_hide_rows() -> None:
    data = workbook([["Name", "City"], ["Ann", "Troy"]])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    wrong = sheet.replace(b'ref="A1:B2"', b'ref="A1"')
    assert wrong != sheet
    table = read(repacked(data, {"xl/worksheets/sheet1.xml": wrong}), "x.xlsx")
    assert cells(table) == [["Ann", "Troy"]]


# ---------------------------------------------------------------- files that are refused


def ole(*words: str) -> bytes:
    body = b"".join(word.encode("utf-16-le") for word in words)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + body + b"\x00" * 512


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, content in parts.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


ODS = archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
BAD_FILES = {
    "empty": (b"", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf\r\n", "empty"),
    "only zeros": (b"\x00" * 100, "empty"),
    "only blank rows": (b",,\n,,\n", "no rows|Save it as"),
    "xls": (ole("Workbook"), "Save it as"),
    "password": (ole("EncryptionInfo", "EncryptedPackage"), "password"),
    "pdf": (b"%PDF-1.7\n...", "PDF.*Save it as"),
    "html": (b"<html><table><tr><td>Ann</td></tr></table></html>", "Save it as"),
    "html after a mark": (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "Save it as"),
    "xml workbook": (b'<?xml version="1.0"?><Workbook/>', "Save it as"),
    "html in utf-16": ("<html><body>x</body></html>".encode("utf-16"), "Save it as"),
    "rtf": (b"{\\rtf1\\ansi Ann}", "Save it as"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "picture"),
    "gzip": (b"\x1f\x8b\x08" + b"\x00" * 50, "compressed"),
    "random bytes": (random.Random(1).randbytes(5_000), "Save it as|save it again"),
    "ods": (ODS, "OpenDocument"),
    "docx": (archive(word__document_dot_xml=b"<w/>"), "Word document"),
    "xlsb": (archive(xl__workbook_dot_bin=b"x"), "binary workbook"),
    "zip": (archive(readme=b"x"), "Save it as|save it again"),
    "broken workbook": (archive(xl__workbook_dot_xml=b"<not xml"), "save it again"),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("filename", ["roster.csv", "roster.xlsx", "../../etc/passwd\x00.xls"])
def test_the_wrong_kind_of_file_is_refused_with_what_to_do(name: str, filename: str) -> None:
    data, says = BAD_FILES[name]
    with pytest.raises(BadFile, match=says) as caught:
        read(data, filename)
    assert "passwd" not in str(caught.value)


def test_a_damaged_workbook_is_called_damaged_and_nobody_is_told_to_save_it_as_what_it_is() -> None:
    whole = workbook([["Name", "City"], ["Ann", "Troy"]])
    damaged = (
        whole.replace(b"xl/workbook.xml", b"xl/wxrkbxxk.xml"),  # its list of parts is overwritten
        archive(readme=b"x"),
        random.Random(1).randbytes(5_000),
    )
    for data in damaged:
        with pytest.raises(BadFile, match="This workbook is damaged") as caught:
            read(data, "Roster.XLSX")
        assert "archive" not in str(caught.value)


def test_a_text_table_named_xls_is_refused_as_excel_would_warn() -> None:
    with pytest.raises(BadFile, match="Save it as"):
        read(ROSTER, "roster.xls")


def test_a_file_over_twenty_megabytes_is_refused() -> None:
    with pytest.raises(BadFile, match="Larger than 20 MB"):
        read(b"x" * (20 * 1024 * 1024 + 1))


def test_a_workbook_cut_anywhere_is_refused_or_read_never_a_crash() -> None:
    data = workbook([["Name", "City"]] + [[f"Ann {n}", "Troy"] for n in range(50)])
    for size in range(4, len(data), 37):
        with pytest.raises(BadFile):
            cells(read(data[:size], "x.xlsx"))


def test_a_workbook_with_flipped_bytes_is_refused_or_read_never_a_crash() -> None:
    data = workbook([["Name", "City"]] + [[f"Ann {n}", "Troy"] for n in range(50)])
    chance = random.Random(7)
    for _ in range(150):
        broken = bytearray(data)
        broken[chance.randrange(4, len(data))] ^= 1 << chance.randrange(8)
        try:
            cells(read(bytes(broken), "x.xlsx"))
        except BadFile:
            continue


SHEET = "xl/worksheets/sheet1.xml"
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = b"</sheetData></worksheet>"
CELL = b'<c r="%s1" t="inlineStr"><is><t>x</t></is></c>'
BOMBS = {
    "one sheet of 300 MB": {SHEET: OPEN + b" " * (300 << 20) + CLOSE},
    "strings of 50 MB": {"xl/sharedStrings.xml": b" " * (50 << 20)},
    "a million million strings": {"xl/sharedStrings.xml": b"<si/>" * 5_000_000},
    "styles of 10 MB": {"xl/styles.xml": b" " * (10 << 20)},
    "entities": {SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + OPEN + b"&a;" + CLOSE},
    "row number far away": {SHEET: OPEN + b'<row r="99999999999"><c><v>1</v></c></row>' + CLOSE},
    "rows backwards": {SHEET: OPEN + b'<row r="2"><c><v>1</v></c></row><row r="1"/>' + CLOSE},
    "a million cells in a row": {
        SHEET: OPEN + b'<row r="1">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>" + CLOSE
    },
    "hidden row ends": {SHEET: OPEN + b"<!--<row>-->" * 10 + CLOSE},
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused(bomb: str) -> None:
    data = repacked(with_shared_strings([["Name"], ["Ann"]]), BOMBS[bomb])
    assert len(data) < 20 << 20
    with pytest.raises(BadFile):
        cells(read(data, "x.xlsx"))


def test_shared_strings_may_not_hide_in_another_part() -> None:
    data = with_shared_strings([["Name"], ["Ann"]])
    types = zipfile.ZipFile(io.BytesIO(data)).read("[Content_Types].xml")
    moved = types.replace(b"/xl/sharedStrings.xml", b"/xl/media/strings.xml")
    assert moved != types
    parts = {"[Content_Types].xml": moved, "xl/media/strings.xml": b" " * (50 << 20)}
    with pytest.raises(BadFile, match="unpacks"):
        read(repacked(data, parts), "x.xlsx")


def test_a_cell_in_a_column_far_away_is_one_problem() -> None:
    row = b'<row r="1">' + CELL % b"A" + b'</row><row r="2"><c r="ZZZ2"><v>1</v></c></row>'
    data = repacked(workbook([["Name"]]), {SHEET: OPEN + row + CLOSE})
    table = read(data, "x.xlsx")
    assert cells(table) == []
    assert [p.row for p in table.problems] == [2]


def test_a_zip_directory_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(workbook([["Name"], ["Ann"]]))
    struct.pack_into("<I", data, bytes(data).rfind(b"PK\x05\x06") + 12, 0x7FFFFFFF)
    with pytest.raises(BadFile):
        read(bytes(data), "x.xlsx")


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    try:
        cells(read(data))
    except BadFile:
        return


@given(st.lists(st.text(alphabet="a1\",;\n\r\t|'= \x00é", max_size=20), max_size=12))
def test_no_text_crashes_the_reader_and_rows_fit_the_headers(lines: list[str]) -> None:
    try:
        table = read("\n".join(lines))
    except BadFile:
        return
    assert all(len(row) == len(table.headers) for row in cells(table))
    assert len({header.casefold() for header in table.headers}) == len(table.headers)
