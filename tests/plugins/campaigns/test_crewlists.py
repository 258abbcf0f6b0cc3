"""Crew lists and call sheets as people paste them: who comes out, and that no line is lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.campaigns.crewlists.cells import take_apart
from plugins.campaigns.crewlists.heads import is_head
from plugins.campaigns.crewlists.reading import read
from plugins.campaigns.crewlists.times import hours_between

CALL_SHEET = """\
Blue Hour  -  CALL SHEET
Monday, November 23, 2026      Day 4 of 22
General Crew Call: 7:00A       Sunrise 6:58A  Sunset 4:31P
Nearest hospital: Mercy General, 212 555 0100

CAST
1  Mara Quill  Captain Vane   5:30A 6:00A 7:30A
CAMERA                                   GRIP
Director of Photography   Ines Duarte    6:30A    Key Grip          Tom Abara      6:42A
A Cam Operator            Lee Okafor     7A       Best Boy Grip     RUIZ, Dana     6:42A
1st AC                    Priya Nair     6:30A    2 Grips           per Key Grip
SET LIGHTING
Gaffer ........ Sol Marsh ........ 6:42 AM
Best Boy Electric......Jo Tran......0642
Lamp Operator  TBD  O/C
COSTUMES
Costume Designer Wen Li O/C
Key Costumer Ana Petrov 6:00A  (323) 555-0112
Position Name Call
MAKE-UP & HAIR
Make-up Department Head  Rosa Vance  5:42A
rosa@example.org
SOUND
Sound Mixer - Ivo Brandt  7:00A 7:30P
Script Supervisor\tKim Hale\t7:00A
Additional loaders as needed
Page 2 of 2
"""
CREW_LIST = """\
Department\tPosition\tName\tCell\tE-mail\tCall\tOut
Set Lighting\tGaffer\tSol Marsh\t323-555-0199\tsol@example.org\t6:00A\t6:30P
\tLamp Operator\tNia Boateng\t\t\t\t
Wardrobe\tCostume Designer\tTBD\t\t\t\t
"""


def found(text: str) -> dict[str, tuple[str, str]]:
    return {row.name: (row.department, row.position) for row in read(text).rows}


def test_a_call_sheet_gives_its_crew_with_departments_and_positions():
    assert found(CALL_SHEET) == {
        "Ines Duarte": ("Camera", "Director of Photography"),
        "Tom Abara": ("Grip", "Key Grip"),
        "Lee Okafor": ("Camera", "A Cam Operator"),
        "RUIZ, Dana": ("Grip", "Best Boy Grip"),
        "Priya Nair": ("Camera", "1st AC"),
        "Sol Marsh": ("Lighting", "Gaffer"),
        "Jo Tran": ("Lighting", "Best Boy Electric"),
        "Wen Li": ("Costume", "Costume Designer"),
        "Ana Petrov": ("Costume", "Key Costumer"),
        "Rosa Vance": ("Make-up and hair", "Make-up Department Head"),
        "Ivo Brandt": ("Sound", "Sound Mixer"),
        "Kim Hale": ("Sound", "Script Supervisor"),
    }


def test_heads_phones_mails_and_hours_come_with_it():
    rows = {row.name: row for row in read(CALL_SHEET).rows}
    heads = {name for name, row in rows.items() if row.head}
    assert heads == {"Ines Duarte", "Tom Abara", "Sol Marsh", "Wen Li", "Rosa Vance",
                     "Ivo Brandt", "Kim Hale"}  # fmt: skip
    assert rows["Ana Petrov"].phone == "(323) 555-0112"
    assert (rows["Rosa Vance"].email, rows["Rosa Vance"].why) == ("rosa@example.org", "loose")
    assert rows["Ivo Brandt"].hours == 12.5
    assert rows["Wen Li"].call == "O/C"


def test_what_is_no_crew_is_left_with_its_reason():
    left = {(one.why, one.text.split()[0]) for one in read(CALL_SHEET).left}
    assert left >= {("cast", "1"), ("nobody", "Lamp"), ("nobody", "Grips"), ("furniture", "Page"),
                    ("unread", "Additional"), ("heading", "COSTUMES"),
                    ("columns", "Position")}  # fmt: skip


def test_a_line_with_more_than_a_position_is_not_called_one_without_a_name():
    assert [one.why for one in read("Lamp op cy dee or bo").left] == ["unread"]
    assert [one.why for one in read("2 Grips  per Key Grip").left] == ["nobody"]


def test_a_line_as_long_as_prose_is_left_whole():
    (one,) = read("x" * 3000).left
    assert (one.why, len(one.text)) == ("unread", 3000)


def test_a_spreadsheet_is_read_by_its_columns():
    rows = read(CREW_LIST).rows
    assert [(r.department, r.position, r.name) for r in rows] == [
        ("Lighting", "Gaffer", "Sol Marsh"),
        ("", "Lamp Operator", "Nia Boateng"),
    ]
    assert (rows[0].phone, rows[0].email) == ("323-555-0199", "sol@example.org")
    assert rows[0].hours == 12.5
    assert [one.why for one in read(CREW_LIST).left] == ["columns", "nobody"]


@pytest.mark.parametrize(
    ("line", "position", "name", "why"),
    [
        ("Key Grip   Tom Abara", "Key Grip", "Tom Abara", ""),
        ("Tom Abara   Key Grip", "Key Grip", "Tom Abara", ""),
        ("Key Grip Tom Abara 6:42A", "Key Grip", "Tom Abara", ""),
        ("1st AC.....Priya Nair.....per DP", "1st AC", "Priya Nair", ""),
        ("Dolly Grip | Maria de la Cruz", "Dolly Grip", "Maria de la Cruz", ""),
        ("Boom Operator   O'Neill, Sean", "Boom Operator", "O'Neill, Sean", ""),
        ("Tom Abara", "", "Tom Abara", "position"),
        ("Set PA   Cher", "Set PA", "Cher", "name"),
        ("Grips   Ann Bo / Cy Dee", "Grips", "Ann Bo / Cy Dee", "two"),
        ("Driver   Al Fox   Truck 4", "Driver", "Al Fox", "more"),
    ],
)
def test_position_and_name_however_they_stand(line, position, name, why):
    (row,) = read(line).rows
    assert (row.position, row.name, row.why) == (position, name, why)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [("7:00A", "7:30P", 12.5), ("0700", "1900", 12), ("6 PM", "5:00 AM", 11), ("soon", "7P", None)],
)
def test_hours_from_in_to_out_go_over_midnight(start, end, hours):
    assert hours_between(start, end) == hours


def test_pieces_of_a_line():
    kinds = [(c.kind, c.text) for c in take_apart(1, "2 Grips  7A  per Key Grip  a@b.org").cells]
    assert kinds == [("text", "Grips"), ("time", "7A"), ("call", "per Key Grip"),
                     ("email", "a@b.org")]  # fmt: skip


def test_who_heads_a_department():
    assert is_head("Key Grip")
    assert is_head("Make-Up Department Head")
    assert not is_head("Best Boy Grip")


piece = st.sampled_from(
    ["Key Grip", "Gaffer", "Tom Abara", "RUIZ, Dana", "TBD", "7:00A", "O/C", "per Gaffer",
     "323-555-0101", "a@example.org", "GRIP", "CAST", "Props", "Page 1 of 2", "#3", "-"]
)  # fmt: skip
gap = st.sampled_from(["  ", " ", "\t", "......", " | ", " - "])
line = st.lists(st.tuples(piece, gap), max_size=6).map(lambda ps: "".join(a + b for a, b in ps))
anything = st.text("aZé7 :.|-/@(…\t\x0c\x07\u2028\ud7ff", max_size=40)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.one_of(line, anything), max_size=8))
def test_no_line_is_ever_lost(lines):
    text = "\n".join(lines)
    result = read(text)
    told = {one.number for one in (*result.rows, *result.left)}
    shown = {n for n, raw in enumerate(text.splitlines(), 1) if take_apart(n, raw).raw}
    assert told == shown
    assert all(row.name for row in result.rows)
