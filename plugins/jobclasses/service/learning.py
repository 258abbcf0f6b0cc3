"""The matcher's index: making it from the occupations on file, and having it at hand.

The index is a file of the data directory. It is loaded by a thread of its own, so that pages
answer meanwhile by names alone; a newer file is taken up by itself.
"""

import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from crm import tenancy
from crm.errors import MissingExtra
from crm.i18n import _
from plugins.jobclasses.matching.index import Index, NoIndex
from plugins.jobclasses.service import loads, occupations
from plugins.jobclasses.service.loads import Progress

_lock = threading.Lock()
_held: dict[Path, tuple[float, Index | None]] = {}
"""The index at each path with the time of its file; None where the file is no index."""
_loading: set[Path] = set()


def path() -> Path:
    """Where the index of this installation is kept."""
    return tenancy.suite().config.data_dir / "jobclasses" / "index.npz"


def has_extra() -> bool:
    """Whether scikit-learn (and numpy and scipy with it) is installed: extra `matching`."""
    return all(find_spec(name) is not None for name in ("sklearn", "numpy", "scipy"))


def require_extra() -> None:
    """Raise MissingExtra, by name, where matching by learning is not installed."""
    if not has_extra():
        text = _("The Python package %(name)s is missing: run `make extras`.", name="scikit-learn")
        raise MissingExtra(text)


def build(progress: Progress) -> bool:
    """Make the index of the release on file and keep it; False where it is there already.

    Raises MissingExtra without scikit-learn, NotFound before a release is loaded.
    """
    require_extra()
    from plugins.jobclasses.matching import index, training

    load = loads.latest("onet") or {}
    if not load or _is_of(load["digest"]):
        return False
    known = occupations.every("title", "alternate", "reported", "tasks")
    tasks = [task for one in known for task in one["tasks"]]
    about = {"release": load["release"], "digest": load["digest"], "occupations": len(known)}
    made = training.train(list(occupations.pairs(known)), tasks, progress, about)
    index.save(made, path())
    return True


def _is_of(digest: str) -> bool:
    """Whether the file there is of this content."""
    from plugins.jobclasses.matching import index

    try:
        return bool(index.about(path()).get("digest") == digest)
    except NoIndex:
        return False


def state() -> str:
    """What matching rests on: 'learned', 'loading', 'no index' or 'no extra'."""
    if not has_extra():
        return "no extra"
    if not path().exists():
        return "no index"
    return "learned" if at_hand() is not None else "loading"


def at_hand() -> Index | None:
    """The index if it is loaded; else None, and a thread begins to load it."""
    where = path()
    if not has_extra() or not where.exists():
        return None
    changed = where.stat().st_mtime
    held = _held.get(where)
    if held is None or held[0] != changed:
        with _lock:
            if where not in _loading:
                _loading.add(where)
                threading.Thread(target=_load, args=(where, changed), daemon=True).start()
    return held[1] if held else None


def wait() -> Index | None:
    """The index, loaded now if it is not yet (for jobs and commands); None where there is none."""
    where = path()
    if not has_extra() or not where.exists():
        return None
    changed = where.stat().st_mtime
    if _held.get(where, (0.0, None))[0] != changed:
        _load(where, changed)
    return _held[where][1] if where in _held else None


def _load(where: Path, changed: float) -> None:
    from plugins.jobclasses.matching import index

    try:
        _held[where] = (changed, index.load(where))
    except NoIndex:
        _held[where] = (changed, None)
    finally:
        _loading.discard(where)


def forget() -> None:
    """Let go of what is loaded (for tests, and where memory is short)."""
    _held.clear()


def about() -> dict[str, Any]:
    """Of which release the index at hand is; {} without one."""
    held = at_hand()
    return held.about if held else {}
