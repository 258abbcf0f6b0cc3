"""The figures of the risk board against what is computed by hand."""

from datetime import date, timedelta
from math import pi, sin
from typing import Any

import pytest

from crm import db
from crm.plugin import Measure
from plugins.jobclasses.matching import beta, scoring
from plugins.jobclasses.matching.scoring import Factors
from plugins.jobclasses.service import adoption, board, exposed, heat
from tests.factories import Client, World

TODAY = date(2026, 11, 1)
PLAIN = {"headcount": 1.0, "exposure": 1.0, "adoption": 1.0}


@pytest.mark.parametrize("q", [0.1, 0.5, 0.9])
def test_quantiles_of_known_distributions(q: float) -> None:
    assert beta.quantile(q, 1, 1) == pytest.approx(q)
    assert beta.quantile(q, 3, 1) == pytest.approx(q ** (1 / 3))
    assert beta.quantile(q, 1, 4) == pytest.approx(1 - (1 - q) ** (1 / 4))
    assert beta.quantile(q, 0.5, 0.5) == pytest.approx(sin(pi * q / 2) ** 2, abs=1e-9)


def test_nothing_known_of_a_share_spans_nearly_all_of_it() -> None:
    low, middle, high = beta.interval(0, 0)
    assert (round(low, 4), round(middle, 4), round(high, 4)) == (0.0245, 0.5, 0.9755)


def _record(days: int, effect: str, employer: str = "a", kind: str = "work-change") -> Any:
    day = (TODAY - timedelta(days=days)).isoformat()
    return {"type": kind, "day": day, "employer": employer, "ai": True, "effects": [effect],
            "relations": [], "clauses": []}  # fmt: skip


def test_the_direction_is_a_share_of_what_records_say_weighted_by_age() -> None:
    told = adoption.summed([_record(0, "replaces"), _record(0, "replaces"),
                            _record(365, "assists", kind="sighting")], TODAY)  # fmt: skip
    low, middle, high = beta.interval(2.0, 0.5 ** (365 / 365.25))
    assert told["direction"] == {
        "low": round(low, 3), "middle": round(middle, 3), "high": round(high, 3)}  # fmt: skip
    assert told["types"] == {"work-change": 2, "sighting": 1}


def test_two_records_are_no_direction() -> None:
    told = adoption.summed([_record(0, "replaces"), _record(0, "assists")], TODAY)
    assert (told["direction"], told["substituted"], told["assisted"]) == (None, 1, 1)


def test_adoption_is_a_share_of_employers_from_three_on() -> None:
    used = [_record(0, "", employer) for employer in ("a", "b")]
    assert adoption.summed(used, TODAY)["share"] is None
    unused = {**_record(0, "", "c"), "ai": False}
    share = adoption.summed([*used, unused], TODAY)["share"]
    assert share["middle"] == pytest.approx(beta.quantile(0.5, 2.5, 1.5), abs=0.001)


def _figures(**percentiles: float) -> Any:
    return {name: {"percentile": value} for name, value in percentiles.items()}


def test_codes_count_by_how_surely_they_are_the_class_and_indices_by_their_median() -> None:
    job = {"codes": {"soc": [{"code": "27-4011", "relation": "exact"},
                             {"code": "27-4099", "relation": "related"}]}}  # fmt: skip
    figures = {"27-4011": _figures(aioe=0.2, aioe_image=0.9, eloundou_beta=0.4),
               "27-4099": _figures(aioe=0.85)}  # fmt: skip
    told = exposed.of_class(job, figures, {"27": (0.4, 0.6)})
    assert told["low"] == pytest.approx((0.2 + 0.3 * 0.85) / 1.3, abs=0.001)
    assert (told["middle"], told["high"], told["widened"]) == (0.4, 0.9, True)
    assert told["families"]["image"] == [0.9, 0.9, 0.9]
    assert told["families"]["language"] == [0.4, 0.4, 0.4]


def _factors(key: str, people: float) -> Factors:
    return Factors(key, people, people, (0.5, 0.5, 0.5), 3, 6.0, 6)


def test_the_sum_of_a_group_is_summed_draw_by_draw() -> None:
    rows = [_factors("a", 100), _factors("b", 50), _factors("few", 2)]
    groups = {"both": ["a", "b"], "one": ["a", "a"], "none": ["few"]}
    both, one = scoring.totals(rows, groups, PLAIN)
    [alone] = [s for s in scoring.scores(rows, PLAIN) if s.key == "a"]
    assert (one.low, one.middle, one.high) == (alone.low, alone.middle, alone.high)
    parts = {s.key: s for s in scoring.scores(rows, PLAIN)}
    assert both.low >= parts["a"].low + parts["b"].low
    assert both.high <= parts["a"].high + parts["b"].high
    assert (both.key, both.told, both.first) == ("both", 2, 1.0)


def test_a_class_two_locals_claim_counts_for_both() -> None:
    rows = [{"key": "a", "people": 100}, {"key": "b", "people": 50}]
    told = [_factors("a", 100), _factors("b", 50)]
    sums = board.grouped(rows, told, {"a": ["52", "600"], "b": ["52"]}, PLAIN)
    assert [(s["key"], s["people"], s["of"]) for s in sums] == [("52", 150, 2), ("600", 100, 1)]


CLASSES = {"key": "gaffer", "people": 40, "title": "Gaffer", "exposure": {"middle": 0.3}}


def _column(name: str, n: int, **more: Any) -> Any:
    column = {"id": name, "label": name, "permission": "p", "of": "", "fewest": 10}
    return {**column, **more, "counts": [{"key": "gaffer", "n": n}]}


class _Anybody:
    @staticmethod
    def can(permission: str) -> bool:
        return permission == "p"


@pytest.mark.parametrize(
    ("columns", "shares"),
    [
        ([_column("x.asked", 20), _column("x.worried", 5, of="x.asked")], {"x.worried": 0.25}),
        ([_column("x.asked", 9), _column("x.worried", 5, of="x.asked")], {"x.worried": None}),
        ([_column("x.trained", 10)], {"x.trained": 0.25}),
        ([_column("x.trained", 9)], {"x.trained": None}),
        ([_column("x.hidden", 10, permission="q")], {}),
        ([_column("x.part", 10, of="x.gone")], {}),
    ],
)
def test_any_measure_is_a_column_as_a_share_of_enough_people(columns: Any, shares: Any) -> None:
    heads, rows = heat.cells({"heat": columns, "rows": [CLASSES]}, actor=_Anybody())
    assert heat.table(heads, rows)[0]["shares"] == shares


def test_a_measure_of_another_plugin_stands_on_the_heat_map(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    worry = Measure(id="survey.worried", label="Worried about AI", permission="jobclasses.view",
                    counts=lambda _facet: {"Gaffer": 12})  # fmt: skip
    registry = heat.registry()

    def items(kind: str, *args: Any) -> Any:
        return [worry] if kind == "measures" else type(registry).items(registry, kind, *args)

    monkeypatch.setattr(registry, "items", items)
    with world.local():
        monkeypatch.setattr(board, "headcounts", lambda: {"Gaffer": 40})
        board.compute()
        assert db.collection("jobclasses_boards").get(db.local_key("board"))["heat"]
    page = client.sign_in("leadership").get("~/jobclasses/board").get_data(as_text=True)
    table = page.split('class="table card-table heat"')[1]
    assert "Worried about AI" in table
    assert "30 %" in table
