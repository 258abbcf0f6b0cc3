"""What people type and what it is taken for: names, phones, e-mails, dates, numbers, yes and no."""

import random
from datetime import date

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from crm.values import (
    fold,
    format_phone,
    guess_dayfirst,
    parse_bool,
    parse_date,
    parse_email,
    parse_number,
    parse_phone,
    phone_and_extension,
    sort_key,
    split_name,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  José   NÚÑEZ ", "jose nunez"),
        ("Łukasz Świątek", "lukasz swiatek"),
        ("Søren Ærø", "soren aero"),
        ("Strauß", "strauss"),
        ("Đặng Thị Ý", "dang thi y"),
        ("İpek", "ipek"),
        ("Ðóra Þórsdóttir", "dora thorsdottir"),
        ("Müller\xa0\tLee", "muller lee"),
        ("ﬁancée Œuvre", "fiancee oeuvre"),
        ("山田 太郎", "山田 太郎"),
        ("", ""),
    ],
)
def test_case_accents_and_spaces_do_not_matter_when_comparing(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abc'’-‐ éŁ.12"))
def test_every_search_word_is_folded_and_comes_once(text: str) -> None:
    words = tokens(text)
    assert len(words) == len(set(words))
    assert all(word and word == fold(word) and word.isalnum() for word in words)


def test_names_with_apostrophes_and_hyphens_are_found_joined_and_in_parts() -> None:
    assert tokens("Conor O’Brien") == ["conor", "obrien", "o", "brien"]
    assert tokens("Ana García-López") == ["ana", "garcialopez", "garcia", "lopez"]
    assert tokens("A.J. (Tony) Smith, Jr.") == ["a", "j", "tony", "smith", "jr"]
    assert tokens("- ' _") == []


def test_people_sort_by_last_then_first_name_whatever_the_accents() -> None:
    people = [
        ("Smithson", "Al"),
        ("Smith", "Zoe"),
        ("Šmith", "Ann"),
        ("", "Prince"),
        ("O'Day", "B"),
    ]
    ordered = sorted(people, key=lambda name: sort_key(*name))
    assert [last or first for last, first in ordered] == [
        "O'Day",
        "Prince",
        "Šmith",
        "Smith",
        "Smithson",
    ]


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("Ann Smith", "Ann", "Smith"),
        ("Smith, Ann", "Ann", "Smith"),
        ("SMITH,ANN MARIE", "ANN MARIE", "SMITH"),
        ("Smith, John, Jr.", "John", "Smith Jr."),
        ("Smith Jr., John", "John", "Smith Jr."),
        ("John Smith, Jr.", "John", "Smith Jr."),
        ("Martin Luther King III", "Martin Luther", "King III"),
        ("Ludwig van der Rohe", "Ludwig", "van der Rohe"),
        ("Juan Carlos de la Cruz", "Juan Carlos", "de la Cruz"),
        ("Van Morrison", "Van", "Morrison"),
        ("Charles St. John", "Charles", "St. John"),
        ("Sean O' Brien", "Sean", "O' Brien"),
        ("Jane O'Neil", "Jane", "O'Neil"),
        ("José Ortega y Gasset", "José", "Ortega y Gasset"),
        ("Dr. Maria Santos", "Maria", "Santos"),
        ("Cher", "Cher", ""),
        ("Smith,", "Smith", ""),
        ("Prince, Jr.", "Prince Jr.", ""),
        ("   ", "", ""),
    ],
)
def test_a_full_name_is_split(full: str, first: str, last: str) -> None:
    assert split_name(full) == (first, last)


@given(st.text(alphabet="ab c,.'JrIdel ", max_size=30))
def test_no_name_breaks_the_splitting(full: str) -> None:
    first, last = split_name(full)
    assert first or not last
    assert set(tokens(f"{first} {last}")) <= set(tokens(full))


@pytest.mark.parametrize(
    "text",
    [
        "2125550123",
        "(212) 555-0123",
        "212.555.0123",
        "212-555-0123",
        "1 212 555 0123",
        "+1 (212) 555-0123",
        "  +12125550123 ",
        "212/555-0123",
        "tel: 212 555 0123",
        "2125550123.0",
        "(212)555 0123 ext. 45",
        "2125550123x45",
    ],
)
def test_one_number_written_in_many_ways_is_one_number(text: str) -> None:
    assert parse_phone(text) == "+12125550123"


def test_an_extension_is_accepted_and_told() -> None:
    assert phone_and_extension("212-555-0123 x45") == ("+12125550123", "45")
    assert phone_and_extension("212-555-0123") == ("+12125550123", "")


def test_numbers_of_other_countries_need_their_code_or_region() -> None:
    assert parse_phone("+44 20 7946 0018") == "+442079460018"
    assert parse_phone("011 44 20 7946 0018") == "+442079460018"
    assert parse_phone("020 7946 0018", "GB") == "+442079460018"
    assert parse_phone("416-555-0123", "CA") == "+14165550123"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("555-0123", "No such phone number"),
        ("000-000-0000", "No such phone number"),
        ("212-055-0123", "No such phone number"),
        ("n/a", "not a phone number"),
        ("", "not a phone number"),
        ("2.12555E+09", "format the column as text"),
        ("212-555-0123 / 917-555-0199", "two numbers"),
        ("٢١٢", "phone number"),
    ],
)
def test_a_bad_phone_number_is_refused_with_what_to_do(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_phone(text)


def test_the_fast_path_for_phones_decides_as_the_library_does() -> None:
    chance = random.Random(20230705)
    for _ in range(10_000):
        digits = str(chance.randint(2_000_000_000, 9_999_999_999))
        number = phonenumbers.PhoneNumber(country_code=1, national_number=int(digits))
        if phonenumbers.is_valid_number(number):
            assert parse_phone(digits) == f"+1{digits}"
        else:
            with pytest.raises(ValueError, match="phone number"):
                parse_phone(digits)


def test_phones_are_shown_as_people_there_write_them() -> None:
    assert format_phone("+12125550123") == "(212) 555-0123"
    assert format_phone("+442079460018") == "+44 20 7946 0018"
    assert format_phone("+442079460018", "GB") == "020 7946 0018"
    assert format_phone("unlisted") == "unlisted"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Ann.Smith@Example.ORG", "ann.smith@example.org"),
        (" ann+union@example.org; ", "ann+union@example.org"),
        ("Ann Smith <ann@example.org>", "ann@example.org"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("ann@bücher.example", "ann@bücher.example"),
        ("o'brien@example.org", "o'brien@example.org"),
    ],
)
def test_an_email_address_is_brought_to_one_form(text: str, address: str) -> None:
    assert parse_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "ann@localhost",
        "a b@example.org",
        "ann@example..org",
        "ann@-a.org",
        "ann@printer.local",
        "ann.@example.org",
        "ann@example.org\nbcc",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        parse_email(text)


