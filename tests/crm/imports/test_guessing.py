"""What columns are taken for, from their headers and values; files of known kinds."""

import pytest

from crm.i18n import _
from crm.imports.fields import CORE_FIELDS, Field, header_key
from crm.imports.guessing import Guess, guess
from crm.imports.shapes import recognise_shape

ROSTER = {
    "Emp #": ("1001", "external_id"),
    "Employee Last Name": ("García", "last_name"),
    "Employee First Name": ("José", "first_name"),
    "MI": ("Q", "middle_name"),
    "Goes By": ("Pepe", "preferred_name"),
    "Pronouns": ("he/him", "pronouns"),
    "Home Phone": ("212-555-0101", "home_phone"),
    "Cell Phone": ("(917) 555-0102", "mobile"),
    "E-mail Address": ("jose@example.org", "email"),
    "Phone Type": ("cell", None),
    "Street Address": ("1 Main St", "street"),
    "City": ("Troy", "city"),
    "ST": ("NY", "state"),
    "Zip": ("12180", "postal_code"),
    "Dept.": ("Sound", "department"),
    "Shift": ("Day", "shift"),
    "Job Title": ("Mixer", "job_title"),
    "Work Location": ("Studio B", "worksite"),
    "Hire Date": ("3/14/2012", "hire_date"),
    "Seniority Date": ("2012-04-05", "seniority_date"),
    "Hourly Rate": ("22.50", None),
    "SSN": ("123-45-6789", None),
    "Date of Birth": ("1990-01-01", None),
    "Membership Status": ("Active", "member_status"),
    "Union Card No.": ("A-77", "member_number"),
    "Text Opt-In": ("yes", "text_consent"),
    "DNC": ("no", "do_not_contact"),
    "Email Opt In": ("yes", None),
    "Supervisor Name": ("Jo Doe", None),
    "Comments": ("likes mornings", "notes"),
}


def guesses(
    headers: list[str], *rows: list[str], known: dict[str, str] | None = None
) -> list[Guess]:
    return guess(headers, rows, CORE_FIELDS, known=known)


def fields(headers: list[str], *rows: list[str]) -> list[str | None]:
    return [found.field for found in guesses(headers, *rows)]


def test_a_payroll_roster_is_mapped_and_pay_is_left_out() -> None:
    row = [value for value, _field in ROSTER.values()]
    found = guesses(list(ROSTER), row, row)
    assert {g.column: g.field for g in found} == {h: f for h, (_v, f) in ROSTER.items()}
    assert all(0.5 <= g.score <= 1 for g in found if g.field)
    why = {g.column: str(g.why) for g in found}
    assert why["Hourly Rate"].startswith("Left out")
    assert why["Home Phone"] == "Header and values agree"


@pytest.mark.parametrize("field", CORE_FIELDS, ids=lambda field: field.id)
def test_every_word_for_a_field_leads_to_it_and_to_no_other(field: Field) -> None:
    for word in (field.id, str(field.label), *field.synonyms):
        assert fields([word.title()]) == [field.id], word


def test_values_tell_mail_and_phones_whatever_the_header() -> None:
    rows = [[f"a{n}@example.org", f"212-555-01{n}", "x"] for n in range(10, 30)]
    assert fields(["Contact", "How to reach", "Thing"], *rows) == ["email", "phone", None]


def test_values_against_the_header_win_over_it() -> None:
    assert fields(["Email"], ["212-555-0101"], ["212-555-0102"]) == ["phone"]
    assert fields(["Hire date"], ["Ann"], ["Bob"]) == [None]


def test_names_that_look_like_none_keep_the_column_their_header_names() -> None:
    rows = [[f"Worker {n}", f"K{n}"] for n in range(20)]
    assert fields(["First name", "Last name"], *rows) == ["first_name", "last_name"]


def test_a_file_without_headers_is_guessed_from_its_values() -> None:
    rows = [["Ann Lee", "212-555-0101", "a@example.org", "NY", "12180"]] * 3
    headers = [f"Column {n}" for n in range(1, 6)]
    expected = ["full_name", "phone", "email", "state", "postal_code"]
    assert fields(headers, *rows) == expected


def test_several_phones_and_mails_are_all_kept_and_other_fields_come_once() -> None:
    headers = ["Phone", "Phone (2)", "Other number", "Email", "Email 2", "City", "City (2)"]
    row = ["212-555-0101", "212-555-0102", "212-555-0103", "a@x.org", "b@x.org", "Troy", "Rome"]
    found = fields(headers, row, row)
    assert found[:2] == ["phone", "phone_2"]
    assert found[2] in {"phone", "phone_2"}
    assert found[3:] == ["email", "email_2", "city", None]


