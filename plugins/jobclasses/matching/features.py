"""A title as numbers: hashed words, pairs of words and pieces of 3 to 5 characters.

The hash is CRC-32, which every Python has and which never changes, so that an index stays right.
Pieces of words ("<", ">" mark begin and end) are those of fastText (Bojanowski et al. 2017,
"Enriching word vectors with subword information", TACL 5).
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any
from zlib import crc32

BITS = 17
SIZE = 1 << BITS


def pieces(folded: str) -> list[str]:
    """The features of a folded title as strings."""
    words = folded.split()
    found = [f"w:{word}" for word in words]
    for word in words:
        marked = f"<{word}>"
        for length in (3, 4, 5):
            found += [marked[i : i + length] for i in range(len(marked) - length + 1)]
    found += [f"b:{a} {b}" for a, b in pairwise(words)]
    return found


def hashed(folded: Iterable[str]) -> Any:
    """A sparse matrix (titles x SIZE) of 1 + log(count), float32."""
    import numpy as np
    from scipy import sparse

    data: list[int] = []
    columns: list[int] = []
    ends = [0]
    for title in folded:
        counts: dict[int, int] = {}
        for piece in pieces(title):
            slot = crc32(piece.encode()) & (SIZE - 1)
            counts[slot] = counts.get(slot, 0) + 1
        columns += counts
        data += counts.values()
        ends.append(len(columns))
    values = 1 + np.log(np.array(data, np.float32))
    shape = (len(ends) - 1, SIZE)
    indices = np.array(columns, np.int32)
    return sparse.csr_matrix((values, indices, np.array(ends, np.int32)), shape=shape)


def weights(matrix: Any) -> Any:
    """Inverse document frequency of each feature, float32 (SIZE,)."""
    import numpy as np

    seen = np.bincount(matrix.indices, minlength=SIZE)
    idf: Any = (np.log((1 + matrix.shape[0]) / (1 + seen)) + 1).astype(np.float32)
    return idf


def scaled(matrix: Any, idf: Any) -> Any:
    """Each row weighted by `idf` and of length 1 (or empty)."""
    import numpy as np

    found = matrix.copy()
    found.data = found.data * idf[found.indices]
    rows = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
    squares = np.bincount(rows, weights=found.data**2, minlength=found.shape[0])
    length = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    found.data = (found.data / length[rows]).astype(np.float32)
    return found


def batches(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """`items` in runs of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
