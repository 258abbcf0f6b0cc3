"""The nearest known titles by TF-IDF over words, and what they vote for.

Votes count by similarity to the sixth power, which was measured best among powers 1 to 10 on
held-out titles. The nearest titles are also the reason shown to people, and the evidence by
which a title is said to be like nothing known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

NEAREST = 40
POWER = 6


@dataclass
class Neighbours:
    """Known titles as sparse rows (`rows`, titles x words) with their shares of occupations."""

    titles: list[str]
    vocabulary: dict[str, int]
    idf: Any
    rows: Any
    targets: Any

    def vectors(self, folded: Sequence[str]) -> Any:
        """Folded titles as rows of length 1; words nobody knows count in the length."""
        import numpy as np
        from scipy import sparse

        unknown = float(self.idf.max()) if len(self.idf) else 1.0
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        for title in folded:
            known: dict[int, float] = {}
            squares = 0.0
            for word in dict.fromkeys(title.split()):
                place = self.vocabulary.get(word)
                weight = float(self.idf[place]) if place is not None else unknown
                squares += weight * weight
                if place is not None:
                    known[place] = weight
            length = max(squares, 1e-12) ** 0.5
            columns += known
            data += [weight / length for weight in known.values()]
            ends.append(len(columns))
        shape = (len(folded), len(self.idf))
        parts = (np.array(data, np.float32), np.array(columns, np.int32), np.array(ends, np.int32))
        return sparse.csr_matrix(parts, shape=shape)

    def vote(self, folded: Sequence[str]) -> tuple[Any, list[list[tuple[int, float]]]]:
        """Shares (titles x occupations), and for each title its nearest (place, similarity)."""
        import numpy as np
        from scipy import sparse

        similar = (self.vectors(folded) @ self.rows.T).tocsr()
        nearest: list[list[tuple[int, float]]] = []
        kept_places: list[Any] = []
        kept_votes: list[Any] = []
        ends = [0]
        for number in range(len(folded)):
            span = slice(similar.indptr[number], similar.indptr[number + 1])
            places, values = _best(similar.indices[span], similar.data[span], np)
            nearest.append(
                [(int(p), float(v)) for p, v in zip(places[:5], values[:5], strict=True)]
            )
            kept_places.append(places)
            kept_votes.append(values**POWER)
            ends.append(ends[-1] + len(places))
        parts = (np.concatenate(kept_votes), np.concatenate(kept_places), np.array(ends))
        cast = sparse.csr_matrix(parts, shape=(len(folded), len(self.titles)))
        votes = (cast @ self.targets).toarray()
        votes /= np.maximum(votes.sum(axis=1, keepdims=True), 1e-12)
        return votes, nearest

    def known_share(self, title: str) -> float:
        """The part of a folded title's words that stand in some known title (0 to 1)."""
        words = title.split()
        return sum(word in self.vocabulary for word in words) / len(words) if words else 0.0


def _best(places: Any, values: Any, np: Any) -> tuple[Any, Any]:
    """The NEAREST most similar, best first; equals in the order of titles."""
    if len(values) > NEAREST:
        chosen = np.argpartition(-values, NEAREST - 1)[:NEAREST]
        places, values = places[chosen], values[chosen]
    order = np.lexsort((places, -values))
    return places[order], values[order]


def learn(titles: Sequence[str], targets: Any) -> Neighbours:
    """Neighbours among these folded titles; `targets` has a row of shares for each."""
    import numpy as np

    vocabulary: dict[str, int] = {}
    seen: list[int] = []
    for title in titles:
        for word in dict.fromkeys(title.split()):
            if word not in vocabulary:
                vocabulary[word] = len(seen)
                seen.append(0)
            seen[vocabulary[word]] += 1
    idf = (np.log((1 + len(titles)) / (1 + np.array(seen, np.float32))) + 1).astype(np.float32)
    made = Neighbours(list(titles), vocabulary, idf, None, targets)
    made.rows = made.vectors(titles)
    return made
