"""An expression that stands in no model, read over contexts of which some parts hang on facts."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.analysis.reading.reader import ModelReader
from creditrules.dmn.analysis.reading.records import Entries
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Leaf
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.feel import Checked, DateTime, Value

__all__ = ["read_expression"]


def read_expression(
    algebra: Algebra, checked: Checked, now: DateTime, given: Mapping[str, Mapping[str, Value | Diagram]]
) -> Diagram:
    """What an expression comes to at a moment, as `Said`.

    given: the contexts that it names; a part is a value, or a diagram of `Said`. Raises TooLarge, RecursionError.
    """
    reader = ModelReader(algebra, now)
    contexts = {
        name: Entries(reader, {part: _read(algebra, value) for part, value in parts.items()})
        for name, parts in given.items()
    }
    return reader.whole(reader.text(checked, contexts))


def _read(algebra: Algebra, value: Value | Diagram) -> Diagram:
    return value if isinstance(value, Leaf | Branch) else algebra.said(value)
