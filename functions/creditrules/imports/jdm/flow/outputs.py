"""What a node yields: its decision, and the value that flows on from it."""

from __future__ import annotations

from creditrules.dmn.model import Boxed, Conditional, LiteralExpression
from creditrules.imports.jdm.words.facts import Field
from creditrules.imports.jdm.words.phrase import NULL, Phrase, context
from creditrules.imports.jdm.words.shapes import Kind, ObjectShape, Shape
from creditrules.imports.jdm.words.values import Branch, Leaf, Value, merged, put
from creditrules.records import dataclass

__all__ = ["Yield", "nothing", "own_value", "when"]


@dataclass(frozen=True, slots=True)
class Yield:
    """The expression of a node and what it yields: an entry under each path.

    columns: what the paths are called in it; a single one is the value itself. sure: each is there whenever it runs.
    """

    box: Boxed
    paths: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    shapes: tuple[Shape, ...]
    nullable: tuple[bool, ...]
    sure: tuple[bool, ...]
    roots: frozenset[str]
    origins: tuple[Field | None, ...] = ()


def nothing(made: Yield) -> Phrase:
    """What stands for it where it does not run."""
    return NULL if len(made.columns) <= 1 else context((column, NULL) for column in made.columns)


def when(box: Boxed, active: Phrase | None, otherwise: Phrase) -> Boxed:
    """The same, worked out only where the node runs."""
    if active is None:
        return box
    return Conditional(LiteralExpression(active.text), box, LiteralExpression(otherwise.text))


def own_value(name: str, made: Yield, active: Phrase | None) -> Value:
    """What it yields, by path: the decision itself, or an entry of it."""
    roots = frozenset({name})
    found: Value = Branch()
    origins = made.origins or (None,) * len(made.columns)
    for path, column, shape, nullable, sure, origin in zip(
        made.paths, made.columns, made.shapes, made.nullable, made.sure, origins, strict=True
    ):
        text = name if len(made.columns) == 1 else f"{name}.{column}"
        phrase = Phrase(text, shape, nullable=nullable or active is not None or not sure, origin=origin, roots=roots)
        leaf = Leaf(phrase, active is None and sure, active if sure else None, solid=sure and not nullable)
        found = merged(found, put(path, leaf))
    return found


def shape_of(made: Yield) -> Shape:
    """The shape of the decision's own value."""
    if len(made.columns) == 1:
        return made.shapes[0]
    return ObjectShape(tuple(zip(made.columns, made.shapes, strict=True))) if made.columns else Kind.NULL
