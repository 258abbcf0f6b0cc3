"""Questionnaires from elsewhere: taken over, what we cannot do listed, faulty ones refused."""

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from crm.errors import Invalid
from crm.tenancy import Actor
from plugins.surveys.definition.checking import check
from plugins.surveys.definition.shapes import find
from plugins.surveys.formats import expressions
from plugins.surveys.formats.read import Refused
from plugins.surveys.service import exchange, surveys, templates, versions
from tests.factories import Client
from tests.plugins.surveys.samples import EVERY, options, question, text, version

Doc = dict[str, Any]


def _book(rows: list[list[str]], choices: list[list[str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.title = "survey"
    for row in rows:
        book.active.append(row)
    sheet = book.create_sheet("choices")
    for row in choices:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


CHOICES = [["list_name", "name", "label"], ["tools", "chat", "Chat"], ["tools", "a.b", "Other one"]]
HEAD = ["type", "name", "label", "required", "relevant", "constraint", "default"]
SHEET = [
    HEAD,
    ["begin_group", "about", "About"],
    ["select_one tools", "tool", "Which tool?", "yes"],
    ["end_group", ""],
    [
        "integer",
        "days",
        "How many days?",
        "",
        "${tool} = 'a.b' and ${tool} != ''",
        ". > 0 and . <= 31",
    ],
    ["text", "why", "Why?", "", "${days} * 2 > 3", "", "none"],
    ["image", "photo", "A photo"],
]


def test_a_spreadsheet_becomes_a_survey_and_what_it_says_beyond_is_listed() -> None:
    found = exchange.read_file(_book(SHEET, CHOICES), "tools.xlsx")
    pages = found.survey["pages"]
    assert [[q["key"] for q in p["items"]] for p in pages] == [["tool"], ["days", "why"]]
    tool, days, why = (q for p in pages for q in p["items"])
    assert tool["required"]
    assert days["validate"] == {"min": 1, "max": 31}
    code = tool["options"][1]["code"]
    assert days["show_if"]["all"][0] == {"question": "tool", "op": "is", "value": code}
    assert "show_if" not in why
    listed = "\n".join(found.left)
    for said in ("${days} * 2 > 3", "default: none", "photo: the type"):
        assert said in listed
    assert check({"pages": pages, "languages": found.survey["languages"]}) == []


def test_a_faulty_spreadsheet_is_refused_with_sheet_row_and_column() -> None:
    with pytest.raises(Refused) as raised:
        exchange.read_file(_book([["type", "name", "label", "label"]], CHOICES), "x.xlsx")
    assert "Sheet survey, row 1, columns C, D" in raised.value.messages[0]
    rows = [HEAD, ["select_one nothing", "tool", "Which?"]]
    with pytest.raises(Refused) as raised:
        exchange.read_file(_book(rows, CHOICES), "x.xlsx")
    assert "row" in raised.value.messages[0].lower()


LSS = """<?xml version="1.0"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>
<groups><rows><row><gid>1</gid>
<group_order>1</group_order></row></rows></groups>
<group_l10ns><rows><row><gid>1</gid>
<group_name>Work</group_name>
<language>en</language></row></rows></group_l10ns>
<questions><rows>
<row><qid>1</qid><parent_qid>0</parent_qid><gid>1</gid>
<type>Y</type>
<title>told</title><mandatory>Y</mandatory>
<question_order>1</question_order>
</row>
<row><qid>2</qid><parent_qid>0</parent_qid><gid>1</gid>
<type>L</type>
<title>who</title><other>Y</other><question_order>2</question_order>
<relevance>told.NAOK == "yes"</relevance></row>
<row><qid>3</qid><parent_qid>0</parent_qid><gid>1</gid>
<type>|</type>
<title>file</title><question_order>3</question_order>
</row>
</rows></questions>
<question_l10ns><rows><row><qid>1</qid>
<question>&lt;p&gt;Were you &lt;b&gt;told&lt;/b&gt;?&lt;/p&gt;</question>
<language>en</language></row>
<row><qid>2</qid><question>By whom?</question>
<language>en</language></row></rows></question_l10ns>
<answers><rows><row><aid>1</aid><qid>2</qid><code>A1</code>
<sortorder>1</sortorder></row><row><aid>2</aid><qid>2</qid><code>A2</code>
<sortorder>2</sortorder></row></rows></answers>
<answer_l10ns><rows><row><aid>1</aid><answer>Boss</answer>
<language>en</language></row><row><aid>2</aid><answer>Rumour</answer>
<language>en</language></row></rows></answer_l10ns>
</document>"""


def test_a_limesurvey_structure_becomes_a_survey() -> None:
    found = exchange.read_file(LSS.encode(), "x.lss")
    told, who = found.survey["pages"][0]["items"]
    assert (told["type"], told["text"], told["required"]) == (
        "yes_no",
        {"en": "Were you told?"},
        True,
    )
    assert [o["code"] for o in who["options"]] == ["A1", "A2"]
    assert who["other"]
    assert who["show_if"] == {"question": "told", "op": "is", "value": "yes"}
    assert any("file" in text for text in found.left)


BAD = [
    (b"<document>", "x.lss"),
    (b'<!DOCTYPE d [<!ENTITY a "b">]><document>&a;</document>', "x.lss"),
    (b"<other/>", "x.lss"),
    (LSS.replace("<title>told</title>", "").encode(), "x.lss"),
    (LSS.replace("<sortorder>1<", "<sortorder>one<").encode(), "x.lss"),
    (b"PK not really", "x.xlsx"),
    (b"{", "x.json"),
    (b"\xff\xfe{}", "x.json"),
    (b"[]", "x.json"),
    (b'{"pages": [{"elements": [{}]}]}', "x.json"),
    (b'{"pages": 3}', "x.json"),
    (b'{"format": "callboard-survey", "pages": []}', "x.json"),
    (b"[" * 100_000, "x.json"),
    (b"not a spreadsheet", "x.xlsx"),
    (b"", "x.csv"),
    (b"x", "x.exe"),
    (b"x" * 5_000_001, "x.json"),
]


@pytest.mark.parametrize(("data", "name"), BAD)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, name: str) -> None:
    with pytest.raises(Refused) as raised:
        exchange.read_file(data, name)
    assert all(raised.value.messages)


def test_a_structure_that_lacks_a_field_is_refused_with_its_name() -> None:
    with pytest.raises(Refused, match="title"):
        exchange.read_file(LSS.replace("<title>told</title>", "").encode(), "x.lss")


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_not_unpacked() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 41_000_000)
    with pytest.raises(Refused, match="more than 40 MB"):
        exchange.read_file(out.getvalue(), "x.xlsx")


def test_a_survey_goes_out_and_comes_back_the_same() -> None:
    for name in templates.ORDER:
        doc = templates.get_template(name)
        data, filename, _kind = exchange.export_survey(doc, doc, "json")
        assert exchange.read_file(data, filename).survey["pages"] == doc["pages"]


@pytest.mark.parametrize("kind", ["xlsform", "surveyjs"])
def test_other_formats_keep_questions_answers_and_conditions(kind: str) -> None:
    doc = templates.get_template("ai_at_work")
    data, filename, _kind = exchange.export_survey(doc, doc, kind)
    back = exchange.read_file(data, filename).survey
    kept = {q["key"]: q for p in back["pages"] for q in p["items"]}
    for sent in (
        q for p in doc["pages"] for q in p["items"] if q["type"] in {"single", "multiple"}
    ):
        again = kept[sent["key"]]
        assert [o["code"] for o in again["options"]] == [o["code"] for o in sent["options"]]
        assert bool(again.get("other")) == bool(sent.get("other"))
        assert again.get("show_if") == sent.get("show_if") or sent["key"] == "scan_consent"


WITH_CONDITIONS = [
    *EVERY[:-1],
    question("first", "short_text", show_if={"question": "tool", "op": "is", "value": "other"}),
    question("second", "number", validate={"min": 1, "max": 9, "step": "any"}, show_if={
        "all": [{"question": "tools", "op": "includes", "value": "none"},
                {"question": "tools", "op": "excludes", "value": "other"},
                {"question": "days", "op": "at_least", "value": "3"}]}),
    question("third", "yes_no", options=options("yes", "no"), show_if={
        "any": [{"question": "effects", "op": "is_not", "value": "worse", "row": "pay"},
                {"not": {"question": "agree", "op": "includes", "value": "yes"}},
                {"question": "worry", "op": "any_of", "value": ["4", "5", "dont_know"]}]}),
    question("last_of_a_very_long_key_indeed", "long_text", required=True, help=text("a < b & c"),
             show_if={"question": "role", "op": "answered"}),
]  # fmt: skip


def test_a_survey_comes_back_from_limesurvey_as_it_went() -> None:
    doc = {"title": text("Tools & <you>"), "intro": text("One\ntwo"), "thanks": {}, "name": "Tools"}
    asked = version(WITH_CONDITIONS, SHORT_PAGE)
    asked["pages"][1] |= {"title": text("Later"), "show_if": WITH_CONDITIONS[0 - 4]["show_if"]}
    data, filename, _kind = exchange.export_survey(doc, asked, "limesurvey")
    back = exchange.read_file(data, filename)
    assert back.left == []
    assert back.survey["title"] == doc["title"]
    assert back.survey["intro"] == doc["intro"]
    kept = [[_plain(q) for q in page["items"]] for page in back.survey["pages"]]
    assert kept == [[_plain(q) for q in page["items"]] for page in asked["pages"]]
    heads = [(p["key"], p["title"], p.get("show_if")) for p in back.survey["pages"]]
    sent = [(p["key"], p["title"], p.get("show_if")) for p in asked["pages"]]
    assert [head[1:] for head in heads] == [({}, None), sent[1][1:]]
    assert [head[0] for head in heads] == [head[0] for head in sent]


SHORT_PAGE = [question("again", "multiple", options=options("a", "b"), validate={"most": 1},
                       shuffle=True, other=True, other_text=text("Else"))]  # fmt: skip


def _plain(asked: Doc) -> Doc:
    """A question without what says nothing: blank texts, and the step that numbers have anyway."""
    made = {k: v for k, v in asked.items() if v not in ({}, False, None, [])}
    if "scale" in made:
        made["scale"] = {"low": {}, "high": {}, **made["scale"]}
    return made


@pytest.mark.parametrize("name", templates.ORDER)
def test_every_template_goes_through_limesurvey(name: str) -> None:
    """All of it comes back but for what is said to be lost."""
    doc = templates.get_template(name)
    lost, said = ("measure", "pii", "purpose", "worried"), exchange.losses(doc)
    assert len(said) > 1
    assert ("which answers are no opinion" in said) == ("missing" in json.dumps(doc))
    data, filename, _kind = exchange.export_survey(doc, doc, "limesurvey")
    back = exchange.read_file(data, filename)
    assert back.left == []
    for sent, found in zip(doc["pages"], back.survey["pages"], strict=True):
        assert (sent["key"], sent["title"]) == (found["key"], found["title"])
        for before, after in zip(sent["items"], found["items"], strict=True):
            bare = {k: v for k, v in before.items() if k not in lost}
            for option in bare.get("options", ()):
                option.pop("missing", None)
            assert _plain(after) == _plain(bare)


def test_a_scale_without_end_is_no_scale_here() -> None:
    asked = {"pages": [{"elements": [{"type": "rating", "name": "q", "rateMax": 10**9}]}]}
    found = exchange.read_file(json.dumps(asked).encode(), "x.json")
    assert found.survey["pages"][0]["items"][0]["scale"]["max"] == 5
    assert "q: a scale from 1 to 1000000000: 1 to 5 is asked" in found.left


def test_what_limesurvey_cannot_say_is_listed_and_asked_of_everybody() -> None:
    ranked = {"question": "order", "op": "includes", "value": "pay"}
    asked = version([*EVERY, question("why", "long_text", show_if=ranked)])
    doc = {"title": text("T"), "intro": {}, "thanks": {}, "name": "T"}
    assert any("conditions on an order" in said for said in exchange.losses(asked))
    back = exchange.read_file(exchange.export_survey(doc, asked, "limesurvey")[0], "x.lss")
    assert "show_if" not in back.survey["pages"][0]["items"][-1]


@given(st.text(alphabet="${}()'\"=!<>ab1 andornotselected,.|&", max_size=60))
def test_no_expression_breaks_the_reader(text: str) -> None:
    try:
        found = expressions.parse(text, lambda name: name if name in {"a", "b"} else None)
    except expressions.Beyond:
        return
    assert found is None or isinstance(found, dict)


def test_a_deep_expression_is_refused() -> None:
    with pytest.raises(expressions.Beyond):
        expressions.parse("(" * 5000 + "a = 1" + ")" * 5000, lambda name: name)


def test_an_import_is_stored_and_lists_what_was_left(client: Client, lead: Actor) -> None:
    client.sign_in("lead")
    sent = {"file": (io.BytesIO(LSS.encode()), "census.lss")}
    answer = client.post("~/surveys/import", sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    builder = client.get(answer.location).get_data(as_text=True)
    assert "Were you told?" in builder
    assert "file: the type" in builder
    bad = {"file": (io.BytesIO(b"{"), "x.json")}
    refused = client.post("~/surveys/import", bad, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "Line 1, column 2" in refused.get_data(as_text=True)
    with pytest.raises(Invalid):
        exchange.import_survey(b"{", "x.json", actor=lead)


def test_a_survey_is_downloaded_in_each_format(client: Client, survey: Doc) -> None:
    client.sign_in("lead")
    for kind in exchange.WRITERS:
        answer = client.get(f"~/surveys/{survey['_id']}/file/{kind}")
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get(f"~/surveys/{survey['_id']}/file/exe").status_code == 404
    schema = json.loads(client.get("~/surveys/survey.schema.json").get_data())
    assert schema["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("name", templates.ORDER)
def test_every_template_is_sound_and_opens_a_survey(name: str, lead: Actor) -> None:
    doc = templates.get_template(name)
    made = surveys.create_survey({**doc, "template": name}, actor=lead)
    assert versions.problems(made, versions.working_version(made)) == []
    assert all(set(q["text"]) == {"en"} for p in doc["pages"] for q in p["items"])


def test_surveys_on_ai_are_anonymous_and_pledges_identified() -> None:
    modes = {t["id"]: t["mode"] for t in templates.all_templates()}
    assert modes["ai_at_work"] == modes["pulse"] == "anonymous"
    assert modes["strike_readiness"] == "identified"
    effect = find(templates.get_template("ai_at_work"), "effect") or {}
    offered = [o["text"]["en"] for o in effect["options"]]
    assert {"No effect", "Made it better", "Made it worse", "Don’t know"} <= set(offered)


def test_every_real_form_is_taken_over_or_refused_by_name(shared_data: Path) -> None:
    files = [*(shared_data / "xlsforms").iterdir(), *(shared_data / "limesurvey").iterdir()]
    refused = {}
    for path in (p for p in files if p.suffix in {".xls", ".xlsx", ".csv", ".lss"}):
        try:
            found = exchange.read_file(path.read_bytes(), path.name)
        except Refused as error:
            refused[path.name] = error.messages
            continue
        assert any(page["items"] for page in found.survey["pages"]), path.name
    assert set(refused) == {"duplicate_columns.xlsx"}
    assert "Sheet survey, row 1" in refused["duplicate_columns.xlsx"][0]
