"""The columns of a roster that the core understands, with the words people head them with.

Plugins add theirs as `Field`s of their own. How a header is compared with these words is in
`guessing`; what a field's text becomes on a person is decided where rows are imported.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from crm.i18n import _
from crm.values import fold

_NUMBER_WORDS: Final = {"no": "number", "num": "number", "nbr": "number", "nr": "number"}


@dataclass(frozen=True)
class Field:
    """A column the import understands.

    `kind` says what its values look like: text, name, phone, email, date, state, postal, yes_no,
    number, assessment. `synonyms` are headers in any spelling. `parse`, where given, raises
    ValueError for a text that does not fit. Only phones and e-mails may come in several columns.
    """

    id: str
    label: Any
    kind: str = "text"
    synonyms: tuple[str, ...] = ()
    parse: Callable[[str], Any] | None = None

    @property
    def repeats(self) -> bool:
        """Whether several columns may go to this field."""
        return self.kind in ("phone", "email")


def header_key(header: str) -> str:
    """Return a header's words for comparing: "E-mail #2" and "email_no_2" are alike but for the
    hyphen, which the synonyms cover."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).replace("#", " number ")
    words = re.split(r"[\W_]+", fold(spaced).replace("'", "").replace("’", ""))
    return " ".join(_NUMBER_WORDS.get(word, word) for word in words if word)


def _fields(rows: Iterable[tuple[str, Any, str, str]]) -> tuple[Field, ...]:
    return tuple(Field(i, label, kind, tuple(words.split(" | "))) for i, label, kind, words in rows)


_WHO: Final = _fields(
    [
        ("external_id", _("External id"), "text", "id | employee id | emp id | employee number"
         " | emp number | ee id | badge number | badge | clock number | payroll number | person id"
         " | worker id | uuid | external id | custom id | entity id | personnel number"
         " | file number | contact id | action builder id | action network id | van id"),
        ("first_name", _("First name"), "name", "first name | first | given name | given names"
         " | forename | fname | name first | legal first name | first name and middle initial"),
        ("middle_name", _("Middle name"), "name", "middle name | middle initial | middle | mi"),
        ("last_name", _("Last name"), "name", "last name | last | surname | family name | lname"
         " | name last | legal last name | last names"),
        ("full_name", _("Full name"), "name", "name | full name | employee | employee name"
         " | member name | worker name | worker | member | legal name | names | name of employee"
         " | last name first name | last first | name last first | voter name | contact name"),
        ("preferred_name", _("Preferred name"), "name", "preferred name | nickname | goes by | aka"
         " | known as | preferred first name | preferred | chosen name"),
        ("credit_name", _("Credit name"), "name", "credit name | screen credit | screen name"
         " | stage name | professional name | credit | credited as"),
        ("pronouns", _("Pronouns"), "text", "pronouns | pronoun | preferred pronouns"),
        ("language", _("Language"), "text", "language | languages | preferred language"
         " | language spoken | languages spoken | primary language | lang | spoken language"),
    ]
)  # fmt: skip

