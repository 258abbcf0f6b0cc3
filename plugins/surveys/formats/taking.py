"""What all readers share: keys and codes, texts by language, conditions, and what was left over."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from crm.i18n import _
from plugins.surveys.definition import checking, conditions
from plugins.surveys.definition.shapes import codes as codes_of
from plugins.surveys.formats import expressions
from plugins.surveys.formats.read import Names, Read, Refused, codes

KNOWN_LANGUAGES = {"english": "en", "default": "en", "spanish": "es", "español": "es",
                   "espanol": "es", "french": "fr", "français": "fr", "francais": "fr",
                   "portuguese": "pt", "chinese": "zh", "vietnamese": "vi", "tagalog": "tl",
                   "korean": "ko", "russian": "ru", "polish": "pl", "arabic": "ar",
                   "hindi": "hi", "german": "de", "deutsch": "de", "italian": "it",
                   "japanese": "ja", "haitian creole": "ht", "swahili": "sw"}  # fmt: skip
CODE = re.compile(r"^([a-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))?$")
TAG = re.compile(r"<[^>]{0,2000}>")


def language_code(name: str) -> str:
    """A language code for a format's name of a language: "English (en)" -> en; und if unknown."""
    inside = re.search(r"\(([A-Za-z]{2,3}(?:[-_]\w+)?)\)\s*$", name)
    plain = (inside[1] if inside else name).strip()
    match = CODE.match(plain)
    if match and plain.casefold() not in KNOWN_LANGUAGES:
        return "-".join(filter(None, match.groups()))
    return KNOWN_LANGUAGES.get(plain.casefold(), "und")


def joined(condition: Any) -> Any:
    """The condition, several answers to one question said at once: any_of."""
    for name in ("all", "any"):
        if name in (condition or {}):
            condition = {name: [joined(part) for part in condition[name]]}
    parts = (condition or {}).get("any", ())
    asked = {(part.get("question"), part.get("row")) for part in parts}
    if len(asked) == 1 and all(part.get("op") in {"is", "includes"} for part in parts):
        key, row = asked.pop()
        made = {"question": key, "op": "any_of", "value": [part["value"] for part in parts]}
        return made | ({"row": row} if row else {})
    return condition


