"""The labor board's election file: reading, bad rows, who won, and which tally counts."""

import io
import zipfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from crm.workplaces.affiliation import coverage
from crm.workplaces.electionfile import (
    COLUMNS,
    NotAnElectionFile,
    Problem,
    Tally,
    employer_key,
    employer_keys,
    employer_names,
    final_tallies,
    read_elections,
)

LOCAL_764 = "Local 764, IATSE"
PLAIN: dict[str, Any] = {
    "Case Number": "02-RC-900001",
    "Case Name": "Riverside Stages, LLC d/b/a The  Gaslight Theater",
    "Unit City": "New York",
    "Unit State": "ny",
    "Case Status": "Closed",
    "Case Filed Date": datetime(2019, 6, 1),
    "Case Closed Date": datetime(2019, 8, 1),
    "Closed Reason": "Certific. of Representative",
    "Election Mode": "Manual",
    "Tally Date": datetime(2019, 7, 17),
    "Tally Type": "Initial",
    "Tally Category": "Single Labor Organization",
    "Unit ID": "A",
    "Num Eligible Voters": 7,
    "Num Void Ballots": None,
    "Labor Organization 1 Name": LOCAL_764,
    "Votes For Labor Org1": 6,
    "Votes For Labor Org2": 0,
    "Votes Cast Against Labor Org": 1,
    "Num Valid Votes Counted": 7,
    "Num Challenged Ballots": 0,
    "Union To Certify": LOCAL_764,
    "Unit Involved on Petition": "Included: all wardrobe crew\nExcluded: guards",
    "Bargaining Unit Determined": "All wardrobe crew",
}
LOST = {"Votes For Labor Org1": 2, "Votes Cast Against Labor Org": 5}


