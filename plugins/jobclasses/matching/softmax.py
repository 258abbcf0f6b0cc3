"""Titles to occupations by a small learned model: hashed features -> 64 numbers -> softmax.

The model is fastText's (Joulin et al. 2017, "Bag of tricks for efficient text classification"),
with rows of length 1 weighted by rarity, features left out at random, and Adagrad (Duchi et al.
2011). Written in numpy, because fastText's wheels are old and give wrong probabilities under
numpy 2. The same titles and seed give the same model.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DIMENSIONS = 64
EPOCHS = 4
BATCH = 256
RATE = 0.1
LEFT_OUT = 0.3
SEED = 20230705
SMALL = 1e-8


@dataclass
class Softmax:
    """`inner` (features x DIMENSIONS), `outer` (DIMENSIONS x occupations), `bias`; float32."""

    inner: Any
    outer: Any
    bias: Any

    def probabilities(self, rows: Any) -> Any:
        """Probabilities (titles x occupations) of scaled features; each row sums to 1."""
        return normal(rows @ self.inner @ self.outer + self.bias)


def normal(scores: Any) -> Any:
    """The softmax of each row."""
    import numpy as np

    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def train(rows: Any, targets: Any, progress: Callable[[int, int], None]) -> Softmax:
    """Learn from scaled features and target shares (sparse, titles x occupations)."""
    import numpy as np

    rng = np.random.default_rng(SEED)
    count, size = rows.shape
    inner = rng.standard_normal((size, DIMENSIONS), dtype=np.float32)
    inner *= np.float32(0.5 / np.sqrt(DIMENSIONS))
    outer = np.zeros((DIMENSIONS, targets.shape[1]), np.float32)
    model = Softmax(inner, outer, np.zeros(targets.shape[1], np.float32))
    seen = [np.full(shape, SMALL, np.float32) for shape in (size, outer.shape, outer.shape[1])]
    steps = -(-count // BATCH)
    for epoch in range(EPOCHS):
        order = rng.permutation(count)
        rate = np.float32(RATE * (1 - 0.9 * epoch / EPOCHS))
        for step in range(steps):
            if step % 20 == 0:
                progress(epoch * steps + step, EPOCHS * steps)
            chosen = order[step * BATCH : (step + 1) * BATCH]
            _step(model, seen, _thinned(rows[chosen], rng), targets[chosen].toarray(), rate)
    progress(EPOCHS * steps, EPOCHS * steps)
    return model


def _thinned(rows: Any, rng: Any) -> Any:
    """Some features left out, the others made up for: the model leans on no single piece."""
    import numpy as np

    kept = rng.random(len(rows.data)) >= LEFT_OUT
    rows.data = rows.data * kept / np.float32(1 - LEFT_OUT)
    return rows


def _step(model: Softmax, seen: list[Any], rows: Any, wanted: Any, rate: Any) -> None:
    """One step of Adagrad on the cross-entropy; only features that occur are touched."""
    import numpy as np
    from scipy import sparse

    columns, places = np.unique(rows.indices, return_inverse=True)
    shape = (rows.shape[0], len(columns))
    small = sparse.csr_matrix((rows.data.astype(np.float32), places, rows.indptr), shape=shape)
    hidden = small @ model.inner[columns]
    error = (normal(hidden @ model.outer + model.bias) - wanted) / np.float32(shape[0])
    back = small.T @ (error @ model.outer.T)
    outward, shift = hidden.T @ error, error.sum(axis=0)
    seen[1] += outward**2
    model.outer -= rate * outward / np.sqrt(seen[1])
    seen[2] += shift**2
    model.bias -= rate * shift / np.sqrt(seen[2])
    seen[0][columns] += (back**2).mean(axis=1)
    model.inner[columns] -= (rate / np.sqrt(seen[0][columns]))[:, None] * back
