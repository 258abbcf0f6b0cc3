"""A survey as a LimeSurvey structure (.lss), as LimeSurvey 4 to 6 read it.

Names that LimeSurvey has no room for are shortened; ours, and types that it does not have, stand
in a table `callboard` of the file. LimeSurvey passes over that table, our reader uses it.
"""

import html
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from crm.i18n import _
from plugins.surveys.definition.shapes import OTHER, Question, Version, questions
from plugins.surveys.formats.limesurvey_names import (
    ANSWER,
    LINES,
    TITLE,
    Short,
    Unsayable,
    relevance,
)

TYPES = {"single": "L", "yes_no": "L", "scale": "L", "multiple": "M", "consent": "M",
         "number": "N", "date": "D", "short_text": "S", "long_text": "T", "ranking": "R",
         "matrix": "F", "statement": "X"}  # fmt: skip
MARKED = frozenset({"yes_no", "scale", "consent"})
"""Types that LimeSurvey has not; it asks them as another."""
LIMITS = {"min": "min_num_value_n", "max": "max_num_value_n", "min_date": "date_min",
          "max_date": "date_max", "longest": "maximum_chars", "least": "min_answers",
          "most": "max_answers"}  # fmt: skip
SHUFFLED = {"single": "answer_order", "ranking": "answer_order", "multiple": "subquestion_order"}
SAID = (("surveyls_title", "title"), ("surveyls_welcometext", "intro"),
        ("surveyls_endtext", "thanks"))  # fmt: skip
SID, DB_VERSION = "100000", "641"
Texts = Mapping[str, str]


def write(survey: Mapping[str, Any], version: Version) -> bytes:
    """The structure as XML."""
    return _Structure(survey, version).xml()


def losses(version: Version) -> list[str]:
    """What LimeSurvey has no place for: left out of the file, to be said where it is offered."""
    every, asked = list(questions(version)), {q["key"]: q for q in questions(version)}
    options = [o for q in every for o in q.get("options") or ()]
    rules = [q.get("validate") or {} for q in every]
    conditions = [e.get("show_if") for e in (*version["pages"], *every) if e.get("show_if")]
    found = [
        (_("the mode, groups and custodians of the survey"), True),
        (_("which answers are no opinion"), any(o.get("missing") for o in options)),
        (_("what an answer suggests to do"), any(o.get("suggests") for o in options)),
        (_("which answers may identify somebody"), any(q.get("pii") for q in every)),
        (_("what later surveys are compared under, and what a question stands for elsewhere"),
         any(q.get("measure") or q.get("purpose") for q in every)),
        (_("how something is to be written, and the words of that check"),
         any("pattern" in r or "message" in r for r in rules)),
        (_("answers of several lines in a random order"),
         any(q.get("shuffle") for q in every if q["type"] == "matrix")),
        (_("conditions on an order, or on all lines: those questions are asked of everybody"),
         not all(_sayable(c, asked) for c in conditions)),
    ]  # fmt: skip
    return [str(text) for text, here in found if here]


def _sayable(condition: Any, asked: Mapping[str, Question]) -> bool:
    try:
        return bool(relevance(condition, asked, Short()))
    except Unsayable:
        return False


