"""Plots as SVG: bars side by side, and values with their intervals. What they show also stands in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import Final

from creditrules.markup import Markup, joined, tag
from creditrules.records import dataclass

__all__ = ["Dot", "bars", "columns", "dots"]

_WIDTH: Final = 720.0
_LEFT: Final = 190.0
_RIGHT: Final = 90.0
_ROW: Final = 44.0
_TOP: Final = 34.0
_LONGEST: Final = 24
_TICKS: Final = 5
_HEIGHT: Final = 190.0
_AXIS: Final = 64.0
_ENDS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 1.25, 1.5, 2.0)
SIDES: Final = ("before", "after")


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval. side: "before" or "after"."""

    side: str
    value: float
    low: float
    high: float


def bars(title: str, items: Sequence[tuple[str, int, int]]) -> Markup:
    """For each label the count before over the count after, lying."""
    longest = max((count for _, *pair in items for count in pair), default=0) or 1
    wide = (_WIDTH - _LEFT - _RIGHT) / longest
    parts = []
    for place, (label, *pair) in enumerate(items):
        top = _TOP + place * _ROW
        parts.append(_label(label, top + _ROW / 2))
        for side, count, at in zip(SIDES, pair, (4.0, 21.0), strict=True):
            parts.append(_bar(side, _LEFT, top + at, count * wide, 15))
            parts.append(_text(f"{count:,}", _LEFT + count * wide + 6, top + at + 12, "faint"))
    return _figure(title, parts, _TOP + len(items) * _ROW + 4)


def columns(title: str, items: Sequence[tuple[str, int, int]]) -> Markup:
    """For each label the count before beside the count after, standing."""
    tallest = _even(max((count for _, *pair in items for count in pair), default=0))
    step = (_WIDTH - _AXIS - 16.0) / max(len(items), 1)
    floor = _TOP + _HEIGHT
    parts = [_across(floor - _HEIGHT * n / _TICKS, _AXIS, f"{tallest * n // _TICKS:,}") for n in range(_TICKS + 1)]
    widest = max((len(label) for label, *_ in items), default=1) * 7.0 + 8
    every = max(1, ceil(widest / step))
    for place, (label, *pair) in enumerate(items):
        x, width = _AXIS + place * step, step * 0.4
        for side, count, at in zip(SIDES, pair, (step * 0.08, step * 0.5), strict=True):
            tall = _HEIGHT * count / tallest
            parts.append(_bar(side, x + at, floor - tall, width, tall))
        if place % every == 0:
            parts.append(_text(label, x + step / 2, floor + 17, "faint", "middle"))
    return _figure(title, parts, floor + 26)


def _even(count: int) -> int:
    """The next number of two digits before its noughts that five divides."""
    step: int = 10 ** max(len(str(count)) - 2, 0)
    return -(-max(count, 1) // (5 * step)) * 5 * step


def dots(
    title: str,
    rows: Sequence[tuple[str, Sequence[Dot]]],
    written: Callable[[float], str],
    marks: Sequence[tuple[float, str]] = (),
    most: float = 1.0,
) -> Markup:
    """For each label its values, before over after, each in its interval.

    marks: values at which a line is drawn. most: where the axis ends at the latest, and what lies beyond is drawn.
    """
    every = [dot for _, own in rows for dot in own]
    high = (
        max([*(min(dot.high, 2 * dot.value + 0.1) for dot in every), *(mark for mark, _ in marks)], default=1.0) or 1.0
    )
    high = _rounded_up(min(high, most))
    wide = (_WIDTH - _LEFT - _RIGHT) / high
    floor = _TOP + len(rows) * _ROW
    parts = [_down(_LEFT + high * n / _TICKS * wide, floor, written(high * n / _TICKS)) for n in range(_TICKS + 1)]
    parts += [_mark(_LEFT + mark * wide, floor, label) for mark, label in marks]
    for place, (label, own) in enumerate(rows):
        top = _TOP + place * _ROW
        parts.append(_label(label, top + _ROW / 2))
        for dot in own:
            y = top + (14 if dot.side == SIDES[0] else 31)
            parts += _dot(dot, y, lambda value: _LEFT + min(value, high) * wide)
            end = _LEFT + min(dot.high, high) * wide
            parts.append(_text(written(dot.value), end + 8, y + 4, "faint"))
    return _figure(title, parts, floor + 24)


def _rounded_up(value: float) -> float:
    """The next value that five even steps reach."""
    return next((end for end in _ENDS if value <= end), value)


def _figure(title: str, parts: Iterable[Markup], height: float) -> Markup:
    drawn = tag(
        "svg",
        tag("title", title),
        _legend(),
        joined(parts),
        viewBox=f"0 0 {_WIDTH:.0f} {height:.0f}",
        role="img",
        aria_label=f"{title}. The table that follows says the same.",
    )
    return tag("figure", drawn, tag("figcaption", title))


def _legend() -> Markup:
    parts = []
    for place, side in enumerate(SIDES):
        x = 2.0 + 84 * place
        parts += [_bar(side, x, 6, 14, 12), _text(side, x + 20, 16, "faint")]
    return joined(parts)


def _bar(side: str, x: float, y: float, width: float, height: float) -> Markup:
    return tag("rect", x=x, y=y, width=width, height=height, class_=f"bar {side}")


def _dot(dot: Dot, y: float, at: Callable[[float], float]) -> list[Markup]:
    low, high = at(dot.low), at(dot.high)
    span = tag(
        "path", d=f"M{low:.1f} {y - 4}v8M{low:.1f} {y}H{high:.1f}M{high:.1f} {y - 4}v8", class_=f"span {dot.side}"
    )
    return [span, tag("circle", cx=at(dot.value), cy=y, r=5, class_=f"dot {dot.side}")]


def _label(text: str, y: float) -> Markup:
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return _text(shown, _LEFT - 10, y + 4, None, "end")


def _across(y: float, left: float, label: str) -> Markup:
    line = tag("line", x1=left, x2=_WIDTH - 8, y1=y, y2=y, class_="grid")
    return joined([line, _text(label, left - 6, y + 4, "faint", "end")])


def _down(x: float, floor: float, label: str) -> Markup:
    line = tag("line", x1=x, x2=x, y1=_TOP, y2=floor, class_="grid")
    return joined([line, _text(label, x, floor + 17, "faint", "middle")])


def _mark(x: float, floor: float, label: str) -> Markup:
    line = tag("line", x1=x, x2=x, y1=_TOP - 6, y2=floor, class_="mark")
    return joined([line, _text(label, x, _TOP - 10, "faint", "middle")])


def _text(text: str, x: float, y: float, kind: str | None, anchor: str | None = None) -> Markup:
    return tag("text", text, x=x, y=y, class_=kind, text_anchor=anchor)