class Taking:
    """One file being read: collects pages, languages and what could not be taken over."""

    def __init__(self) -> None:
        self.names, self.left = Names(), list[str]()
        self.pages: list[dict[str, Any]] = []
        self.languages: list[str] = []
        self.own: dict[str, dict[str, str]] = {}
        """Codes of ours that a file itself gives for its codes, by question."""
        self.parts: dict[str, tuple[str, str, str]] = {}
        """Names of parts of questions, for conditions: (question, line, answer)."""
        self._asked: dict[str, dict[str, Any]] = {}
        self._codes: dict[str, dict[str, str]] = {}

    def leave(self, place: str, what: Any) -> None:
        """Note something the file says that is not taken over."""
        text = f"{place}: {what}"
        if text not in self.left:
            self.left.append(text)

    def text(self, given: Any, longest: int = 4000) -> dict[str, str]:
        """A text by our language codes, formatting taken off."""
        texts = given if isinstance(given, Mapping) else {self.main: given}
        found: dict[str, str] = {}
        for name, words in texts.items():
            said = self._plain(words)[:longest]
            if said:
                code = language_code(str(name))
                found[code] = said
                if code not in self.languages:
                    self.languages.append(code)
        return found

    @property
    def main(self) -> str:
        """The language of texts that name none."""
        return self.languages[0] if self.languages else "en"

    def _plain(self, words: Any) -> str:
        if not isinstance(words, (str, int, float)) or isinstance(words, bool):
            return ""
        said = str(words)
        if "<" in said:
            said = re.sub(r"<(br|/p|/div|/li)\b[^>]{0,200}>", "\n", said, flags=re.I)
            said = TAG.sub("", said)
        said = html.unescape(said).replace("\r\n", "\n")
        return "".join(c for c in said if c >= " " or c in "\n\t").strip()

    def page(self, name: str, title: Any = None, show_if: Any = None) -> dict[str, Any]:
        """Begin a page."""
        key = self.names.key(f"page {name}")
        made: dict[str, Any] = {"key": key, "title": self.text(title or {}), "items": []}
        if show_if:
            made["show_if"] = show_if
        self.pages.append(made)
        return made

    def options(self, place: str, given: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
        """Options with codes of ours, remembered for conditions on the question."""
        rows: dict[str, Any] = {}
        for name, words in given:
            if name in rows:
                self.leave(place, _("the answer %(code)s is there twice", code=name))
            rows.setdefault(name, words)
        own = self.own.get(place, {})
        table = codes([own.get(name, name) for name in rows])
        table = {name: table[own.get(name, name)] for name in rows}
        self._codes[self.names.key(place)] = table
        return [{"code": table[n], "text": self.text(w) or self.text(n)} for n, w in rows.items()]

    def also(self, place: str, more: Mapping[str, str]) -> None:
        """Further codes that conditions may name."""
        self._codes.setdefault(self.names.key(place), {}).update(more)

    def ask(self, page: dict[str, Any], place: str, question: dict[str, Any]) -> None:
        """Put a question on a page; a text it lacks is its name."""
        made = {**question, "key": self.names.key(place)}
        made = {k: v for k, v in made.items() if v not in (None, {}, False) or k == "text"}
        made["text"] = made.get("text") or self.text(place)
        if "scale" in made:
            made["scale"] = self._scale(place, made["scale"])
        page["items"].append(made)
        self._asked[made["key"]] = made

    def _scale(self, place: str, scale: dict[str, Any]) -> dict[str, Any]:
        """A scale as it is, or 1 to 5: one of a thousand million steps would fill the memory."""
        low, high = scale["min"], scale["max"]
        if 0 <= low < high <= 100 and high - low <= 20:
            return scale
        said = _("a scale from %(low)s to %(high)s: 1 to 5 is asked", low=low, high=high)
        self.leave(place, said)
        return {**scale, "min": 1, "max": 5}

    def condition(self, place: str, expression: str) -> Any:
        """The condition of an expression; None (and a note) where it cannot be said here."""

        def key_of(name: str) -> str | None:
            whole = self.parts[name][0] if name in self.parts else name
            key = self.names.given.get(whole)
            return None if key not in self._asked else name if name in self.parts else key

        try:
            found = expressions.parse(expression, key_of)
            for leaf in conditions.leaves(found):
                self._of_part(leaf)
        except expressions.Beyond:
            found, said = (
                None,
                _("the condition “%(text)s”: everybody is asked", text=expression[:200]),
            )
            self.leave(place, said)
            return None
        for leaf in conditions.leaves(found):
            self._own_codes(dict(leaf), leaf)
        wrong = conditions.depth(found) > conditions.DEEPEST or any(
            not self._fits(leaf) for leaf in conditions.leaves(found)
        )
        if wrong:
            said = _("the condition “%(text)s”: everybody is asked", text=expression[:200])
            self.leave(place, said)
        return None if wrong else joined(found)

    def _of_part(self, leaf: Any) -> None:
        """A comparison of a part of a question as one of the question."""
        if leaf["question"] not in self.parts:
            return
        name, row, code = self.parts[leaf["question"]]
        leaf["question"] = self.names.given[name]
        if row:
            leaf["row"] = row
            return
        op, ticked = leaf["op"], leaf.pop("value", "Y") == "Y"
        if not ticked or op not in {"is", "is_not", "answered", "unanswered"}:
            raise expressions.Beyond(name)
        leaf |= {"op": "includes" if op in {"is", "answered"} else "excludes", "value": code}

    def _own_codes(self, seen: dict[str, Any], leaf: Any) -> None:
        table = self._codes.get(seen["question"], {})
        value = seen.get("value")
        if isinstance(value, list):
            leaf["value"] = [table.get(v, v) for v in value]
        elif value is not None:
            leaf["value"] = table.get(value, value)

    def _fits(self, leaf: Any) -> bool:
        known = codes_of(self._asked[leaf["question"]])
        value = leaf.get("value")
        if leaf["op"] in {"answered", "unanswered", "at_least", "at_most"} or not known:
            return True
        return all(str(v) in known for v in (value if isinstance(value, list) else [value]))

    def done(self, name: str, **more: Any) -> Read:
        """The survey that was read; Refused where nothing of it can be asked."""
        pages = [page for page in self.pages if page["items"]]
        self.languages = self.languages or ["en"]
        for page in pages:
            for question in page["items"]:
                self._fill(question)
        survey = {"name": (name or str(_("Survey")))[:80], "languages": self.languages[:12],
                  "pages": pages, **more}  # fmt: skip
        wrong = checking.check({"pages": pages, "languages": survey["languages"]})
        if not pages:
            raise Refused(
                [str(_("There is no question in it that can be asked here.")), *self.left]
            )
        for problem in wrong:
            self.leave(problem["key"] or name, problem["text"])
        return Read(survey, self.left)

    def _fill(self, question: dict[str, Any]) -> None:
        """A text that the main language lacks is shown as another language has it."""
        texts = [question["text"], *(e["text"] for e in question.get("options") or ()),
                 *(e["text"] for e in question.get("rows") or ())]  # fmt: skip
        for text in texts:
            if self.main not in text:
                words = next(iter(text.values()), question["key"])
                self.leave(question["key"], _("no text in %(code)s: “%(text)s” is shown",
                                              code=self.main, text=words[:60]))  # fmt: skip
                text[self.main] = words
