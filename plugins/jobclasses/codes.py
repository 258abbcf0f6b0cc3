"""Standard codes as people write them: '27-4031 broader'."""

import re

from crm.errors import Invalid
from crm.i18n import _
from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue

SHAPES = {
    "soc": (re.compile(r"\d\d-\d{4}"), "27-4031"),
    "onet": (re.compile(r"\d\d-\d{4}\.\d\d"), "27-4031.00"),
    "isco": (re.compile(r"\d{1,4}"), "3521"),
    "noc": (re.compile(r"\d{5}"), "52110"),
}


def known(scheme: str, code: str) -> bool:
    """Whether a code can be one of the scheme: SOC codes by the table, others by their shape."""
    shape, _example = SHAPES[scheme]
    if not shape.fullmatch(code):
        return False
    soc = code[:7] if scheme in ("soc", "onet") else ""
    return not soc or ("soc", soc) in catalogue.codes()


def read(scheme: str, line: str) -> dict[str, str]:
    """'27-4031 broader' as {code, relation}; Invalid under 'row' says what is wrong."""
    code, _space, relation = line.strip().partition(" ")
    relation = relation.strip().lower() or "exact"
    if not known(scheme, code):
        label, example = words.word(words.SCHEMES, scheme), SHAPES[scheme][1]
        text = _("%(code)s is no code of %(scheme)s; write one such as %(example)s.")
        values = {"code": code[:20], "scheme": label, "example": example}
        raise Invalid({"row": [str(text) % values]})
    if relation not in words.keys(words.MAPPINGS):
        text = _("%(word)s: write exact, broader, narrower or related for the relation.")
        raise Invalid({"row": [str(text) % {"word": relation[:40]}]})
    return {"code": code, "relation": relation}
