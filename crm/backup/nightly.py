"""The nightly export: written, proved by a restore into a scratch database, the old ones removed.

data_dir/exports/<UTC time>/ holds one export each, for its owner only (0700).
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from crm import db, tenancy
from crm.backup import exporting, restoring
from crm.backup.exporting import Progress
from crm.backup.manifest import NAME
from crm.embedded.server import MIN_FREE_BYTES
from crm.errors import CRMError
from crm.i18n import _

log = structlog.get_logger(__name__)
KEEP = 14
EVERY = 1.0
NOT_ALLOWED = 13
"""MongoDB's code for what an account has no right to."""


class NoSpace(CRMError):
    """The disk is too full for another export."""

    title = _("There is too little free disk space for the nightly export")


def exports_folder() -> Path:
    """Where nightly exports are kept; made when it is not there."""
    folder = tenancy.suite().config.data_dir / "exports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def kept(folder: Path) -> list[Path]:
    """Complete exports, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"[0-9]*/{NAME}"))


def run(progress: Progress = exporting.silent) -> dict[str, object]:
    """Export, verify, and remove all but the latest KEEP; gives its name, and whether verified.

    An export that cannot be proved is removed and the reason raised: the older ones stay.
    """
    folder = exports_folder()
    _require_space(folder)
    for left in (*folder.glob(".*.partial"), folder.parent / restoring.SCRATCH):
        shutil.rmtree(left, ignore_errors=True)
    made = folder / db.now().strftime("%Y-%m-%dT%H%M%S")
    step = paced(progress)
    exporting.export_all(made, lambda done, total: step(done, total * 3))
    verified = _verify(made, lambda done, total: step(total // 2 + done, total * 3 // 2))
    for old in kept(folder)[:-KEEP]:
        shutil.rmtree(old)
    log.info("database exported", export=made.name, verified=verified)
    return {"export": made.name, "verified": verified}


def _verify(made: Path, progress: Progress) -> str:
    """'yes', or why the proof was not allowed; an export that fails it is removed."""
    try:
        restoring.verify(made, progress)
    except BaseException as error:
        if getattr(error, "code", None) == NOT_ALLOWED:
            log.error("the export could not be verified: no right to a scratch database")
            return str(_("no: the account of the database may not write a scratch database"))
        shutil.rmtree(made, ignore_errors=True)
        raise
    return "yes"


def paced(progress: Progress, every: float = EVERY) -> Callable[[int, int], None]:
    """Pass progress on at most once in `every` seconds (each note is a write)."""
    last = float("-inf")

    def note(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= every:
            last = time.monotonic()
            progress(done, total)

    return note


def _require_space(folder: Path) -> None:
    """Twice the last export (itself and its scratch copy), and what the database needs."""
    last = kept(folder)[-1:]
    size = sum(path.stat().st_size for path in last[0].rglob("*") if path.is_file()) if last else 0
    free = shutil.disk_usage(folder).free
    if free < MIN_FREE_BYTES + 3 * size:
        raise NoSpace(_("%(free)s MB are free", free=free // 1_000_000))
