"""Boxed expressions of which nothing is told but by running them."""

from __future__ import annotations

from collections.abc import Iterator

from creditrules.dmn.analysis.reading.clock import CLOCK
from creditrules.dmn.analysis.reading.scope import Inline, Reader, Scope
from creditrules.dmn.analysis.space.diagram import Diagram
from creditrules.dmn.analysis.space.lines import lines_of_type
from creditrules.dmn.analysis.values.operations import Operation
from creditrules.dmn.check.checked import CheckedBox
from creditrules.dmn.compile.boxes import compile_box
from creditrules.feel import Checked, ast

__all__ = ["box_at_large"]


def box_at_large(reader: Reader, box: CheckedBox, scope: Scope) -> Diagram:
    """A boxed expression as one operation on all the variables that it names."""
    texts = list(_texts(box))
    named = {part.name for text in texts if text.expr for part in ast.walk(text.expr) if isinstance(part, ast.Name)}
    names = sorted(named & scope.keys())
    key = f"{type(box).__name__} {' '.join(text.text for text in texts)}"
    kind = type(box).__name__.removeprefix("Checked").lower()
    asks = any(builtin.name in CLOCK for text in texts for builtin in text.builtins.values())
    now = reader.moment() if asks or any(isinstance(scope[name], Inline) for name in names) else reader.now
    operation = Operation(key, names, compile_box(box), lambda operands: f"{kind}({', '.join(operands)})", now)
    parts = [reader.whole(scope[name]) for name in names]
    lines = lines_of_type(box.type)
    return reader.algebra.combine(lambda *terms: reader.algebra.computed(operation, terms, lines), *parts)


def _texts(value: object) -> Iterator[Checked]:
    """Every text in a boxed expression."""
    if isinstance(value, Checked):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif type(value).__name__.startswith("Checked"):
        for name in type(value).__slots__:  # type: ignore[attr-defined]
            yield from _texts(getattr(value, name))
