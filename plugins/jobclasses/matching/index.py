"""The learned index of occupations: what it answers, and how it is kept in a file.

The file is numpy's .npz with numbers and UTF-8 text only: nothing in it can run code. It is
written beside the old one and put in its place at once, so a reader never sees half of it.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plugins.jobclasses.matching import features
from plugins.jobclasses.matching.calibration import Certainty
from plugins.jobclasses.matching.neighbours import Neighbours
from plugins.jobclasses.matching.rejection import Evidence
from plugins.jobclasses.matching.softmax import Softmax

FORMAT = 1
LEARNED, VOTED = 0.7, 0.3
"""Parts of the learned model and of the nearest titles in the blend."""
RUN = 500
"""Titles worked at a time: bounds the memory of thousands."""


class NoIndex(Exception):
    """There is no index of this format in the file."""


@dataclass(frozen=True)
class Guess:
    """What the index says of one title: occupations best first, and the evidence."""

    occupations: list[tuple[int, float]]
    """(place in `codes`, calibrated probability); one entry for each 6-digit code."""
    nearest: list[tuple[str, float]]
    accepted: bool
    exact: bool


@dataclass
class Index:
    """`codes` are O*NET-SOC codes, rising, as the model's columns; `about` is the release."""

    codes: list[str]
    idf: Any
    softmax: Softmax
    neighbours: Neighbours
    certainty: Certainty
    evidence: Evidence
    about: dict[str, Any]

    def __post_init__(self) -> None:
        import numpy as np

        self.places = {title: n for n, title in enumerate(self.neighbours.titles)}
        self.socs = sorted({code[:7] for code in self.codes})
        columns = {soc: n for n, soc in enumerate(self.socs)}
        self.columns = np.array([columns[code[:7]] for code in self.codes])
        self.starts = np.flatnonzero(np.diff(self.columns, prepend=-1))

    def blended(self, folded: Sequence[str]) -> tuple[Any, Any, list[list[tuple[int, float]]]]:
        """Uncalibrated shares (titles x codes), the learned model's own, and nearest titles."""
        rows = features.scaled(features.hashed(folded), self.idf)
        learned = self.softmax.probabilities(rows)
        votes, nearest = self.neighbours.vote(folded)
        return LEARNED * learned + VOTED * votes, learned, nearest

    def facts(self, title: str, learned: Any, nearest: Sequence[tuple[int, float]]) -> list[float]:
        """The evidence that a folded title is one (see `rejection`)."""
        similar = nearest[0][1] if nearest else 0.0
        known = self.neighbours.known_share(title)
        return self.evidence.facts(title, known, similar, float(learned.max()))

    def by_soc(self, shares: Any) -> Any:
        """Shares of O*NET codes summed to 6-digit codes (titles x socs)."""
        import numpy as np

        summed: Any = np.add.reduceat(shares, self.starts, axis=1)
        return summed

    def guess(self, folded: Sequence[str], prior: Any = None, best: int = 5) -> list[Guess]:
        """The best occupations for folded titles; `prior` weighs codes (see `priors`)."""
        found: list[Guess] = []
        for part in features.batches(folded, RUN):
            shares, learned, nearest = self.blended(part)
            if prior is not None:
                shares = shares * prior
                shares /= shares.sum(axis=1, keepdims=True)
            sums = self.by_soc(shares)
            for n, (title, top) in enumerate(zip(part, self._top(sums, best), strict=True)):
                parts = (shares[n], sums[n], learned[n], nearest[n])
                found.append(self._one(title, top, *parts))
        return found

    @staticmethod
    def _top(sums: Any, best: int) -> Any:
        """The places of the greatest in each row, falling; equals in their order."""
        import numpy as np

        count = min(best, sums.shape[1])
        places = np.sort(np.argpartition(-sums, count - 1, axis=1)[:, :count], axis=1)
        order = np.argsort(-np.take_along_axis(sums, places, axis=1), axis=1, kind="stable")
        return np.take_along_axis(places, order, axis=1)

    def _one(
        self, title: str, top: Any, shares: Any, sums: Any, learned: Any, nearest: Any
    ) -> Guess:
        exact = title in self.places
        listed = []
        similar = nearest[0][1] if nearest else 0.0
        chances = self.certainty([float(sums[soc]) for soc in top], similar, exact)
        for soc, chance in zip(top, chances, strict=True):
            first = int(self.starts[soc])
            end = int(self.starts[soc + 1]) if soc + 1 < len(self.starts) else len(shares)
            listed.append((first + int(shares[first:end].argmax()), chance))
        facts = self.facts(title, learned, nearest)
        names = [(self.neighbours.titles[place], similar) for place, similar in nearest]
        return Guess(listed, names, exact or self.evidence.accepts(facts), exact)


def save(index: Index, path: Path) -> None:
    """Write the index to `path`, whole or not at all."""
    import numpy as np

    near = index.neighbours
    text = {
        "codes": index.codes,
        "titles": near.titles,
        "vocabulary": list(near.vocabulary),
        "certainty": asdict(index.certainty),
        "evidence": asdict(index.evidence),
        "about": index.about,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as out:
        np.savez(
            out,
            format=np.array([FORMAT]),
            text=np.frombuffer(json.dumps(text).encode(), np.uint8),
            idf=index.idf,
            inner=index.softmax.inner.astype(np.float16),
            outer=index.softmax.outer,
            bias=index.softmax.bias,
            near_idf=near.idf,
            **_parts("rows", near.rows),
            **_parts("targets", near.targets),
        )
    beside.replace(path)


def _parts(name: str, matrix: Any) -> dict[str, Any]:
    return {f"{name}_{part}": getattr(matrix, part) for part in ("data", "indices", "indptr")}


def load(path: Path) -> Index:
    """Read an index; NoIndex where there is none or it is of another format."""
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as stored:
            if int(stored["format"][0]) != FORMAT:
                raise NoIndex(str(path))
            return _from(stored)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise NoIndex(str(path)) from error


def about(path: Path) -> dict[str, Any]:
    """Of which release a stored index is, without loading it whole; NoIndex."""
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as stored:
            found: dict[str, Any] = json.loads(bytes(stored["text"]))["about"]
            return found if int(stored["format"][0]) == FORMAT else {}
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise NoIndex(str(path)) from error


def _from(stored: Any) -> Index:
    import numpy as np
    from scipy import sparse

    text = json.loads(bytes(stored["text"]))
    idf = stored["near_idf"]

    def matrix(name: str, columns: int) -> Any:
        parts = tuple(stored[f"{name}_{part}"] for part in ("data", "indices", "indptr"))
        return sparse.csr_matrix(parts, shape=(len(text["titles"]), columns))

    near = Neighbours(
        text["titles"],
        {word: n for n, word in enumerate(text["vocabulary"])},
        idf,
        matrix("rows", len(idf)),
        matrix("targets", len(text["codes"])),
    )
    evidence = Evidence(**{**text["evidence"], "weights": tuple(text["evidence"]["weights"])})
    inner = stored["inner"].astype(np.float32)
    model = Softmax(inner, stored["outer"], stored["bias"])
    certainty = Certainty.of(text["certainty"])
    return Index(text["codes"], stored["idf"], model, near, certainty, evidence, text["about"])
