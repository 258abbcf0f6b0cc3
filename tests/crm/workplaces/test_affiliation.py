"""Union names as people write them, and the affiliation and local that they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.workplaces.affiliation import coverage, recognise, rules
from crm.workplaces.locals_in_names import fold, local_of

IATSE_FULL = (
    "International Alliance of Theatrical Stage Employees, Moving Picture Technicians, Artists and"
    " Allied Crafts of the United States, Its Territories and Canada"
)
USW_FULL = (
    "United Steel, Paper and Forestry, Rubber, Manufacturing, Energy, Allied Industrial and Service"
    " Workers International Union"
)

NAMES = [
    ("Local 764, IATSE", "IATSE", "764"),
    ("Local 764 IATSE", "IATSE", "764"),
    ("I.A.T.S.E. Local 74", "IATSE", "74"),
    ('Local Union No. 74, Theatrical Stage Employees ("I.A.T.S.E. Local 74")', "IATSE", "74"),
    (IATSE_FULL, "IATSE", None),
    (f"{IATSE_FULL}, AFL-CIO, CLC Local 154", "IATSE", "154"),
    (f"Local No. 15, {IATSE_FULL}", "IATSE", "15"),
    ("INTERNATIONAL ALLIANCE OF THEATRICAL & STAGE EMPLOYEES, LOCAL 107", "IATSE", "107"),
    ("Milwaukee Theatrical Stage Employees Union, Local #18, I.A.T.S.E.", "IATSE", "18"),
    ("Theatrical Protective Union, Local No. One, IATSE, AFL-CIO", "IATSE", "1"),
    ("Theatrical Protective Union Local One", "IATSE", "1"),
    ("Theatrical Employees Union, Local B18", "IATSE", "B-18"),
    ("International Alliance of Theatrical Stage Employees Local B-4", "IATSE", "B-4"),
    ("Theatrical Wardrobe Union Local 764", "IATSE", "764"),
    ("Motion Picture Editors Guild", "IATSE", "700"),
    ("International Cinematographers Guild, Local 600", "IATSE", "600"),
    ("The Animation Guild", "IATSE", "839"),
    ("United Scenic Artists, Local USA 829", "IATSE", "USA 829"),
    ("IATSE Locals 16 & 119", "IATSE", "16 & 119"),
    ("THEATRICAL TEAMSTERS LOCAL UNION NO. 817", "IBT", "817"),
    ("International Brotherhood of Teamsters, Local Union 117", "IBT", "117"),
    ("IBT Local 553", "IBT", "553"),
    ("Teamster Local Union No. 670", "IBT", "670"),
    ("Unión de Tronquistas de PR, Local 901, IBT", "IBT", "901"),
    ("Graphic Communications Conference, IBT, Local 16-N", "IBT", "16N"),
    ("GENERAL DRIVERS, WAREHOUSEMEN & HELPERS LOCAL UNION NO. 89", "IBT", "89"),
    ("Teamsters Locals 70, 853, 665 and 150", "IBT", "70 & 853 & 665 & 150"),
    ("SEIU Local 32BJ", "SEIU", "32BJ"),
    ("32 BJ SEIU", "SEIU", "32BJ"),
    ("National Conference of Firemen and Oilers, District 32 BJ SEIU", "SEIU", "32BJ"),
    ("1199SEIU United Healthcare Workers East", "SEIU", "1199SEIU"),
    ("1199 SEIU Healthcare Workers East", "SEIU", "1199SEIU"),
    ("Local 1199SEIU", "SEIU", "1199SEIU"),
    ("SEIU Healthcare 1199NW", "SEIU", "1199NW"),
    ("SEIU Local 121RN", "SEIU", "121RN"),
    ("S.E.I.U. Healthcare Pennsylvania, CTW, CLC", "SEIU", None),
    ("Service Employees International Union Local 200United", "SEIU", "200"),
    (
        "New England Health Care Employees Union, District 1199, SEIU",
        "SEIU",
        "District 1199NE",
    ),
    ("Workers United Local 2833", "WU", "2833"),
    ("Philadelphia Joint Board Local 274, Workers United a/w SEIU", "WU", "274"),
    ("International Association of EMTs and Paramedics, Local R1-369/SEIU 5000", "NAGE", "R1-369"),
    ("United Food & Commercial Workers, Local 1776KS", "UFCW", "1776KS"),
    ("UFCW Local 464-A", "UFCW", "464A"),
    ("Local 342 ucfw", "UFCW", "342"),
    ("United Food & Commercial Workers Union 8-Golden State", "UFCW", "8"),
    ("Local 338, RWDSU/UFCW", "RWDSU", "338"),
    ("Retail, Wholesale and Department Store Union", "RWDSU", None),
    ("Stationary Engineers and Firemen Union, Local 670, RWDSU, UFCW", "RWDSU", "670"),
    ("International Chemical Workers Union Council, UFCW Local 747-C", "ICWUC", "747C"),
    ("IBEW Locals 46 and 76", "IBEW", "46 & 76"),
    ("LOCAL 827, I.B.E.W.", "IBEW", "827"),
    ("IBEW Local Unions 145, 146, 364 & 601", "IBEW", "145 & 146 & 364 & 601"),
    ("Aerospace Machinists Industrial District Lodge 751", "IAM", "District Lodge 751"),
    ("IAM & AW District Lodge No. 725", "IAM", "District Lodge 725"),
    ("Machinists District Lodge #98, and its Local Lodge #2058", "IAM", "2058"),
    ("Machinists, District Lodge W24, Local Lodge LL130", "IAM", "130"),
    ("TRANSPORTATION COMMUNICATIONS UNION/IAM", "TCU", None),
    ("International Union, U.A.W. Amalgamated Local 376", "UAW", "376"),
    ("UAW2320", "UAW", "2320"),
    ("United Automobile Workers (UAW) Region 2B", "UAW", None),
    ("The NewsGuild of New York, Local 31003 TNG/CWA", "CWA", "31003"),
    ("NABET-CWA Local 53", "CWA", "53"),
    ("IUE-CWA Industrial Division Local 81134", "CWA", "81134"),
    ("AFSCME Council 65, Local #3296", "AFSCME", "3296"),
    ("AFSCME Council 31, AFL-CIO", "AFSCME", "Council 31"),
    ("Local 95, District Council 1707, AFSCME", "AFSCME", "95"),
    ("Michigan Council 25, Local 140.11, AFSCME", "AFSCME", "140.11"),
    ("Civil Service Employees Association, Inc.", "AFSCME", "1000"),
    ("District 1199C, NUHHCE, AFSCME, AFL-CIO", "NUHHCE", "District 1199C"),
    (f"{USW_FULL}, Local 11-578", "USW", "11-578"),
    ("UNITED STEEL WORKERS 13-2001", "USW", "13-2001"),
    ("UNITE-HERE! LOCAL 8", "UNITE HERE", "8"),
    ("Culinary Workers Union Local 226", "UNITE HERE", "226"),
    ("New York Hotel & Motel Trades Council, AFL-CIO", "HTC", None),
    ("IUOE, LOCAL 94-94A-94B,", "IUOE", "94-94A-94B"),
    ("I.U.O.E. Local 68", "IUOE", "68"),
    ("Construction and Master Laborers' Local Union 11", "LIUNA", "11"),
    ("Cabinet Makers, Millmen and Industrial Carpenters Local 721", "UBC", "721"),
    ("ROAD SPRINKLER FITTERS LOCAL UNION NO. 669 U.A. AFL-CIO", "UA", "669"),
    ("IUPAT DC4, Tompkins Community Reaction Local 11", "IUPAT", "11"),
    ("International Union of Painters, District Council 21", "IUPAT", "District Council 21"),
    ("Painters and Allied Trades, Local Union N0. 109", "IUPAT", "109"),
    ("Sheet Metal, Air, Rail & Transportation Workers (SMART)", "SMART", None),
    ("Shopmen's Local Union No. 576", "IW", "576"),
    ("Bakery, Confectionary, Tobacco Workers & Grain Millers Local 103G", "BCTGM", "103G"),
    ("Amalgamated Transit Union Local 1181-1061", "ATU", "1181-1061"),
    ("AMALGAMATED TRANSIT UNION (ATU), LOCAL1447", "ATU", "1447"),
    ("Amalgamated Transit Union Division 618", "ATU", "Division 618"),
    ("Boston Musicians' Association, AFM Local 9-535", "AFM", "9-535"),
    ("SCREEN ACTORS GUILD-AMERICAN FEDERATION OF TELEVISION AND RADIO ARTISTS", "SAG-AFTRA", None),
    ("Writers Guild of America, East, AFL-CIO, Inc.", "WGA", "East"),
    ("United Federation of Teachers, Local 2, NYSUT, AFT", "AFT", "2"),
    ("21ST CENTURY CYBER EDUCATION ASSOCIATION, PSEA/NEA", "NEA", None),
    ("California Nurses Association/National Nurses United (CNA/NNU)", "NNU", None),
    ("National Union of Healthcare Workers [NUHW]", "NUHW", None),
    (
        "International Union, Security, Police and Fire Professionals of America",
        "SPFPA",
        None,
    ),
    ("UNITED GOVERNMENT SECURITY OFFICERS OF AMERICA and its Local 255", "UGSOA", "255"),
    ("United Federation of Special Police and Security Officers, Inc.", "UFSPSO", None),
    ("Lafayette College Police Union, LEOSU, LEOS-PBA", "LEOSU", None),
    ("Local 713, International Brotherhood of Trade Unions U.M.D., I.L.A.", "IBOTU", "713"),
    ("Local 726 IUJAT", "IUJAT", "726"),
    ("Eastern Connecticut Public Safety Independent Union", "INDEPENDENT", None),
]

NOT_PLACED = [
    "",
    ".",
    "Local 854",
    "Amalgamated Transit Workers Local 854",  # not the ATU
    "Cafe Workers United (Fishtown Local 1)",  # not Workers United
    "Utility Workers United Association, Local 537",  # neither the UWUA nor the UA
    "Local One Security Officers Union",
    "Michigan Nurses Association",
    "Brightside Academy",
]


@pytest.mark.parametrize(("name", "code", "local"), NAMES)
def test_a_name_is_placed_with_its_local(name: str, code: str, local: str | None) -> None:
    found = recognise(name)
    assert found is not None
    assert (found.code, found.local) == (code, local)


@pytest.mark.parametrize("name", NOT_PLACED)
def test_a_name_that_no_rule_knows_is_not_placed(name: str) -> None:
    assert recognise(name) is None


def test_a_local_is_found_without_an_affiliation() -> None:
    assert local_of("Amalgamated Local 854") == "854"
    assert local_of("National Security Officers Benevolent Association Local 971/550") == "971/550"
    assert local_of("1212 Furniture Workers") is None


def test_why_quotes_the_words_and_names_the_others() -> None:
    found = recognise("Automotive Machinists Lodge No. 1173 and Teamsters Union Local No. 315")
    assert found is not None
    assert (found.code, found.local) == ("IAM", "1173")
    assert found.why == 'the name says "machinists", and also names IBT'


def test_a_part_of_a_larger_union_knows_its_parent() -> None:
    found = recognise("Chicago and Midwest Joint Board of Workers United, affiliated with SEIU")
    assert found is not None
    assert (found.code, found.parent) == ("WU", "SEIU")


def test_coverage_counts_names_as_often_as_given() -> None:
    result = coverage(["Local 764, IATSE", "Local 764, IATSE", "IBT Local 553", "Local 854"])
    assert (result.total, result.placed) == (4, 3)
    assert result.by_code == (("IATSE", 2), ("IBT", 1))
    assert result.unplaced == (("Local 854", 1),)


def test_the_table_is_sound() -> None:
    codes = {rule.code for rule in rules()}
    assert all(rule.parent in codes for rule in rules() if rule.parent)
    for code in codes:
        told = {(rule.label, rule.parent) for rule in rules() if rule.code == code}
        assert len(told) == 1, f"{code} has two labels or parents"
    assert all(pattern.pattern.strip(r"\b ?") for rule in rules() for pattern in rule.patterns)


WORDS = st.sampled_from(
    [*"IATSE IBT Local Locals No. # & 764 B-4 One 1199SEIU Lodge".split(), "é", "…"]
)
ANY_NAME = st.text(max_size=80) | st.lists(WORDS, max_size=10).map(" ".join)
PLAIN_CASE = st.text(st.characters(max_codepoint=0x7F), max_size=80)


@given(ANY_NAME)
def test_any_text_is_recognised_or_not_but_never_fails(name: str) -> None:
    first = recognise(name)
    recognise.cache_clear()
    assert recognise(name) == first
    assert fold(fold(name)) == fold(name)


@given(PLAIN_CASE | st.sampled_from([name for name, _, _ in NAMES]))
def test_case_and_spaces_around_do_not_matter(name: str) -> None:
    plain = recognise(name)
    assert recognise(f" \t{name.upper()}\n") == plain
    assert recognise(f"  {name.lower()}  ") == plain
