"""The words that many used in their written answers."""

import re
from collections import Counter
from collections.abc import Sequence

from crm.values import fold

WORD = re.compile(r"[^\W\d_]{4,}")
COMMON = frozenset(
    "about after again also because been before being both could does doing dont each even every "
    "from have having here into just like make many more most much need only other over really "
    "same should some still such than that their them then there these they thing things think "
    "this those very want well were what when where which while will with without work would "
    "your".split()
)
"""English words that say nothing by themselves; shorter ones are left out by their length."""
MOST = 40


def often(texts: Sequence[str], least: int) -> list[tuple[str, int]]:
    """The words in the most texts, with in how many: `least` or more, at most MOST words."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({fold(word) for word in WORD.findall(text)} - COMMON)
    return [(word, n) for word, n in counts.most_common(MOST) if n >= least]
