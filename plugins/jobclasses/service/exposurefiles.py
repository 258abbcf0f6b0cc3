"""Reading published exposure figures: Eloundou et al. as CSV, the AIOE family as XLSX.

What a file is, its columns say, not its name. Figures by O*NET code are averaged to 6 digits. The
AIOE files use SOC 2010: `data/soc_2010_2018.csv` carries the codes that changed to SOC 2018, as
in the crosswalk of the Bureau of Labor Statistics; where several old codes become one, their mean
counts. What is left over is reported.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from crm.i18n import _
from plugins.jobclasses.service import catalogue
from plugins.jobclasses.service.onetfiles import CODE, SHAPE
from plugins.jobclasses.service.referencefiles import Files, refuse, table

ELOUNDOU = {
    f"{who}_rating_{part}": f"eloundou_{'human_' if who == 'human' else ''}{part}"
    for who in ("dv", "human")
    for part in ("alpha", "beta", "gamma")
}
AIOE = {
    "AIOE": "aioe",
    "Image Generation AIOE": "aioe_image",
    "Language Modeling AIOE": "aioe_language",
}
SOC = "SOC Code"
Values = dict[str, list[float]]


@dataclass
class Figures:
    """Figures by measure and 6-digit SOC 2018 code; `unmatched` are (measure, code, title)."""

    values: dict[str, Values] = field(default_factory=dict)
    carried: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    unmatched: list[dict[str, str]] = field(default_factory=list)


def read(files: Files, known: set[str]) -> Figures:
    """All figures of the files; `known` are codes on file (may be empty: then none is missed).

    Raises Invalid where no file, or one of them, has the columns of a known measure.
    """
    if not files:
        raise refuse(_("There is no CSV or XLSX file of exposure figures here."))
    found = Figures()
    for name in sorted(files):
        if name.lower().endswith(".csv"):
            _read_eloundou(found, name, files[name])
        else:
            _read_aioe(found, name, files[name], known)
    return found


def _read_eloundou(found: Figures, name: str, content: bytes) -> None:
    for row in table(name, content, (CODE, *ELOUNDOU), tab=False):
        code = row[CODE] or ""
        if not SHAPE.match(code):
            raise refuse(
                _("%(name)s: %(code)s is no O*NET-SOC code.", name=name, code=repr(code)[:40])
            )
        for column, measure in ELOUNDOU.items():
            _put(found, measure, code[:7], _number(name, column, row[column], 0, 1))


def _number(name: str, column: str, text: Any, low: float, high: float) -> float:
    try:
        value = float(text)
    except (TypeError, ValueError):
        value = float("nan")
    if not low <= value <= high:
        raise refuse(
            _(
                "%(name)s: %(value)s in column %(column)s is no number from %(low)d to %(high)d.",
                name=name,
                column=column,
                value=repr(text)[:40],
                low=low,
                high=high,
            )
        )
    return value


def _put(found: Figures, measure: str, soc: str, value: float) -> None:
    found.values.setdefault(measure, {}).setdefault(soc, []).append(value)


def _read_aioe(found: Figures, name: str, content: bytes, known: set[str]) -> None:
    read = False
    for rows in _sheets(name, content):
        header = [str(cell or "").strip() for cell in next(rows, ())]
        column = next((title for title in AIOE if title in header), "")
        if SOC in header and column:
            read = True
            places = header.index(SOC), header.index("Occupation Title"), header.index(column)
            _read_sheet(found, name, rows, places, AIOE[column], known)
    if not read:
        raise refuse(
            _(
                "%(name)s has no sheet with the columns SOC Code, Occupation Title and one of "
                "%(columns)s: it is of another edition or another file.",
                name=name,
                columns=", ".join(AIOE),
            )
        )


def _sheets(name: str, content: bytes) -> Iterator[Iterator[Any]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            yield sheet.iter_rows(max_row=5000, max_col=20, values_only=True)
        book.close()
    except (OSError, KeyError, ValueError, SyntaxError) as error:
        raise refuse(_("%(name)s cannot be read as an XLSX file.", name=name)) from error
    except Exception as error:
        if type(error).__module__.startswith(("zipfile", "openpyxl", "xml", "zlib", "defusedxml")):
            raise refuse(_("%(name)s cannot be read as an XLSX file.", name=name)) from error
        raise


def _read_sheet(
    found: Figures,
    name: str,
    rows: Iterable[Any],
    places: tuple[int, int, int],
    measure: str,
    known: set[str],
) -> None:
    changed = _correspondence()
    for row in rows:
        cells = [*row, None, None, None]
        code, title = str(cells[places[0]] or "").strip(), str(cells[places[1]] or "")
        if not code:
            continue
        value = _number(name, measure, cells[places[2]], -20, 20)
        now = changed.get(code, [code])
        if not now or (known and not known.intersection(now)):
            found.unmatched.append({"measure": measure, "code": code, "title": title[:200]})
            continue
        for soc in now:
            _put(found, measure, soc, value)
            if code in changed:
                found.carried.setdefault(measure, {}).setdefault(soc, []).append(code)


def _correspondence() -> Mapping[str, list[str]]:
    table_rows = catalogue.rows("soc_2010_2018.csv")
    return {row["soc2010"]: catalogue.split(row["soc2018"]) for row in table_rows}


def records(found: Figures) -> list[dict[str, Any]]:
    """One record for each measure and code: value, percentile among all codes, where from."""
    made: list[dict[str, Any]] = []
    for measure, by_soc in sorted(found.values.items()):
        means = {soc: mean(values) for soc, values in by_soc.items()}
        ranks = percentiles(means)
        for soc in sorted(means):
            one = {
                "_id": f"{measure}|{soc}",
                "measure": measure,
                "soc": soc,
                "value": round(means[soc], 6),
                "percentile": round(ranks[soc], 4),
                "of": len(means),
                "carried_from": sorted(found.carried.get(measure, {}).get(soc, [])),
                "listed": "yes",
            }
            seal = hashlib.sha256(repr(sorted(one.items())).encode()).hexdigest()
            made.append({**one, "digest": seal[:32]})
    return made


def percentiles(values: Mapping[str, float]) -> dict[str, float]:
    """The share of codes below each, equals by half (0 to 1): the mid-rank percentile."""
    ordered = sorted(values.values())
    places: dict[float, list[int]] = {}
    for place, value in enumerate(ordered):
        places.setdefault(value, []).append(place)
    count = len(ordered)
    middle = {v: (at[0] + at[-1] + 1) / 2 / count for v, at in places.items()}
    return {key: middle[value] for key, value in values.items()}