def workbook(
    *rows: dict[str, Any], columns: tuple[str, ...] = COLUMNS, above: int = 3
) -> io.BytesIO:
    """The board's layout: a title, blank rows, headers, and PLAIN changed by each of `rows`."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    for _ in range(above):
        sheet.append(["Elections held for a test"] if sheet.max_row <= 1 else [None])
    for at, column in enumerate(columns, start=1):
        sheet.cell(above + 1, at, column)
    for number, row in enumerate(rows, start=above + 2):
        for at, column in enumerate(columns, start=1):
            sheet.cell(number, at, {**PLAIN, **row}.get(column))
    stream = io.BytesIO()
    book.save(stream)
    return stream


def read(*rows: dict[str, Any]) -> list[Tally | Problem]:
    return list(read_elections(workbook(*rows)))


def tallies(*rows: dict[str, Any]) -> list[Tally]:
    found = read(*rows)
    assert not [one for one in found if isinstance(one, Problem)]
    return [one for one in found if isinstance(one, Tally)]


def test_a_row_becomes_a_tally() -> None:
    (tally,) = tallies({})
    assert tally.case_name == "Riverside Stages, LLC d/b/a The Gaslight Theater"
    assert (tally.employer, tally.aliases) == ("Riverside Stages, LLC", ("The Gaslight Theater",))
    assert tally.employer_keys == ("riverside stages", "gaslight theater")
    assert (tally.city, tally.state) == ("New York", "NY")
    assert (tally.filed_date, tally.tally_date) == (date(2019, 6, 1), date(2019, 7, 17))
    assert (tally.eligible, tally.void, tally.against, tally.cast) == (7, 0, 1, 7)
    assert tally.key == "02-RC-900001/A/Initial/2019-07-17/1"
    assert tally.petition_unit == "Included: all wardrobe crew\nExcluded: guards"
    (union,) = tally.unions
    assert (union.name, union.votes, union.local, union.certified) == (LOCAL_764, 6, "764", True)
    assert union.affiliation is not None
    assert union.affiliation.code == "IATSE"
    assert (tally.outcome, tally.winner) == ("won", union)


def test_counts_and_dates_may_be_text() -> None:
    (tally,) = tallies(
        {
            "Num Eligible Voters": "1,207",
            "Votes For Labor Org1": 6.0,
            "Tally Date": "2019-07-18",
            "Case Closed Date": "8/1/2019",
        }
    )
    assert (tally.eligible, tally.unions[0].votes) == (1207, 6)
    assert (tally.tally_date, tally.closed_date) == (date(2019, 7, 18), date(2019, 8, 1))


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"Case Number": None}, "Case Number", "no case number"),
        ({"Case Number": "Total"}, "Case Number", "'TOTAL' is not a case number"),
        ({"Case Name": " "}, "Case Name", "no employer is named"),
        ({"Tally Date": None}, "Tally Date", "no tally yet"),
        ({"Tally Date": "soon"}, "Tally Date", "'soon' is not a date"),
        ({"Tally Type": None}, "Tally Type", "no tally type"),
        ({"Labor Organization 1 Name": "."}, "Labor Organization 1 Name", "no union is named"),
        ({"Votes For Labor Org1": "six"}, "Votes For Labor Org1", "'six' is not a count"),
        ({"Num Eligible Voters": -1}, "Num Eligible Voters", "'-1' is not a count"),
        ({"Num Void Ballots": 1.5}, "Num Void Ballots", "'1.5' is not a count"),
        (
            {"Bargaining Unit Determined": "x" * 10_001},
            "Bargaining Unit Determined",
            "has 10,001 characters",
        ),
    ],
)
def test_a_bad_row_is_told_and_the_rest_is_read(
    change: dict[str, Any], column: str, message: str
) -> None:
    good, bad, after = read({}, change, {"Unit ID": "B"})
    assert isinstance(good, Tally)
    assert isinstance(after, Tally)
    assert isinstance(bad, Problem)
    assert (bad.row, bad.column, bad.message) == (6, column, message)
    assert bad.what_to_do


def test_blank_rows_are_passed_over_and_still_counted() -> None:
    blank = dict.fromkeys(COLUMNS)
    first, last = read({}, blank, blank, {"Case Number": "?"})[::1]
    assert isinstance(first, Tally)
    assert isinstance(last, Problem)
    assert last.row == 8


def test_headers_are_found_wherever_they_stand() -> None:
    columns = ("Remarks", *reversed(COLUMNS))
    for above in (0, 1, 19):
        (tally,) = read_elections(workbook({}, columns=columns, above=above))
        assert isinstance(tally, Tally)


def test_a_missing_column_is_told_by_name() -> None:
    short = tuple(column for column in COLUMNS if column != "Case Number")
    with pytest.raises(NotAnElectionFile) as told:
        read_elections(workbook({}, columns=short))
    assert str(told.value) == (
        "column 'Case Number' not found in the first 20 rows of sheet 'Sheet1';"
        " is this the labor board's election file?"
    )
    with pytest.raises(NotAnElectionFile, match=r"columns 'Case Number', .* and 24 more not found"):
        read_elections(workbook({}, above=20))


def test_other_files_are_refused(tmp_path: Path) -> None:
    empty_zip = io.BytesIO()
    with zipfile.ZipFile(empty_zip, "w") as package:
        package.writestr("hello.txt", "hello")
    for stream in (io.BytesIO(b"Case Number,Case Name\n"), io.BytesIO(b""), empty_zip):
        with pytest.raises(NotAnElectionFile, match="not an Excel workbook"):
            read_elections(stream)
    path = tmp_path / "upload"
    path.write_bytes(workbook({}).getvalue())
    assert len(list(read_elections(path))) == 1


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.workplaces.electionfile.MAX_UNPACKED", 1_000)
    with pytest.raises(NotAnElectionFile, match="at most 1,000 are read"):
        read_elections(workbook({}))


def test_more_rows_than_allowed_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.workplaces.electionfile.MAX_ROWS", 2)
    *good, last = read({}, {}, {}, {})
    assert len(good) == 2
    assert isinstance(last, Problem)
    assert last.message == "more than 2 rows"


def test_a_file_damaged_in_the_middle_gives_what_it_has() -> None:
    damaged = io.BytesIO()
    with (
        zipfile.ZipFile(workbook({}, {"Unit ID": "B"})) as old,
        zipfile.ZipFile(damaged, "w") as new,
    ):
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = content[: content.rindex(b"<row")] + b"<row r='6'><c"
            new.writestr(part, content)
    first, last = read_elections(damaged)
    assert isinstance(first, Tally)
    assert isinstance(last, Problem)
    assert (last.row, last.message) == (6, "the file is damaged from here on")


def test_the_employers_name_in_the_unions_column_is_put_right() -> None:
    (certified_right,) = tallies({"Labor Organization 1 Name": "Riverside Stages"})
    (union_right,) = tallies({"Union To Certify": "Gaslight Theater, Inc."})
    for tally in (certified_right, union_right):
        assert (tally.unions[0].name, tally.certified_name) == (LOCAL_764, LOCAL_764)


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "won"),
        (LOST, "lost"),
        # The file names a union to certify for lost elections too.
        ({**LOST, "Closed Reason": "Certification of Results"}, "lost"),
        ({"Votes For Labor Org1": 3, "Votes Cast Against Labor Org": 3}, "won"),
        (
            {
                "Votes For Labor Org1": 3,
                "Votes Cast Against Labor Org": 3,
                "Closed Reason": "Certification of Results",
            },
            "tie",
        ),
        ({"Challenges R Determinitive": "Y", "Union To Certify": None}, "undecided"),
        ({"Challenges R Determinitive": "Y"}, "won"),
        ({"Challenges R Determinitive": "N", "Union To Certify": None}, "won"),
        # No votes in the row, but valid votes counted and the union certified.
        ({"Votes For Labor Org1": 0, "Votes Cast Against Labor Org": 0}, "won"),
        (
            {
                "Votes For Labor Org1": None,
                "Votes Cast Against Labor Org": None,
                "Num Valid Votes Counted": 0,
            },
            "undecided",
        ),
        ({"Case Number": "02-UD-900001", "Tally Category": "UD"}, "undecided"),
    ],
)
def test_outcome_of_one_union(change: dict[str, Any], outcome: str) -> None:
    (tally,) = tallies(change)
    assert tally.outcome == outcome
    assert (tally.winner is not None) == (outcome == "won")


@pytest.mark.parametrize(
    ("first", "second", "against", "outcome"),
    [
        (9, 2, 3, "won"),
        (5, 4, 3, "undecided"),
        (2, 2, 9, "lost"),
        (4, 4, 0, "undecided"),
        (3, 0, 3, "undecided"),
    ],
)
def test_outcome_of_two_unions(first: int, second: int, against: int, outcome: str) -> None:
    (tally,) = tallies(
        {
            "Votes For Labor Org1": first,
            "Labor Organization 2 Name": "IBT Local 553",
            "Votes For Labor Org2": second,
            "Votes Cast Against Labor Org": against,
            "Num Valid Votes Counted": first + second + against,
            "Union To Certify": None,
        }
    )
    assert tally.outcome == outcome


def test_keys_stay_apart_and_the_same() -> None:
    rows = [{}, {}, {"Unit ID": "B"}, {"Tally Type": "Rerun"}]
    first, second = ([tally.key for tally in tallies(*rows)] for _ in range(2))
    assert first == second
    assert len(set(first)) == 4


def test_the_latest_tally_of_each_unit_counts() -> None:
    found = tallies(
        {"Num Valid Votes Counted": 1},
        {"Tally Type": "Rerun", "Tally Date": datetime(2019, 9, 1), **LOST},
        {"Tally Category": "Revised Single Labor Org", "Unit ID": "B"},
        {"Unit ID": "B"},
        {
            "Tally Category": "Self Determination",
            "Unit ID": "C",
            "Tally Date": datetime(2020, 1, 1),
        },
        {"Unit ID": "C"},
        {"Tally Category": "Self Determination", "Unit ID": "D"},
    )
    assert final_tallies(found) == [found[1], found[2], found[5], found[6]]


def test_repeats_count_once_and_voting_groups_each() -> None:
    found = tallies(
        {"Num Eligible Voters": 9},
        {"Num Eligible Voters": 20},
        {"Num Eligible Voters": 0},
        {"Unit ID": "B", "Union To Certify": LOCAL_764},
        {"Unit ID": "B", "Union To Certify": None},
    )
    assert final_tallies(found) == [found[0], found[1], found[3]]


@pytest.mark.parametrize(
    ("case_name", "name", "aliases"),
    [
        ("Acme, Inc. d/b/a Rose", "Acme, Inc.", ("Rose",)),
        ("ACME STAGES DBA ROSE, A/K/A LILY", "ACME STAGES", ("ROSE", "LILY")),
        ("Acme, LLC  (f/k/a Old Acme, LLC)", "Acme, LLC", ("Old Acme, LLC",)),
        ("Acme L.P., d.b.a. Rose", "Acme L.P.", ("Rose",)),
        ("Acme, Inc. and Rose, LLC, Joint Employers", "Acme, Inc.", ("Rose, LLC",)),
        ("Acme (Houston)", "Acme (Houston)", ()),
        ("Right Now Services and Data Basics", "Right Now Services and Data Basics", ()),
    ],
)
def test_employer_names(case_name: str, name: str, aliases: tuple[str, ...]) -> None:
    assert employer_names(case_name) == (name, aliases)


def test_employer_key_brings_spellings_together() -> None:
    same = ["The Rose Company, Inc.", "ROSE CO INC", "Rosé, L.L.C.", "Rose Limited Partnership"]
    assert {employer_key(name) for name in same} == {"rose"}
    assert employer_key("The Co.") == "the co"
    assert employer_keys("Warner Bros. Entertainment, Inc. d/b/a X") == (
        "warner bros entertainment",
        "x",
    )
    assert employer_keys("") == ()


@pytest.fixture(scope="module")
def whole(shared_data: Path) -> list[Tally | Problem]:
    return list(read_elections(shared_data / "nlrb" / "elections_2017_2021.xlsx"))


def test_the_whole_file_is_read(whole: list[Tally | Problem]) -> None:
    found = [one for one in whole if isinstance(one, Tally)]
    problems = [one for one in whole if isinstance(one, Problem)]
    assert (len(found), len(problems)) == (6921, 6)
    assert Counter(problem.column for problem in problems) == {
        "Tally Date": 1,
        "Labor Organization 1 Name": 5,
    }
    assert len({tally.key for tally in found}) == len(found)
    assert all(tally.employer_keys for tally in found)
    finals = final_tallies(found)
    assert len(finals) == 6445
    assert Counter(tally.outcome for tally in finals)["won"] == 4274


def test_unions_in_the_whole_file_are_placed(whole: list[Tally | Problem]) -> None:
    unions = [union.name for one in whole if isinstance(one, Tally) for union in one.unions]
    result = coverage(unions)
    assert result.placed / result.total > 0.95


def test_the_iatse_in_the_whole_file(whole: list[Tally | Problem]) -> None:
    locals_: Counter[str | None] = Counter()
    for one in whole:
        for union in one.unions if isinstance(one, Tally) else ():
            named = any(word in union.name.lower() for word in ("theatr", "iatse", "i.a.t.s.e"))
            placed = union.affiliation is not None and union.affiliation.code == "IATSE"
            assert placed == (named and "TEAMSTERS" not in union.name)
            if placed:
                locals_[union.local] += 1
    assert locals_.total() == 70
    assert (locals_["764"], locals_["720"], locals_["B-18"], locals_["1"]) == (2, 5, 3, 3)
