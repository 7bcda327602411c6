"""Tables that a screen reader can walk and a keyboard can scroll."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from creditrules.markup import Markup, joined, tag

__all__ = ["matrix", "table"]


def table(caption: str, names: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> Markup:
    """A table whose first column names its rows and whose last `numbers` columns are numbers."""
    first_number = len(names) - numbers
    head = joined(
        tag("th", name, scope="col", class_="n" if place >= first_number else None) for place, name in enumerate(names)
    )
    body = joined(tag("tr", _cells(row, first_number)) for row in rows)
    return _scrolled(caption, tag("table", tag("caption", caption), tag("thead", tag("tr", head)), tag("tbody", body)))


def matrix(caption: str, corner: str, names: Sequence[str], counts: Sequence[Sequence[int]]) -> Markup:
    """Counts from each of `names` (rows) to each (columns), shaded by their share of the row."""
    head = joined([tag("th", corner, scope="col"), *(tag("th", name, scope="col", class_="n") for name in names)])
    rows = joined(
        tag(
            "tr", tag("th", name, scope="row"), joined(_shaded(own, at == place) for at, own in enumerate(_shares(row)))
        )
        for place, (name, row) in enumerate(zip(names, counts, strict=True))
    )
    return _scrolled(caption, tag("table", tag("caption", caption), tag("thead", tag("tr", head)), tag("tbody", rows)))


def _scrolled(label: str, inner: Markup) -> Markup:
    return tag("div", inner, class_="wide", role="region", aria_label=label, tabindex="0")


def _cells(row: Sequence[str], first_number: int) -> Markup:
    name, *rest = row
    return joined(
        [
            tag("th", name, scope="row"),
            *(tag("td", cell, class_="n" if at >= first_number else None) for at, cell in enumerate(rest, 1)),
        ]
    )


def _shares(row: Sequence[int]) -> list[tuple[int, float]]:
    whole = sum(row) or 1
    return [(count, count / whole) for count in row]


def _shaded(own: tuple[int, float], stays: bool) -> Markup:  # noqa: FBT001  (one of two kinds of cell)
    count, share = own
    text = f"{count:,}" if count else "·"
    return tag("td", text, class_="n cell stay" if stays else "n cell", style=f"--s:{share:.2f}")
