"""What nobody sees does not get into names: overrides, zero-width spaces, control characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from crm.imports.service import parsing
from crm.imports.service.cleaning import Cleaner
from crm.people.schemas import PersonShape
from crm.schemas import LONG, SHORT, text
from crm.values import visible

HIDDEN = [chr(c) for c in (0x00, 0x1B, 0x7F, 0x9B, 0x200B, *range(0x202A, 0x202F), 0xFEFF)]
HIDDEN += [chr(c) for c in range(0x2066, 0x206A)]
TEXTS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from([*HIDDEN, "\n", "\t"])))


@given(TEXTS, st.booleans())
def test_nothing_hidden_stays_and_nothing_seen_goes(typed, lines):
    found = visible(typed, lines=lines)
    assert not set(found) & set(HIDDEN)
    controls = {c for c in found if unicodedata.category(c) == "Cc"}
    assert controls <= (set("\n\t\r") if lines else set())
    assert visible(found, lines=lines) == found
    if not lines:
        seen = [c for c in typed if c not in HIDDEN and unicodedata.category(c) != "Cc"]
        assert "".join(found.split()) == "".join("".join(seen).split())


@given(TEXTS.filter(lambda typed: len(typed) <= SHORT))
def test_a_form_and_a_file_make_the_same_of_one_cell(typed):
    for longest in (SHORT, LONG):
        found = parsing.text_of(longest, typed)
        if found or not typed:
            assert text(longest=longest).deserialize(typed) == found
        else:
            with pytest.raises(ValidationError, match="can be seen"):
                text(longest=longest).deserialize(typed)


def test_nothing_that_looks_empty_is_kept_in_a_list():
    assert PersonShape().validate({"tags": ["Crew", "\u202e\u2066"]}) == {
        "tags": {1: ["This has no character that can be seen."]}
    }


@pytest.mark.parametrize("name", ["نامه\u200cای", "क्\u200dष", "Zoë", "👩\u200d👧"])
def test_joiners_that_some_scripts_need_stay(name):
    assert text().deserialize(name) == name
    assert parsing.text_of(SHORT, name) == name


def test_a_note_keeps_its_lines_and_a_name_is_one_line():
    loaded = PersonShape().load({"first_name": "Ada\nMary", "notes": "one\n\ttwo\x0cthree"})
    assert loaded == {"first_name": "Ada Mary", "notes": "one\n\ttwo\nthree"}


def test_a_name_turned_round_is_kept_as_it_is_written():
    """By a form and by a file alike."""
    cleaner = Cleaner(["Name"], ["first_name"], parsing.parsers())
    assert cleaner.clean(1, ["\ufeffA\u202eda\u202c"]).data["first_name"] == "Ada"
    assert cleaner.clean(2, ["\u200b\u2066"]).data == {}
    assert PersonShape().load({"first_name": "A\u202eda\u202c"}) == {"first_name": "Ada"}


def test_half_a_character_is_refused():
    assert "first_name" in PersonShape().validate({"first_name": "A\ud83d"})


def test_two_letters_that_are_no_language_are_asked_about():
    known = ["Spanish", "es", "Ga", "ASL", "Tagalog/Ilocano"]
    assert PersonShape().validate({"languages": known}) == {}
    wrong = PersonShape().validate({"languages": ["es", "xx"]})
    assert wrong == {"languages": {1: ["Write the name of the language, such as Spanish."]}}
