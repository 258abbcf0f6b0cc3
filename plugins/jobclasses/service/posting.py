"""Reading a pasted posting: its title, employer, place, pay and day, as far as the text says.

A guess to be looked at in the form, never stored by itself.
"""

import re
from datetime import date

LABELS = {
    "title": ("job title", "title", "position", "role"),
    "employer": ("company", "employer", "studio", "production company", "hiring organization"),
    "place": ("location", "place", "city", "based in"),
    "pay": ("pay", "salary", "rate", "compensation", "pay range"),
    "tool": ("tools", "software", "tool"),
    "seen_on": ("posted", "date posted", "date"),
}
PAY = re.compile(
    r"[$€£]\s?\d[\d,.]*k?(?:\s?(?:-|–|to)\s?[$€£]?\s?\d[\d,.]*k?)?"
    r"(?:\s?(?:/|per|an?)\s?(?:hour|hr|day|week|year|yr|annum))?",
    re.IGNORECASE,
)
AT = re.compile(r"^(?P<title>[^|–—]{3,90}?)\s+(?:at|@|with)\s+(?P<employer>[A-Z][^|–—.]{1,60})$")
MONTH = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def read(text: str) -> dict[str, str]:
    """What a posting seems to say, by field of a sighting; fields not found are left out."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found: dict[str, str] = {}
    for line in lines[:80]:
        label, colon, value = line.partition(":")
        for field, names in LABELS.items():
            if colon and value.strip() and label.strip().lower() in names:
                found.setdefault(field, value.strip()[:200])
    if "title" not in found and lines:
        found |= _from_first(lines[0])
    pay = PAY.search(text)
    if pay and "pay" not in found:
        found["pay"] = pay.group(0).strip()
    day = MONTH.search(found.pop("seen_on", "")) or MONTH.search(text[:2000])
    if day and _is_day(day.group(0)):
        found["seen_on"] = day.group(0)
    return found


def _from_first(line: str) -> dict[str, str]:
    """'Title at Employer', 'Title - Employer', or the line itself."""
    said = AT.match(line)
    if said:
        return {key: value.strip() for key, value in said.groupdict().items()}
    head, *tail = re.split(r"\s[|–—-]\s", line, maxsplit=1)
    if tail:
        return {"title": head.strip()[:200], "employer": tail[0].strip()[:200]}
    return {"title": line[:200]} if len(line) <= 120 else {}


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
