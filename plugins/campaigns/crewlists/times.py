"""Times of a call sheet: 7:00A, 6:42 AM, 0642, 19:30."""

import re


def hours_between(start: str, end: str) -> float | None:
    """Hours from one time to another, over midnight if need be; None where one cannot be read."""
    first, last = _minutes(start), _minutes(end)
    if first is None or last is None:
        return None
    return round(((last - first) % 1440) / 60, 2) or None


def _minutes(text: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2}):?(\d{2})?\s?([ap])?\.?m?\.?", text.strip().lower())
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None