def test_two_addresses_in_a_cell_are_told_apart_from_a_bad_one() -> None:
    with pytest.raises(ValueError, match="two addresses"):
        parse_email("a@example.org; b@example.org")


_LOCAL = st.text(alphabet="aZ9_+-.'é", min_size=1, max_size=12)
_DOMAIN = st.lists(st.text(alphabet="aZ9-x", min_size=1, max_size=8), min_size=1, max_size=3)
_TOP = st.sampled_from(
    ["org", "com", "Test", "local", "c", "a1", "invalid", "museum", "ONION", "x-y"]
)


@given(_LOCAL, _DOMAIN, _TOP)
def test_the_fast_path_for_email_decides_as_the_library_does(
    local: str, labels: list[str], top: str
) -> None:
    text = f"{local}@{'.'.join(labels)}.{top}"
    try:
        expected = validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        with pytest.raises(ValueError, match="e-mail address"):
            parse_email(text)
    else:
        assert parse_email(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-25",
        "2024/3/25",
        "20240325",
        "2024-03-25T10:00:00Z",
        "2024-03-25 00:00:00",
        "3/25/2024",
        "03/25/24",
        "3/25/2024 12:00:00 AM",
        "25.3.2024",
        "25/03/24",
        "Mar 25, 2024",
        "March 25th, 2024",
        "Monday, March 25, 2024",
        "25-Mar-24",
        "25 mars 2024",
        "25 de marzo de 2024",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert parse_date(text) == date(2024, 3, 25)


def test_an_ambiguous_date_is_asked_about_not_guessed() -> None:
    with pytest.raises(ValueError, match="Day or month first"):
        parse_date("3/5/2024")
    assert parse_date("3/5/2024", dayfirst=True) == date(2024, 5, 3)
    assert parse_date("3/5/2024", dayfirst=False) == date(2024, 3, 5)
    assert parse_date("5/5/2024") == date(2024, 5, 5)


@pytest.mark.parametrize(
    "text", ["", "soon", "2024", "45356", "13/13/2024", "2024-02-30", "0001-01-01", "March 2024"]
)
def test_what_is_no_date_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"2024-03-25|cannot be right"):
        parse_date(text)


def test_a_date_against_the_order_of_its_column_is_refused() -> None:
    with pytest.raises(ValueError, match="no such day"):
        parse_date("3/25/2024", dayfirst=True)


def test_two_digit_years_turn_at_fifty() -> None:
    assert parse_date("3/25/49").year == 2049
    assert parse_date("3/25/50").year == 1950


def test_excel_day_numbers_are_read_only_where_asked() -> None:
    assert parse_date("45376", serial=True) == date(2024, 3, 25)
    assert parse_date("45376.5", serial=True) == date(2024, 3, 25)


@pytest.mark.parametrize("text", ["0", "1", "99999"])
def test_a_day_number_of_no_century_we_know_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be right"):
        parse_date(text, serial=True)


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.booleans())
def test_dates_survive_being_written_and_read(day: date, dayfirst: bool) -> None:
    order = "%d/%m/%Y" if dayfirst else "%m/%d/%Y"
    assert parse_date(day.strftime(order), dayfirst) == day
    assert parse_date(day.isoformat(), dayfirst) == day
    assert parse_date(day.strftime("%d %B %Y")) == day


def test_a_column_tells_whether_its_days_come_first() -> None:
    assert guess_dayfirst(["1/2/2024", "25/2/2024", ""]) is True
    assert guess_dayfirst(["1/2/2024", "2/25/2024 0:00"]) is False
    assert guess_dayfirst(["1/2/2024"]) is None
    assert guess_dayfirst(["25/2/2024", "2/25/2024"]) is None


def test_yes_and_no_are_read_as_people_tick_boxes() -> None:
    assert all(
        parse_bool(t) for t in ("Yes", "y", "TRUE", "1", " x ", "✓", "Sí", "oui", "Opted in")
    )
    assert not any(parse_bool(t) for t in ("No", "n", "false", "0", "unsubscribed", "non"))
    with pytest.raises(ValueError, match="yes or no"):
        parse_bool("maybe")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1.234,56", 1234.56),
        ("0,75", 0.75),
        ("1,234", 1234),
        ("$12", 12),
        ("45 %", 45),
        ("(12)", -12),
        ("−5", -5),
        ("-$3.50", -3.5),
        ("1e3", 1000),
        (".5", 0.5),
    ],
)
def test_numbers_are_read_with_their_separators_and_signs(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "abc", "nan", "inf", "--5", "1,23,4", "1" * 16, "1e99", "12 3"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        parse_number(text)
