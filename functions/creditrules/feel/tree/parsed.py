"""What parsing yields: the tree of a text, or why it has none."""

from __future__ import annotations

from creditrules.errors import Diagnostic
from creditrules.feel.tree.ast import Expr, Node, UnaryTests
from creditrules.records import dataclass

__all__ = ["Parsed", "quoted", "too_deep"]

_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text and what it says; `expr` is None where `diagnostics` say why it cannot be read.

    guess: what such a text may have been meant to say, with holes; for further diagnostics, never to be run.
    plain: whether it is known to have literals only.
    """

    text: str
    expr: Expr | UnaryTests | None
    diagnostics: tuple[Diagnostic, ...] = ()
    guess: Expr | UnaryTests | None = None
    plain: bool = False


def quoted(text: str, node: Node) -> str:
    """The author's own text of a node, shortened."""
    written = text[slice(*node.span)]
    return written if len(written) <= _QUOTED else written[: _QUOTED - 1] + "…"


def too_deep(text: str) -> Diagnostic:
    """What is told where Python's stack does not suffice for a text within the limits."""
    return Diagnostic("feel.too-deep", "The expression is nested too deep.", source=text, span=(0, len(text)))