class _Structure:
    """The tables of one file."""

    def __init__(self, survey: Mapping[str, Any], version: Version) -> None:
        self.survey, self.version, self.short = survey, version, Short()
        self.languages = list(version["languages"])
        self.asked = {q["key"]: q for q in questions(version)}
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self._next = 0

    def xml(self) -> bytes:
        """Everything, table by table."""
        self._settings()
        for number, page in enumerate(self.version["pages"], start=1):
            self._page(str(number), page)
        self.tables["callboard"] = self.tables.get("callboard", []) + self.short.own
        root = Element("document")
        SubElement(root, "LimeSurveyDocType").text = "Survey"
        SubElement(root, "DBVersion").text = DB_VERSION
        for code in self.languages:
            SubElement(self._at(root, "languages"), "language").text = code
        for name, rows in self.tables.items():
            self._table(root, name, rows)
        indent(root, " ")
        written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
        return written

    def _at(self, root: Element, name: str) -> Element:
        found = root.find(name)
        return SubElement(root, name) if found is None else found

    def _table(self, root: Element, name: str, rows: list[dict[str, Any]]) -> None:
        table = SubElement(root, name)
        fields, body = SubElement(table, "fields"), SubElement(table, "rows")
        for field in dict.fromkeys(field for row in rows for field in row):
            SubElement(fields, "fieldname").text = field
        for row in rows:
            line = SubElement(body, "row")
            for field, value in row.items():
                SubElement(line, field).text = str(value)

    def _row(self, table: str, **row: Any) -> None:
        self.tables.setdefault(table, []).append(row)

    def _id(self) -> str:
        self._next += 1
        return str(self._next)

    def _said(self, texts: Texts | None, code: str) -> str:
        return html.escape((texts or {}).get(code, ""), quote=False).replace("\n", "<br />")

    def _settings(self) -> None:
        more = " ".join(self.languages[1:])
        self._row("surveys", sid=SID, anonymized="Y", format="G", datestamp="N", ipaddr="N",
                  refurl="N", usecookie="N", allowprev="Y", showwelcome="Y",
                  language=self.languages[0], additional_languages=more)  # fmt: skip
        for code in self.languages:
            named = {name: self._said(self.survey.get(field), code) for name, field in SAID}
            self._row("surveys_languagesettings", surveyls_survey_id=SID, surveyls_language=code,
                      **named)  # fmt: skip

    def _relevance(self, condition: Any) -> str:
        try:
            return relevance(condition, self.asked, self.short) if condition else "1"
        except Unsayable:
            return "1"

    def _page(self, gid: str, page: Mapping[str, Any]) -> None:
        shown = self._relevance(page.get("show_if"))
        self._row("groups", gid=gid, sid=SID, group_order=gid, grelevance=shown)
        self._row("callboard", title="", code=gid, own=page["key"])
        for code in self.languages:
            title = self._said(page.get("title"), code)
            self._row("group_l10ns", id=self._id(), gid=gid, group_name=title, language=code)
        for order, question in enumerate(page["items"], start=1):
            self._question(gid, order, question)

    def _question(self, gid: str, order: int, question: Question) -> None:
        key, kind, qid = question["key"], question["type"], self._id()
        title = self.short.title(key)
        self._ask(qid, gid, order, title, TYPES[kind], question,
                  other="Y" if question.get(OTHER) else "N",
                  mandatory="Y" if question.get("required") else "N",
                  relevance=self._relevance(question.get("show_if")))  # fmt: skip
        if kind in MARKED:
            self._row("callboard", title=title, code="", type=kind)
        answers = list(self._answers(question))
        if kind in {"multiple", "consent"}:
            self._parts(qid, gid, key, answers)
        else:
            lines = [(row["code"], row["text"]) for row in question.get("rows") or ()]
            self._parts(qid, gid, key + LINES, lines)
            for number, (code, texts) in enumerate(answers, start=1):
                self._answer(qid, number, self.short.code(key, code, ANSWER), texts)
        for name, value in self._attributes(question).items():
            self._row("question_attributes", qid=qid, attribute=name, value=value, language="")
        for code, text in (question.get("other_text") or {}).items():
            self._row("question_attributes", qid=qid, attribute="other_replace_text", value=text,
                      language=code)  # fmt: skip

    def _ask(
        self, qid: str, gid: str, order: int, title: str, kind: str, said: Mapping[str, Any],
        parent: str = "0", **more: str,
    ) -> None:  # fmt: skip
        table = "questions" if parent == "0" else "subquestions"
        fixed = {"preg": "", "scale_id": "0", "same_default": "0", "encrypted": "N"}
        self._row(table, qid=qid, parent_qid=parent, sid=SID, gid=gid, type=kind, title=title,
                  question_order=order, **fixed, **more)  # fmt: skip
        for code in self.languages:
            self._row("question_l10ns", id=self._id(), qid=qid, language=code,
                      question=self._said(said["text"], code),
                      help=self._said(said.get("help"), code))  # fmt: skip

    def _answers(self, question: Question) -> Iterable[tuple[str, Texts]]:
        scale = question.get("scale")
        if scale:
            ends = {scale["min"]: scale.get("low"), scale["max"]: scale.get("high")}
            for n in range(scale["min"], scale["max"] + 1):
                said = ends.get(n) or {}
                yield str(n), {c: f"{n} {said.get(c, '')}".strip() for c in self.languages}
        if question["type"] == "consent":
            yield "yes", {code: _("Yes") for code in self.languages}
        yield from ((o["code"], o["text"]) for o in question.get("options") or ())

    def _parts(self, qid: str, gid: str, key: str, parts: Iterable[tuple[str, Texts]]) -> None:
        for number, (code, texts) in enumerate(parts, start=1):
            title = self.short.code(key, code, TITLE)
            self._ask(self._id(), gid, number, title, "T", {"text": texts}, parent=qid,
                      other="N", mandatory="N", relevance="1")  # fmt: skip

    def _answer(self, qid: str, number: int, code: str, texts: Texts) -> None:
        aid = self._id()
        self._row("answers", aid=aid, qid=qid, code=code, sortorder=number, assessment_value="0",
                  scale_id="0")  # fmt: skip
        for language in self.languages:
            self._row("answer_l10ns", id=self._id(), aid=aid, language=language,
                      answer=self._said(texts, language))  # fmt: skip

    def _attributes(self, question: Question) -> dict[str, str]:
        rule, kind = question.get("validate") or {}, question["type"]
        found = {theirs: str(rule[ours]) for ours, theirs in LIMITS.items() if ours in rule}
        if kind == "number":
            found["num_value_int_only"] = "0" if rule.get("step") == "any" else "1"
        if question.get("shuffle") and kind in SHUFFLED:
            found[SHUFFLED[kind]] = "random"
        alone = [self.short.code(question["key"], o["code"], TITLE)
                 for o in question.get("options") or () if o.get("exclusive")]  # fmt: skip
        return found | ({"exclude_all_others": ";".join(alone)} if alone else {})
