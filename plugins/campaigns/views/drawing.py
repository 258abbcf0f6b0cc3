"""Small pictures as SVG shapes, for pages without scripts and for paper: plain numbers out."""

from collections.abc import Sequence
from dataclasses import dataclass

from plugins.campaigns import scale
from plugins.campaigns.service.trend import Trend

WIDTH, HEIGHT = 120, 32


def spark(values: Sequence[int], top: int | None) -> str:
    """The points of a line over equal steps, `top` at the upper edge; '' for fewer than two."""
    if len(values) < 2 or not top:
        return ""
    step = WIDTH / (len(values) - 1)
    points = [
        f"{n * step:.1f},{HEIGHT - min(value / top, 1) * HEIGHT:.1f}"
        for n, value in enumerate(values)
    ]
    return " ".join(points)


@dataclass(frozen=True)
class Bar:
    """One block of a stacked column chart of 100 x 100."""

    x: float
    y: float
    width: float
    height: float
    colour: str


def stacked(trend: Trend) -> list[Bar]:
    """The weeks of a trend as stacked columns, the first level at the foot."""
    weeks = len(trend.weeks)
    sums = [sum(values[at] for values in trend.levels.values()) for at in range(weeks)]
    top, width = max(sums, default=0) or 1, 100 / max(weeks, 1)
    bars, foot = [], [0.0] * weeks
    for level in scale.levels():
        for at, n in enumerate(trend.levels[level.id]):
            height = 100 * n / top
            foot[at] += height
            if n:
                x, y = at * width + width * 0.1, 100 - foot[at]
                bars.append(Bar(x, y, width * 0.8, height, level.colour))
    return bars
