"""LimeSurvey structures (.lss) in, of versions 2 to 6: XML, read without entities (defusedxml).

Question types by their letters, as LimeSurvey's manual lists them. Groups become pages, relevance
a condition. Question attributes that change what is asked, quotas and the rest are listed. In a
file that `limesurvey_out` wrote, the table `callboard` has our own names and types.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from crm.i18n import _
from plugins.surveys.definition.keys import is_code, is_key
from plugins.surveys.formats import limesurvey_rules as rules
from plugins.surveys.formats.read import Read, Refused
from plugins.surveys.formats.taking import Taking

Row = dict[str, str]
SIMPLE = {"S": "short_text", "T": "long_text", "U": "long_text", "N": "number", "D": "date",
          "X": "statement"}  # fmt: skip
CHOICE = {"L": "single", "!": "single", "O": "single", "R": "ranking"}
FIXED = {"Y": ("yes_no", (("yes", "Yes"), ("no", "No"))),
         "G": ("single", (("F", "Female"), ("M", "Male")))}  # fmt: skip
ARRAYS = {"A": tuple((str(n), str(n)) for n in range(1, 6)),
          "B": tuple((str(n), str(n)) for n in range(1, 11)),
          "C": (("Y", "Yes"), ("U", "Uncertain"), ("N", "No")),
          "E": (("I", "Increase"), ("S", "Same"), ("D", "Decrease")), "F": (), "H": ()}  # fmt: skip
QUIET = frozenset(
    "cssclass display_rows display_columns hide_tip page_break text_input_width input_size "
    "time_limit_timer_style time_limit_action random_group save_as_default statistics_showgraph "
    "statistics_graphtype other_position assessment_value".split()
)


def read(data: bytes, filename: str) -> Read:
    """A survey out of an .lss file; Refused with line and column where it is no sound XML.

    A structure whose rows lack what they need is refused with the name of the field.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(data)
    except ParseError as error:
        line, column = error.position
        said = _("Line %(line)d, column %(column)d: this is not well-formed XML.", line=line,
                 column=column + 1)  # fmt: skip
        raise Refused([str(said)]) from None
    except (DefusedXmlException, ValueError, RecursionError):
        raise Refused([str(_("The file declares entities, which are not taken."))]) from None
    if root.findtext("LimeSurveyDocType") != "Survey":
        raise Refused([str(_("This is no LimeSurvey structure (.lss)."))])
    try:
        return _Structure(root).read(filename)
    except KeyError as error:
        said = _("A row lacks the field “%(name)s”.", name=error.args[0])
    except ValueError as error:
        said = _("A row has a value that does not fit its field: %(text)s", text=str(error)[:200])
    raise Refused([str(said)])


