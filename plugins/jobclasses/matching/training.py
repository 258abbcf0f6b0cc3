"""Making the index from occupations and their titles.

A part of the titles is left out first, to learn on titles not seen how sure the model may be and
what is no title at all; then the model is made again from all titles. Equal titles are one row,
whose target is shared by all occupations that list it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from plugins.jobclasses.matching import (
    calibration,
    features,
    neighbours,
    normalizing,
    rejection,
    softmax,
)
from plugins.jobclasses.matching.calibration import Certainty
from plugins.jobclasses.matching.index import Index
from plugins.jobclasses.matching.rejection import Evidence

SEED = 27
LEFT_OUT = 0.12
NONSENSE = 6000
Progress = Callable[[int, int], None]
Listed = dict[str, set[str]]


def listed(pairs: Iterable[tuple[str, str]]) -> Listed:
    """Folded titles with the codes that list them, from (code, title)."""
    found: Listed = {}
    for code, title in pairs:
        for key in normalizing.keys(title):
            found.setdefault(key, set()).add(code)
    return found


def train(
    pairs: Sequence[tuple[str, str]],
    sentences: Sequence[str],
    progress: Progress,
    about: Mapping[str, Any],
) -> Index:
    """The index of (O*NET-SOC code, title) pairs; `sentences` are tasks, for words of no title."""
    known = listed(pairs)
    codes = sorted({code for code, _title in pairs})
    random = Random(SEED)  # noqa: S311 - a fixed split, no secret
    left_out = _left_out(pairs, random)
    kept = {title: found for title, found in known.items() if title not in left_out}
    first = _model(kept, codes, _half(progress, 0), about)
    folded = [normalizing.fold(sentence) for sentence in sentences]
    unseen = {title: known[title] for title in sorted(left_out)}
    certainty, evidence = _judge(first, unseen, folded, random)
    made = _model(known, codes, _half(progress, 1), about)
    made.certainty, made.evidence = certainty, evidence
    return made


def _left_out(pairs: Sequence[tuple[str, str]], random: Random) -> set[str]:
    """Keys of titles drawn by lot, whole titles with what stands in their parentheses."""
    titles = sorted({title for _code, title in pairs})
    drawn = random.sample(titles, int(len(titles) * LEFT_OUT))
    return {key for title in drawn for key in normalizing.keys(title)}


def _half(progress: Progress, number: int) -> Progress:
    return lambda done, total: progress(done + number * total, 2 * total)


def _model(
    known: Mapping[str, set[str]], codes: list[str], progress: Progress, about: Mapping[str, Any]
) -> Index:
    titles = sorted(known)
    targets = shares([known[title] for title in titles], codes)
    counts = features.hashed(titles)
    idf = features.weights(counts)
    learned = softmax.train(features.scaled(counts, idf), targets, progress)
    near = neighbours.learn(titles, targets)
    evidence = Evidence(rejection.endings(titles))
    return Index(codes, idf, learned, near, Certainty(), evidence, dict(about))


def shares(listed_codes: Sequence[Iterable[str]], codes: Sequence[str]) -> Any:
    """A sparse matrix (titles x codes): each title's codes with equal parts of 1, float32."""
    import numpy as np
    from scipy import sparse

    place = {code: n for n, code in enumerate(codes)}
    rows = [sorted(place[code] for code in found) for found in listed_codes]
    data = [1 / len(row) for row in rows for _column in row]
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    columns = [column for row in rows for column in row]
    parts = (np.array(data, np.float32), np.array(columns, np.int32), ends.astype(np.int32))
    return sparse.csr_matrix(parts, shape=(len(rows), len(codes)))


def _judge(
    model: Index, unseen: Mapping[str, set[str]], sentences: Sequence[str], random: Random
) -> tuple[Certainty, Evidence]:
    """How sure the model may be, and what it must turn away, by titles it has not seen."""
    ranked: list[Any] = []
    real: list[list[float]] = []
    for part in features.batches(list(unseen), 500):
        blended, learned, nearest = model.blended(part)
        sums = model.by_soc(blended)
        for n, title in enumerate(part):
            right = {code[:7] for code in unseen[title]}
            top = (-sums[n]).argsort(kind="stable")[:5]
            similar = nearest[n][0][1] if nearest[n] else 0.0
            hits = [model.socs[soc] in right for soc in top]
            ranked.append(([float(sums[n][soc]) for soc in top], similar, hits))
            real.append(model.facts(title, learned[n], nearest[n]))
    fake: list[list[float]] = []
    for part in features.batches(rejection.nonsense(sentences, NONSENSE, random), 500):
        _blended, learned, nearest = model.blended(part)
        fake += [model.facts(t, learned[n], nearest[n]) for n, t in enumerate(part)]
    return calibration.judge(ranked), rejection.learn(model.evidence, real, fake)
