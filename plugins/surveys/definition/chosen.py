"""Answers that people choose: one, several, a step of a scale, consent."""

from typing import Any

from crm.i18n import _
from plugins.surveys.definition.shapes import Question, codes

Cleaned = tuple[Any, Any]


def clean_single(question: Question, raw: Any) -> Cleaned:
    """One of the codes."""
    raw = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
    if raw in (None, "", []):
        return None, None
    if not isinstance(raw, str) or raw not in codes(question):
        return None, _("Choose one of the answers.")
    return raw, None


def clean_multiple(question: Question, raw: Any) -> Cleaned:
    """Codes in the order of the options; an exclusive one stands alone."""
    sent = [raw] if isinstance(raw, str) else raw
    chosen = [one for one in sent if one not in (None, "")] if isinstance(sent, list) else []
    known = codes(question)
    if (sent is not None and not isinstance(sent, list)) or any(
        not isinstance(one, str) or one not in known for one in chosen
    ):
        return None, _("Choose among the answers.")
    picked = [code for code in known if code in chosen]
    alone = {o["code"] for o in question.get("options", ()) if o.get("exclusive")}
    if len(picked) > 1 and alone & set(picked):
        return None, _("One of your answers rules out the others: keep one or the other.")
    return (picked or None), _how_many(question, len(picked), bool(alone & set(picked)))


def _how_many(question: Question, n: int, exclusive: bool) -> Any:
    rule = question.get("validate") or {}
    if n and rule.get("most") and n > rule["most"]:
        return _("Choose at most %(n)d.", n=rule["most"])
    if n and not exclusive and rule.get("least") and n < rule["least"]:
        return _("Choose at least %(n)d.", n=rule["least"])
    return None


def clean_scale(question: Question, raw: Any) -> Cleaned:
    """A number of the scale, or the code of an extra answer."""
    if raw in (None, "", []):
        return None, None
    text = str(raw).strip() if isinstance(raw, (str, int)) and not isinstance(raw, bool) else ""
    if text not in codes(question):
        return None, _("Choose one of the answers.")
    extra = {option["code"] for option in question.get("options", ())}
    return (text if text in extra else int(text)), None


def clean_consent(_question: Question, raw: Any) -> Cleaned:
    """Given, or not."""
    return ("yes" if raw not in (None, "", [], {}, False, "no") else None), None