_REACH: Final = _fields(
    [
        ("mobile", _("Mobile phone"), "phone", "mobile | cell | cell phone | mobile phone"
         " | cellular | mobile number | cell number | cell phone number | mobile phone number"
         " | cellphone | personal cell | personal cell phone | personal cellular phone"
         " | phone cell | phone mobile | text number | cellular telephone"
         " | personal cellular telephone"),
        ("phone", _("Phone"), "phone", "phone | phone number | telephone | telephone number | tel"
         " | phone 1 | phone1 | primary phone | contact number | main phone | best phone"
         " | can2 phone | preferred phone | phone number 1 | contact phone | personal phone"),
        ("phone_2", _("Second phone"), "phone", "phone 2 | phone2 | other phone | alternate phone"
         " | alt phone | secondary phone | phone number 2 | second phone | telephone 2"),
        ("home_phone", _("Home phone"), "phone", "home phone | home | home telephone | landline"
         " | home phone number | phone home | home number | land line"),
        ("work_phone", _("Work phone"), "phone", "work phone | office phone | business phone"
         " | phone work | work telephone | desk phone | work phone number"),
        ("email", _("E-mail"), "email", "email | e mail | email address | e mail address | mail"
         " | email 1 | email1 | personal email | personal e mail | primary email | home email"
         " | personal email address | email personal | best email | emails | non work email"),
        ("email_2", _("Second e-mail"), "email", "email 2 | email2 | other email | alternate email"
         " | alt email | secondary email | second email | work email | email address 2 | e mail 2"),
        ("street", _("Street"), "text", "street | address | street address | home address"
         " | address 1 | address line 1 | address1 | mailing address | addr | residence"
         " | address street | street 1 | addr1 | home street | residential address"
         " | can2 user address"),
        ("street_2", _("Street, second line"), "text", "street 2 | address 2 | address line 2"
         " | address2 | apt | apartment | apt number | suite | unit number | addr2 | apt unit"),
        ("city", _("City"), "text", "city | town | home city | city town | municipality"
         " | mailing city | city of residence | can2 user city"),
        ("state", _("State"), "state", "state | province | home state | state province | st"
         " | mailing state | region state | can2 state abbreviated | prov"),
        ("postal_code", _("Postal code"), "postal", "zip | zip code | zipcode | postal code"
         " | postcode | postal | zip postal code | home zip | zip 5 | mailing zip | zip5"),
        ("country", _("Country"), "text", "country | country code | nation"),
        ("visit_note", _("Note for visits"), "text", "visit note | visit notes | house visit note"
         " | home visit notes | directions | gate code | access note | buzzer"),
        ("do_not_contact", _("Do not contact"), "yes_no", "do not contact | dnc | no contact"
         " | do not call | opted out | remove"),
        ("text_consent", _("Agreed to text messages"), "yes_no", "text consent | sms consent"
         " | ok to text | can text | sms opt in | text opt in | texting | agreed to texts"
         " | sms permission | opt in to texts | sms status | can2 sms status"),
    ]
)  # fmt: skip

_WORK: Final = _fields(
    [
        ("member_number", _("Member number"), "text", "member number | member id | union id"
         " | card number | membership number | membership id | union card number | book number"
         " | union member number | local member number | ledger number"),
        ("member_status", _("Membership status"), "text", "member status | membership status"
         " | union status | membership | status | standing | membership type | member type"),
        ("employer", _("Employer"), "text", "employer | company | employer name | company name"
         " | business name | organization | contractor"),
        ("worksite", _("Worksite"), "text", "worksite | work site | location | work location | site"
         " | facility | building | store | plant | campus | workplace | production | show | project"
         " | job site | branch | work location name | shop | venue | location of work"),
        ("department", _("Department"), "text", "department | dept | department name | division"
         " | area | section | team | dept name | work area | department description | crew"),
        ("shift", _("Shift"), "text", "shift | work shift | shift name | schedule | shift worked"
         " | shift time | tour | shift hours | usual shift"),
        ("job_title", _("Job title"), "text", "job title | title | position | job | classification"
         " | job classification | occupation | role | job class | job description | craft"
         " | job name | position title | class | job code description | trade"),
        ("start_date", _("Start date"), "date", "start date | started | start | date started"
         " | position start date | job start date | from date | begin date"),
        ("end_date", _("End date"), "date", "end date | ended | termination date | term date"
         " | separation date | last day | last day worked | to date"),
        ("hire_date", _("Hire date"), "date", "hire date | date of hire | hired | doh | date hired"
         " | original hire date | latest hire date | hired on | employment date | rehire date"),
        ("seniority_date", _("Seniority date"), "date", "seniority date | seniority | sen date"
         " | date of seniority | adjusted seniority date | union seniority date"),
        ("days_worked", _("Days worked"), "number", "days worked | days | number of days worked"),
        ("hours_worked", _("Hours worked"), "number", "hours worked | hours | hrs | total hours"),
        ("tags", _("Tags"), "text", "tags | tag | labels | groups | list tags | can2 user tags"),
        ("notes", _("Notes"), "text", "notes | note | comments | comment | remarks | memo"
         " | general notes"),
    ]
)  # fmt: skip

CORE_FIELDS: Final = _WHO + _REACH + _WORK

LEFT_OUT: Final = frozenset(
    "ssn social salary salaries wage wages rate pay compensation earnings birth birthdate"
    " birthday dob password passport medical disability immigration citizenship bank routing race"
    " ethnicity religion".split()
)
"""Headers with one of these words are left unmapped: what nobody needs cannot leak."""
