"""When to say "none of these": by evidence that a text is a job title at all, never by probability.

A classifier is sure of anything. What counts here: the share of words that stand in known titles,
how near the nearest known title is, how often a word ends known titles ("operator", "clerk"), and
how much of its letters the learned model knows. The weights are learned from titles left out and
from nonsense made for the purpose: random letters, words of sentences, names and numbers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log1p
from random import Random
from typing import Any

KEPT = 0.97
"""The share of made-up nonsense, not used for learning, that must be turned away."""
LETTERS = "aaabcdeeefghiiijklmnooopqrsttuuvwxyz"
NAMES = tuple(
    "maria jose ahmed chen nguyen smith johnson garcia patel kim okafor ivanov rossi silva lopez "
    "anna peter fatima wei olga david sarah luis ngozi hiroshi emma noah priya omar".split()
)
FILLERS = (
    "n a;none;tbd;test;unknown;see above;not applicable;lorem ipsum dolor;to be announced;same as "
    "last year;various;misc;other;yes;no;x;ask hr;will update;as discussed;do not use"
).split(";")


@dataclass
class Evidence:
    """How to tell titles from other text; `bias`, `weights` and `least` are learned."""

    ends: dict[str, int] = field(default_factory=dict)
    bias: float = 0.0
    weights: tuple[float, ...] = ()
    least: float = 0.0

    def facts(self, title: str, known: float, nearest: float, sure: float) -> list[float]:
        """The numbers that are weighed, of a folded title."""
        words = title.split()
        ends = max((log1p(self.ends.get(word, 0)) for word in words), default=0.0)
        last = log1p(self.ends.get(words[-1], 0)) if words else 0.0
        return [known, nearest, ends, last, sure, known * nearest, min(len(words), 8) / 8]

    def score(self, facts: Sequence[float]) -> float:
        """How much a text looks like a job title, 0 to 1."""
        total = self.bias + sum(w * f for w, f in zip(self.weights, facts, strict=True))
        return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))

    def accepts(self, facts: Sequence[float]) -> bool:
        """Whether the evidence is enough to name an occupation."""
        return self.score(facts) >= self.least


def endings(titles: Iterable[str]) -> dict[str, int]:
    """How often each word ends a folded title, for words that do so twice or more."""
    counts = Counter(title.split()[-1] for title in titles if title)
    return {word: count for word, count in counts.items() if count > 1}


def nonsense(sentences: Sequence[str], count: int, random: Random) -> list[str]:
    """Made-up texts that are no titles, folded, a third of them words of `sentences`."""
    words = sorted({w for s in sentences for w in s.split() if len(w) > 2}) or list(NAMES)
    makers = (
        lambda: " ".join(_letters(random) for _ in range(random.randint(1, 3))),
        lambda: " ".join(random.sample(words, min(len(words), random.randint(1, 4)))),
        lambda: " ".join(random.sample(words, min(len(words), random.randint(2, 3)))),
        lambda: " ".join(random.sample(NAMES, 2)),
        lambda: str(random.randint(1, 10**9)),
        lambda: random.choice(FILLERS),
    )
    return [makers[n % len(makers)]() for n in range(count)]


def _letters(random: Random) -> str:
    return "".join(random.choice(LETTERS) for _ in range(random.randint(3, 10)))


def learn(evidence: Evidence, real: Sequence[Any], fake: Sequence[Any]) -> Evidence:
    """Fit the weights on half of the facts and choose `least` on the other half of `fake`."""
    from sklearn.linear_model import LogisticRegression

    learned, judged = fake[::2], fake[1::2]
    rows = [*real, *learned]
    answers = [1] * len(real) + [0] * len(learned)
    model = LogisticRegression(max_iter=1000, class_weight="balanced").fit(rows, answers)
    evidence.bias = float(model.intercept_[0])
    evidence.weights = tuple(float(w) for w in model.coef_[0])
    scores = sorted(evidence.score(facts) for facts in judged)
    evidence.least = scores[min(int(KEPT * len(scores)), len(scores) - 1)]
    return evidence
