"""The history as curves: a page that needs nothing but itself.

python bench/figures/curves.py [PAGE]       by default build/bench.html
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from creditrules.markup import Markup, joined, tag
from figures.bars import BARS, Bar
from figures.kept import Kept, read
from figures.told import amount

__all__ = ["page"]

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 720.0, 180.0, 84.0, 18.0, 20.0, 24.0
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 760px; margin: 2rem auto; padding: 0 1rem; color: #1c2733; }
svg { width: 100%; } text { font-size: 12px; fill: #5a6775; } .grid { stroke: #d8dee5; } .bar { stroke: #b3541e;
stroke-dasharray: 5 4; } .curve { fill: none; stroke: #1f5fa8; stroke-width: 2; } .point { fill: #1f5fa8; }
table { border-collapse: collapse; font-size: 13px; } td, th { padding: 2px 10px 2px 0; text-align: right; }
td:first-child, th:first-child { text-align: left; }
@media (prefers-color-scheme: dark) { body { background: #14191f; color: #e4e9ee; } text { fill: #9fabb8; }
.grid { stroke: #333d48; } .curve { stroke: #7db4f0; } .point { fill: #7db4f0; } .bar { stroke: #e8915b; } }
"""


def page(runs: Sequence[Kept], bars: Sequence[Bar] = BARS) -> str:
    """A section for each kind of machine, a curve for each bar that was measured there, and the same as a table."""
    by_machine: dict[str, list[Kept]] = {}
    for run in runs:
        by_machine.setdefault(run.machine, []).append(run)
    title = "What the bench measured, run by run"
    sections = [section for machine, own in by_machine.items() for section in _sections(machine, own, bars)]
    intro = "Left is the oldest run. The dashed line is the bar. Figures of different machines are not compared."
    head = tag("head", tag("meta", charset="utf-8"), tag("title", title), tag("style", Markup(_STYLE)))
    body = tag(
        "body", tag("h1", title), tag("p", intro if runs else "There is no run in the history yet."), joined(sections)
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _sections(machine: str, runs: Sequence[Kept], bars: Sequence[Bar]) -> Iterator[Markup]:
    yield tag("h2", machine)
    for bar in bars:
        points = {place: run.figures[bar.figure] for place, run in enumerate(runs) if bar.figure in run.figures}
        if points:
            yield _curve(bar, points, runs)
    yield _table(runs, bars)


def _curve(bar: Bar, points: Mapping[int, float], runs: Sequence[Kept]) -> Markup:
    """Logarithmic, as figures move by factors; amounts below a hundredth of the bar lie at the floor."""
    floor = bar.bar / 100
    values = {place: max(value, floor) for place, value in points.items()}
    low, high = min(*values.values(), bar.bar) / 1.3, max(*values.values(), bar.bar) * 1.3
    step = (_WIDTH - _LEFT - _RIGHT) / max(len(runs) - 1, 1)

    def x(place: int) -> float:
        return _LEFT + place * step

    def y(value: float) -> float:
        share = (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))
        return _TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM)

    ends = [
        part
        for value in (low * 1.3, high / 1.3)
        for part in (
            tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=f"{y(value):.1f}", y2=f"{y(value):.1f}", class_="grid"),
            tag("text", amount(value, bar.unit), x=_LEFT - 8, y=f"{y(value) + 4:.1f}", text_anchor="end"),
        )
    ]
    way = " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in values.items())
    drawn = [
        *ends,
        tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=f"{y(bar.bar):.1f}", y2=f"{y(bar.bar):.1f}", class_="bar"),
        tag("polyline", points=way, class_="curve"),
        *(_point(runs[place], points[place], bar, x(place), y(value)) for place, value in values.items()),
        tag("text", runs[0].date, x=_LEFT, y=_HEIGHT - 6),
        tag("text", runs[-1].date, x=_WIDTH - _RIGHT, y=_HEIGHT - 6, text_anchor="end"),
    ]
    told = f"{bar.told}: {'at least' if bar.least else 'at most'} {amount(bar.bar, bar.unit)}"
    svg = tag("svg", tag("title", told), joined(drawn), viewBox=f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}", role="img")
    return tag("section", tag("h3", told), svg)


def _point(run: Kept, value: float, bar: Bar, x: float, y: float) -> Markup:
    told = f"{run.date}, {run.commit}: {amount(value, bar.unit)}"
    return tag("circle", tag("title", told), cx=f"{x:.1f}", cy=f"{y:.1f}", r=4, class_="point")


def _table(runs: Sequence[Kept], bars: Sequence[Bar]) -> Markup:
    shown = runs[-6:]
    head = tag("tr", tag("th", "figure"), joined([tag("th", f"{run.date} {run.commit}") for run in shown]))
    rows = [
        tag("tr", tag("td", bar.told), joined([_cell(run, bar) for run in shown]))
        for bar in bars
        if any(bar.figure in run.figures for run in shown)
    ]
    return tag("table", head, joined(rows))


def _cell(run: Kept, bar: Bar) -> Markup:
    return tag("td", amount(run.figures[bar.figure], bar.unit) if bar.figure in run.figures else "-")


def main() -> None:
    """Write the page."""
    wanted = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "build" / "bench.html"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.write_text(page(read()), encoding="utf-8")
    print(f"Written: {wanted}")


if __name__ == "__main__":
    main()
