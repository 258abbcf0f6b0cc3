"""SurveyJS JSON in and out (an exchange format only: nothing of SurveyJS runs here)."""

import json
from collections.abc import Mapping
from typing import Any

from crm.i18n import _
from plugins.surveys.formats.read import Read, Refused
from plugins.surveys.formats.taking import Taking

TYPES = {"radiogroup": "single", "dropdown": "single", "buttongroup": "single",
         "checkbox": "multiple", "tagbox": "multiple", "boolean": "yes_no", "rating": "scale",
         "comment": "long_text", "ranking": "ranking", "matrix": "matrix", "html": "statement",
         "text": "short_text"}  # fmt: skip
INPUTS = {"number": "number", "range": "number", "date": "date"}
KNOWN = frozenset(
    "type name title description isRequired visibleIf choices rows columns html rateMin rateMax "
    "rateCount rateType minRateDescription maxRateDescription inputType min max choicesOrder "
    "hasOther showOtherItem otherText hasNone showNoneItem noneText labelTrue labelFalse elements "
    "maxSelectedChoices minSelectedChoices maxLength".split()
)
DEEPEST = 12


def read(doc: Any, filename: str) -> Read:
    """A survey out of a parsed SurveyJS document; Refused where it is none."""
    if not isinstance(doc, Mapping):
        raise Refused([str(_("This is no SurveyJS survey: the top is no object."))])
    return _Document(doc).read(filename)


class _Document:
    """One document being taken over."""

    def __init__(self, doc: Mapping[str, Any]) -> None:
        self.doc, self.taking = doc, Taking()
        locale = str(doc.get("locale") or "en")
        self.locale = locale
        self.taking.languages.append(locale if len(locale) < 4 else "en")

    def _text(self, given: Any) -> dict[str, str]:
        if isinstance(given, Mapping):
            given = {self.locale if k == "default" else k: v for k, v in given.items()}
            return self.taking.text(given)
        return self.taking.text({self.locale: given}) if given is not None else {}

    def read(self, filename: str) -> Read:
        """Everything, in order."""
        pages = self.doc.get("pages")
        if not isinstance(pages, list):
            pages = [
                {"name": "1", "elements": self.doc.get("elements") or self.doc.get("questions")}
            ]
        for number, page in enumerate(pages, start=1):
            if not isinstance(page, Mapping):
                raise Refused([f"pages/{number - 1}: " + str(_("this is no object"))])
            shown = self._shown(page, f"pages/{number - 1}")
            made = self.taking.page(
                str(page.get("name") or number), self._text(page.get("title")), shown
            )
            self._elements(
                made,
                page.get("elements") or page.get("questions") or [],
                f"pages/{number - 1}",
                None,
                0,
            )
        for extra in (
            "triggers",
            "calculatedValues",
            "completedHtmlOnCondition",
            "navigateToUrl",
            "quizMode",
        ):
            if self.doc.get(extra):
                self.taking.leave("SurveyJS", extra)
        title = self._text(self.doc.get("title"))
        name = next(iter(title.values()), "") or filename.rsplit(".", maxsplit=1)[0]
        intro, thanks = (
            self._text(self.doc.get("description")),
            self._text(self.doc.get("completedHtml")),
        )
        more = {"title": title, "intro": intro, "thanks": thanks}
        return self.taking.done(name, **{k: v for k, v in more.items() if v})

    def _shown(self, element: Mapping[str, Any], place: str) -> Any:
        text = element.get("visibleIf")
        return self.taking.condition(place, str(text)) if text else None

    def _elements(self, page: Any, elements: Any, place: str, above: Any, deep: int) -> None:
        if not isinstance(elements, list) or deep > DEEPEST:
            raise Refused([f"{place}/elements: " + str(_("this is no list of questions"))])
        for number, element in enumerate(elements):
            where = f"{place}/elements/{number}"
            if not isinstance(element, Mapping) or not isinstance(element.get("type"), str):
                raise Refused([f"{where}: " + str(_("a question needs a type"))])
            self._element(page, element, where, above, deep)

    def _element(self, page: Any, element: Any, where: str, above: Any, deep: int) -> None:
        name = str(element.get("name") or where)
        shown = self._shown(element, name)
        both = {"all": [above, shown]} if above and shown else above or shown
        if element["type"] == "panel":
            self._elements(page, element.get("elements") or [], where, both, deep + 1)
            return
        kind = TYPES.get(element["type"])
        if kind is None:
            self.taking.leave(name, _("the type %(type)s", type=element["type"]))
            return
        if kind == "short_text":
            kind = INPUTS.get(str(element.get("inputType")), kind)
        words = element.get("html") if kind == "statement" else element.get("title")
        question = {
            "type": kind,
            "text": self._text(words),
            "help": self._text(element.get("description")),
            "required": bool(element.get("isRequired")),
            "show_if": both,
        }
        self.taking.ask(page, name, {**question, **self._shape(element, name, kind)})
        for extra in sorted(set(element) - KNOWN):
            self.taking.leave(
                name, f"{extra}: {json.dumps(element[extra], ensure_ascii=False)[:200]}"
            )

    def _pairs(self, given: Any) -> list[tuple[str, Any]]:
        rows = given if isinstance(given, list) else []
        return [
            (str(r.get("value")), self._text(r.get("text") or r.get("value")))
            if isinstance(r, Mapping) else (str(r), self._text(r))
            for r in rows
        ]  # fmt: skip

    def _shape(self, element: Any, name: str, kind: str) -> dict[str, Any]:
        if kind in {"single", "multiple", "ranking"}:
            return self._choices(element, name, kind)
        if kind == "yes_no":
            labels = (
                ("yes", element.get("labelTrue", "Yes")),
                ("no", element.get("labelFalse", "No")),
            )
            return {"options": self.taking.options(name, [(c, self._text(t)) for c, t in labels])}
        if kind == "scale":
            low, high = (
                element.get("rateMin", 1),
                element.get("rateMax", element.get("rateCount", 5)),
            )
            ends = {"low": self._text(element.get("minRateDescription")),
                    "high": self._text(element.get("maxRateDescription"))}  # fmt: skip
            return {"scale": {"min": _whole(low, 1), "max": _whole(high, 5), **ends}}
        if kind == "matrix":
            rows = self.taking.options(f"{name} lines", self._pairs(element.get("rows")))
            return {
                "rows": rows,
                "options": self.taking.options(name, self._pairs(element.get("columns"))),
            }
        if kind == "number":
            rule = {
                k: element[k] for k in ("min", "max") if isinstance(element.get(k), (int, float))
            }
            return {"validate": {**rule, "step": "any"}}
        return {}

    def _choices(self, element: Any, name: str, kind: str) -> dict[str, Any]:
        pairs = self._pairs(element.get("choices"))
        none = element.get("hasNone") or element.get("showNoneItem")
        if none:
            pairs.append(("none", self._text(element.get("noneText") or "None")))
        made: dict[str, Any] = {"options": self.taking.options(name, pairs)}
        if none and kind == "multiple":
            made["options"][-1]["exclusive"] = True
        if (element.get("hasOther") or element.get("showOtherItem")) and kind != "ranking":
            made |= {"other": True, "other_text": self._text(element.get("otherText"))}
        made["shuffle"] = element.get("choicesOrder") == "random"
        limits = {
            "least": element.get("minSelectedChoices"),
            "most": element.get("maxSelectedChoices"),
        }
        rule = {k: v for k, v in limits.items() if isinstance(v, int) and v > 0}
        return {**made, "validate": rule} if rule and kind == "multiple" else made


def _whole(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise
