"""How well the matcher does on titles whose answers are known: top 1, top 5, honesty, speed.

A title may be listed with several codes; any of them is right. A code is an O*NET-SOC or SOC code,
or the key of a job class or of a craft; which, the code itself says.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.i18n import _
from plugins.jobclasses.matching import calibration, normalizing
from plugins.jobclasses.matching.matcher import Answer
from plugins.jobclasses.service import catalogue
from plugins.jobclasses.service.onetfiles import SHAPE
from plugins.jobclasses.service.referencefiles import refuse, text_of

LONGEST_TITLE = 10_000
TOP = 5


@dataclass(frozen=True)
class Report:
    """Shares of 1. `major` is the first two digits of the code, or the craft of a class."""

    titles: int
    top1: float
    top3: float
    top5: float
    major: float
    error: float
    none: float
    seconds: float
    memory: float
    """Megabytes that the process held at most."""

    @property
    def speed(self) -> float:
        """Titles a second."""
        return self.titles / max(self.seconds, 1e-9)


def read(name: str, content: bytes) -> dict[str, set[str]]:
    """Titles with their right codes, from lines of title, tab, code; Invalid naming the line."""
    found: dict[str, set[str]] = {}
    for number, line in enumerate(text_of(name, content).splitlines(), 1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and cells[0].strip().lower() == "title"):
            continue
        if len(cells) < 2 or not cells[0].strip() or not cells[1].strip():
            raise refuse(_("Line %(n)d: write a title, a tab and a code.", n=number))
        if len(cells[0]) > LONGEST_TITLE:
            raise refuse(
                _("Line %(n)d: the title is longer than %(most)d.", n=number, most=LONGEST_TITLE)
            )
        codes = {code.strip() for code in cells[1].split(";") if code.strip()}
        _check(codes, number)
        found.setdefault(cells[0].strip(), set()).update(codes)
    if not found:
        raise refuse(_("There is no title in this file."))
    return found


def _check(codes: Iterable[str], number: int) -> None:
    for code in codes:
        standard = SHAPE.match(code) or SHAPE.match(f"{code}.00")
        if not standard and code not in catalogue.classes() and code not in catalogue.crafts():
            text = _("Line %(n)d: %(code)s is no code, class or craft.", n=number, code=code[:40])
            raise refuse(text)


def is_standard(known: Mapping[str, set[str]]) -> bool:
    """Whether the answers are codes of occupations rather than classes or crafts."""
    return all(code[:1].isdigit() for codes in known.values() for code in codes)


def evaluate(known: Mapping[str, set[str]], kit: Any) -> Report:
    """Judge the matcher (`service.matching.Kit`) on titles with their right answers."""
    kit.match(["gaffer", "registered nurse"])  # what is imported on first use is no part of it
    started = time.perf_counter()
    answers = kit.match(list(known))
    seconds = time.perf_counter() - started
    return judge(known, answers, seconds)


def judge(known: Mapping[str, set[str]], answers: Sequence[Answer], seconds: float) -> Report:
    """Count how often the answers are right."""
    standard = is_standard(known)
    hits: Counter[str] = Counter()
    pairs: list[tuple[float, bool]] = []
    for answer, (_title, codes) in zip(answers, known.items(), strict=True):
        wanted = {code[:7] for code in codes} if standard else codes
        ranked = _occupations(answer) if standard else _classes(answer)
        right = [bool(names & wanted) for names, _chance in ranked[:TOP]]
        hits["top1"] += bool(right) and right[0]
        hits["top3"] += any(right[:3])
        hits["top5"] += any(right)
        hits["major"] += _major(answer, wanted, standard)
        hits["none"] += not answer.known
        pairs.append((ranked[0][1] if ranked else 0.0, bool(right) and right[0]))
    count = len(known)
    shares = {name: hits[name] / count for name in ("top1", "top3", "top5", "major", "none")}
    error = calibration.expected_error(pairs)
    return Report(count, **shares, error=error, seconds=seconds, memory=peak_memory())


def _occupations(answer: Answer) -> list[tuple[set[str], float]]:
    return [({code[:7]}, chance) for code, chance in answer.occupations]


def _classes(answer: Answer) -> list[tuple[set[str], float]]:
    known = catalogue.classes()
    crafts = [known[m.key]["craft"] if m.key in known else "" for m in answer.classes]
    listed = zip(answer.classes, crafts, strict=True)
    return [({match.key, craft}, match.probability) for match, craft in listed]


def _major(answer: Answer, wanted: set[str], standard: bool) -> bool:
    """Whether the likeliest major group (of the chances summed) is that of a right answer."""
    sums: dict[str, float] = {}
    if standard:
        for code, chance in answer.occupations:
            sums[code[:2]] = sums.get(code[:2], 0.0) + chance
        groups = {code[:2] for code in wanted}
    else:
        for names, chance in _classes(answer):
            for craft in names & catalogue.crafts().keys():
                sums[craft] = sums.get(craft, 0.0) + chance
        classes = catalogue.classes()
        groups = {classes[key]["craft"] if key in classes else key for key in wanted}
    return bool(sums) and max(sums, key=lambda group: sums[group]) in groups


def peak_memory() -> float:
    """Megabytes this process has held at most (0 where the system does not say)."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def leaks(titles: Iterable[str], known: Iterable[str]) -> set[str]:
    """Those of `titles` that share a key with a known one, parentheses included."""
    seen = {key for title in known for key in normalizing.keys(title)}
    return {title for title in titles if normalizing.keys(title) & seen}