def test_a_full_name_beside_first_and_last_name_is_left_alone() -> None:
    assert fields(["Name", "First name", "Last name"]) == [None, "first_name", "last_name"]
    assert fields(["Name", "Department"]) == ["full_name", "department"]


def test_a_plugins_columns_are_guessed_like_the_cores() -> None:
    scale = Field("campaigns.assessment", _("Assessment"), "assessment", ("rating", "rank"))
    even = Field("campaigns.even", _("Even"), synonyms=("code",), parse=lambda text: 1 / 0 or text)
    rows = [["1", "x"], ["5", "y"]]
    found = guess(["Rating", "Other"], rows, [*CORE_FIELDS, scale])
    assert [g.field for g in found] == ["campaigns.assessment", None]
    assert guess(["Rating"], [["high"], ["low"]], [scale])[0].field is None
    with pytest.raises(ZeroDivisionError):
        guess(["Code"], [["x"]], [even])


def test_what_is_known_of_a_file_is_kept_and_the_rest_guessed() -> None:
    found = guesses(["Who", "Phone"], ["Ann", "212-555-0101"], known={"Who": "preferred_name"})
    assert [(g.field, g.score) for g in found] == [("preferred_name", 1.0), ("phone", 1.0)]


def test_headers_are_compared_by_their_words() -> None:
    assert header_key("FirstName") == header_key(" first_name ") == "first name"
    assert header_key("Emp. #") == header_key("EMP NO") == "emp number"
    assert header_key("Member's Name") == "members name"


# ---------------------------------------------------------------- known files


def test_an_action_network_export_needs_no_mapping() -> None:
    headers = ["uuid", "first_name", "last_name", "email", "zip_code", "can2_phone"]
    headers += ["can2_user_address", "can2_user_city", "can2_state_abbreviated", "can2_county"]
    headers += ["can2_sms_status", "can2_user_tags", "Shirt size"]
    shape = recognise_shape(headers)
    assert shape is not None
    assert shape.id == "action_network"
    assert shape.mapping == {
        "uuid": "external_id",
        "first_name": "first_name",
        "last_name": "last_name",
        "email": "email",
        "zip_code": "postal_code",
        "can2_phone": "mobile",
        "can2_user_address": "street",
        "can2_user_city": "city",
        "can2_state_abbreviated": "state",
        "can2_sms_status": "text_consent",
        "can2_user_tags": "tags",
    }


def test_an_action_builder_export_needs_no_mapping() -> None:
    headers = ["Action Builder ID", "First Name", "Last Name", "Nickname", "Email", "Email Type"]
    headers += ["Phone Number", "Phone Number Type", "Address Line 1", "City", "State", "Zip"]
    shape = recognise_shape([*headers, "Preferred Language", "Assessment"])
    assert shape is not None
    assert shape.id == "action_builder"
    assert shape.mapping["Action Builder ID"] == "external_id"
    assert shape.mapping["Nickname"] == "preferred_name"
    assert "Assessment" not in shape.mapping


@pytest.mark.parametrize("names", [["Last Name", "First Name"], ["Employee Name"]])
def test_a_voter_list_needs_no_mapping(names: list[str]) -> None:
    headers = [*names, "Home Address", "Work Location", "Shift", "Job Classification"]
    headers += ["Available Personal Email Address", "Available Home Phone"]
    shape = recognise_shape([*headers, "Available Personal Cellular Phone"])
    assert shape is not None
    assert shape.id.startswith("voter_list")
    assert len(shape.mapping) == len(headers) + 1
    assert shape.mapping["Job Classification"] == "job_title"
    assert shape.mapping["Available Personal Cellular Phone"] == "mobile"


def test_a_sheet_with_one_name_column_needs_no_mapping() -> None:
    for headers in (["Name"], ["FULL NAME"], ["Name", "Column 2"]):
        shape = recognise_shape(headers)
        assert shape is not None
        assert dict(shape.mapping) == {headers[0]: "full_name"}


def test_any_other_roster_is_no_known_shape() -> None:
    assert recognise_shape(["Last Name", "First Name", "Email", "Zip Code", "Department"]) is None
    assert recognise_shape(["Name", "Phone"]) is None
    assert recognise_shape([]) is None