class _Structure:
    """One file being taken over."""

    def __init__(self, root: Element) -> None:
        self.root, self.taking = root, Taking()
        self.subs: dict[str, list[Row]] = {}
        every = [*self._rows("questions"), *self._rows("subquestions")]
        for row in every:
            if row.get("parent_qid", "0") not in {"", "0"}:
                self.subs.setdefault(row["parent_qid"], []).append(row)
        self.questions = [row for row in every if row.get("parent_qid", "0") in {"", "0"}]
        self.said = self._texts("question_l10ns", "qid", every)
        self.words = self._texts("answer_l10ns", "aid", self._rows("answers"))
        for found in (self.questions, *self.subs.values()):
            found.sort(key=lambda row: int(row.get("question_order") or 0))
        self._attributes()
        self._own_names()

    def _rows(self, table: str) -> list[Row]:
        found = self.root.findall(f"{table}/rows/row")
        return [{cell.tag: cell.text or "" for cell in row} for row in found]

    def _texts(self, table: str, key: str, older: list[Row]) -> dict[str, dict[str, Row]]:
        """{id: {language: row}}; before version 4 the words stand in the rows themselves."""
        rows = self._rows(table) or [row for row in older if row.get("language")]
        found: dict[str, dict[str, Row]] = {}
        for row in rows:
            found.setdefault(row.get(key, ""), {})[row.get("language") or "en"] = row
        return found

    def _attributes(self) -> None:
        self.attributes: dict[str, Row] = {}
        self.other_words: dict[str, Row] = {}
        for row in self._rows("question_attributes"):
            if row.get("value"):
                qid = row.get("qid", "")
                self.attributes.setdefault(qid, {})[row["attribute"]] = row["value"]
                if row["attribute"] == "other_replace_text":
                    words = self.other_words.setdefault(qid, {})
                    words[row.get("language") or "en"] = row["value"]

    def _own_names(self) -> None:
        """Our own names and types, where the file is one of ours."""
        self.types: Row = {}
        own = self._rows("callboard")
        for row in own:
            title, code, name = row.get("title", ""), row.get("code", ""), row.get("own", "")
            if row.get("type"):
                self.types[title] = row["type"]
            elif title and not code and is_key(name):
                self.taking.names.give(title, name)
            elif code and not title and is_key(name):
                self.taking.names.give(f"page {code}", name)
        for row in own:
            if row.get("title") and row.get("code") and is_code(row.get("own")):
                place = self.taking.own.setdefault(row["title"], {})
                place[row["code"]] = row["own"]

    def read(self, filename: str) -> Read:
        """Everything, in order."""
        settings = self._rows("surveys_languagesettings")
        base = next(iter(self._rows("surveys")), {}).get("language") or "en"
        settings.sort(key=lambda row: row.get("surveyls_language") != base)
        said = {name: self._setting(settings, name) for name in ("title", "welcometext", "endtext")}
        groups = {row["gid"]: row for row in self._rows("groups")}
        names = self._texts("group_l10ns", "gid", self._rows("groups"))
        for group in sorted(groups.values(), key=lambda g: int(g.get("group_order") or 0)):
            self._group(group, names.get(group["gid"], {}))
        for table in ("quota", "conditions", "assessments"):
            if self._rows(table):
                self.taking.leave("LimeSurvey", _("the table “%(name)s”", name=table))
        title = next(iter(said["title"].values()), "") or filename.rsplit(".", maxsplit=1)[0]
        more = {"title": said["title"], "intro": said["welcometext"], "thanks": said["endtext"]}
        return self.taking.done(title, **{k: v for k, v in more.items() if v})

    def _setting(self, rows: list[Row], name: str) -> dict[str, str]:
        return self.taking.text(
            {row.get("surveyls_language", "en"): row.get(f"surveyls_{name}") for row in rows}
        )

    def _group(self, group: Row, names: Mapping[str, Row]) -> None:
        title = {code: row.get("group_name", "") for code, row in names.items()}
        place = next(iter(title.values()), group["gid"])
        shown = self.taking.condition(place, group.get("grelevance") or "1")
        page = self.taking.page(group["gid"], title, shown)
        if group.get("randomization_group"):
            self.taking.leave(place, _("its pages in a random order"))
        for row in self.questions:
            if row.get("gid") == group["gid"]:
                self._question(page, row)

    def _said(self, row: Row, field: str = "question") -> dict[str, str]:
        found = self.said.get(row["qid"], {})
        return self.taking.text({code: text.get(field) for code, text in found.items()})

    def _question(self, page: Any, row: Row) -> None:
        name, kind = row["title"], row["type"]
        shared: dict[str, Any] = {
            "text": self._said(row),
            "help": self._said(row, "help"),
            "required": row.get("mandatory") in {"Y", "S"} and kind != "X",
            "show_if": self.taking.condition(name, row.get("relevance") or "1"),
        }
        made = list(self._shapes(row, name, kind))
        if not made:
            self.taking.leave(name, _("the type “%(type)s”", type=kind))
        for place, shape in made:
            self.taking.ask(page, place, {**shared, **shape})
        if row.get("preg"):
            self.taking.leave(name, _("the check “%(text)s”", text=row["preg"][:200]))
        for attribute, value in sorted(self.attributes.get(row["qid"], {}).items()):
            quiet = attribute in QUIET or rules.is_taken(attribute, value)
            if not quiet and value not in {"0", "N"}:
                self.taking.leave(name, f"{attribute}: {value[:200]}")

    def _shapes(self, row: Row, name: str, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        attributes = self.attributes.get(row["qid"], {})
        rule = rules.validate(kind, attributes)
        more: dict[str, Any] = {"validate": rule} if rule else {}
        if row.get("other") == "Y" and kind in "L!MP":
            words = self.taking.text(self.other_words.get(row["qid"], {}))
            more |= {"other": True, "other_text": words}
        if rules.is_shuffled(attributes):
            more["shuffle"] = True
        subs = [(sub["title"], self._said(sub)) for sub in self.subs.get(row["qid"], ())]
        if kind in SIMPLE:
            yield name, {"type": SIMPLE[kind], **more}
        elif kind == "5":
            yield name, {"type": "scale", "scale": {"min": 1, "max": 5, "low": {}, "high": {}}}
        elif kind in FIXED:
            shape, fixed = FIXED[kind]
            yield name, {"type": shape, "options": self.taking.options(name, fixed)}
        elif kind in CHOICE:
            yield name, {**self._chosen(row, name, kind), **more}
            if kind == "O":
                yield f"{name} comment", {"type": "long_text", "required": False}
        elif kind in "MP":
            yield name, {**self._ticked(name, subs, attributes), **more}
            if kind == "P":
                self.taking.leave(name, _("a comment for each answer"))
        elif kind in ARRAYS:
            yield name, self._matrix(row, name, subs, ARRAYS[kind])
        elif kind in "QK":
            for code, words in subs:
                shape = "short_text" if kind == "Q" else "number"
                yield f"{name} {code}", {"type": shape, "text": words}

    def _chosen(self, row: Row, name: str, kind: str) -> dict[str, Any]:
        """One answer of several; what was a scale or yes and no in a file of ours is so again."""
        answers, own = self._answers(row), self.types.get(name)
        if own == "scale":
            return rules.scale(self.taking, name, answers)
        options = self.taking.options(name, answers)
        self.taking.also(name, {"-oth-": "other"})
        yes_no = own == "yes_no" and {"yes", "no"} <= {o["code"] for o in options}
        return {"type": "yes_no" if yes_no else CHOICE[kind], "options": options}

    def _ticked(self, name: str, subs: Any, attributes: Row) -> dict[str, Any]:
        """Several answers, each a part that relevance may name by itself."""
        options = self.taking.options(name, subs)
        codes = {code: option["code"] for (code, _w), option in zip(subs, options, strict=False)}
        self.taking.parts |= {f"{name}_{code}": (name, "", own) for code, own in codes.items()}
        self.taking.parts[f"{name}_other"] = (name, "", "other")
        if self.types.get(name) == "consent":
            return {"type": "consent"}
        for code in attributes.get("exclude_all_others", "").split(";"):
            for option in options:
                if option["code"] == codes.get(code):
                    option["exclusive"] = True
        return {"type": "multiple", "options": options}

    def _matrix(self, row: Row, name: str, subs: Any, fixed: Any) -> dict[str, Any]:
        lines = [{"code": o["code"], "text": o["text"]}
                 for o in self.taking.options(f"{name} lines", subs)]  # fmt: skip
        for (code, _words), line in zip(subs, lines, strict=False):
            self.taking.parts[f"{name}_{code}"] = (name, line["code"], "")
        options = self.taking.options(name, fixed or self._answers(row))
        return {"type": "matrix", "rows": lines, "options": options}

    def _answers(self, row: Row) -> list[tuple[str, Any]]:
        found = [a for a in self._rows("answers") if a.get("qid") == row["qid"]]
        found.sort(key=lambda a: int(a.get("sortorder") or 0))
        return [(a["code"], self._answer(a)) for a in found]

    def _answer(self, answer: Row) -> dict[str, str]:
        rows = self.words.get(answer.get("aid", ""), {})
        said = {code: row.get("answer", "") for code, row in rows.items()}
        return said or {answer.get("language") or "en": answer.get("answer", "")}
