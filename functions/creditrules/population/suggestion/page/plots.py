"""Plots of a judgement as SVG. What they show also stands in a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from creditrules.markup import Markup, joined, tag
from creditrules.population.suggestion.judging.calibration import Band

__all__ = ["calibration_plot", "shares_plot"]

_SIDE: Final = 320.0
_LEFT: Final = 56.0
_TOP: Final = 30.0
_WIDTH: Final = 720.0
_HEIGHT: Final = 200.0
_TICKS: Final = 4
_ENDS: Final = (0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0)


def calibration_plot(title: str, bands: Sequence[Band]) -> Markup:
    """For each band the share of bad that was expected (across) and observed (up, with its interval)."""
    reached = max([0.0, *(band.expected for band in bands), *(_high(band) for band in bands)])
    most = next(end for end in _ENDS if reached <= end)
    parts = [*_grid(most), tag("line", x1=_LEFT, y1=_TOP + _SIDE, x2=_LEFT + _SIDE, y2=_TOP, class_="mark")]
    for band in bands:
        x, y = _LEFT + _SIDE * band.expected / most, _up(band.observed, most)
        if band.interval is not None:
            low, high = _up(band.interval.low, most), _up(band.interval.high, most)
            parts.append(tag("path", d=f"M{x:.1f} {low:.1f}V{high:.1f}", class_="span after"))
        parts.append(tag("circle", cx=x, cy=y, r=5, class_="dot after"))
    parts += [
        _text("expected share of bad", _LEFT + _SIDE / 2, _TOP + _SIDE + 36, "middle"),
        _text("observed share of bad, with its 95 % interval", 4, 16, "start"),
        _text("as many as expected", _LEFT + _SIDE + 6, _TOP + 4, "start"),
    ]
    return _figure(title, parts, _TOP + _SIDE + 44)


def _high(band: Band) -> float:
    return band.observed if band.interval is None else band.interval.high


def _up(share: float, most: float) -> float:
    return _TOP + _SIDE * (1 - share / most)


def _grid(most: float) -> list[Markup]:
    parts = []
    for tick in range(_TICKS + 1):
        at, label = _SIDE * tick / _TICKS, f"{most * tick / _TICKS:.0%}"
        x, y = _LEFT + at, _TOP + _SIDE - at
        parts += [
            tag("line", x1=x, x2=x, y1=_TOP, y2=_TOP + _SIDE, class_="grid"),
            tag("line", x1=_LEFT, x2=_LEFT + _SIDE, y1=y, y2=y, class_="grid"),
            _text(label, x, _TOP + _SIDE + 17, "middle"),
            _text(label, _LEFT - 6, y + 4, "end"),
        ]
    return parts


def shares_plot(title: str, labels: Sequence[str], shares: Sequence[tuple[float, float]]) -> Markup:
    """For each score band the part of all bad and of all good applicants in it, side by side."""
    most = max([0.01, *(part for pair in shares for part in pair)])
    step = (_WIDTH - _LEFT) / max(len(labels), 1)
    floor = _TOP + _HEIGHT
    parts = [*_legend()]
    for place, (label, pair) in enumerate(zip(labels, shares, strict=True)):
        for side, part, at in zip(("before", "after"), pair, (0.1, 0.5), strict=True):
            tall = _HEIGHT * part / most
            x = _LEFT + step * (place + at)
            parts.append(tag("rect", x=x, y=floor - tall, width=step * 0.38, height=tall, class_=f"bar {side}"))
        parts.append(_text(label, _LEFT + step * (place + 0.5), floor + 17, "middle"))
    return _figure(title, [*parts, _text("score", 4, floor + 17, "start")], floor + 26)


def _legend() -> list[Markup]:
    parts = []
    for place, (side, name) in enumerate((("before", "of all bad"), ("after", "of all good"))):
        x = 2.0 + 110 * place
        parts += [tag("rect", x=x, y=6, width=14, height=12, class_=f"bar {side}"), _text(name, x + 20, 16, "start")]
    return parts


def _figure(title: str, parts: Sequence[Markup], height: float) -> Markup:
    drawn = tag(
        "svg",
        tag("title", title),
        joined(parts),
        viewBox=f"0 0 {_WIDTH:.0f} {height:.0f}",
        role="img",
        aria_label=f"{title}. The table that follows says the same.",
    )
    return tag("figure", drawn, tag("figcaption", title))


def _text(text: str, x: float, y: float, anchor: str) -> Markup:
    return tag("text", text, x=x, y=y, class_="faint", text_anchor=anchor)
