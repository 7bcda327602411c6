"""Reading what was meant where a text uses another language's signs and words; each is told, with FEEL's own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress

from creditrules.errors import Diagnostic
from creditrules.feel.syntax.cursor import SyntaxProblem
from creditrules.feel.syntax.expressions import ExpressionParser
from creditrules.feel.syntax.meant.nets import Enough
from creditrules.feel.syntax.meant.operands import OperandReader
from creditrules.feel.syntax.meant.operators import OperatorReader
from creditrules.feel.syntax.names import Names
from creditrules.feel.tree import ast

__all__ = ["recovered"]

_Reader = Callable[[ExpressionParser], Callable[[], ast.Expr | ast.UnaryTests]]


def recovered(
    text: str, names: Names | Collection[str], functions: frozenset[str], reader: _Reader
) -> tuple[tuple[Diagnostic, ...], ast.Expr | ast.UnaryTests | None]:
    """All that is wrong with a text, in its order, and what it may have been meant to say."""
    parser = DialectParser(text, names, functions)
    parser.start()
    guess: ast.Expr | ast.UnaryTests | None = None
    with suppress(Enough, SyntaxProblem, RecursionError):
        guess = parser.whole(reader(parser))
    found = [*parser.diagnostics, *parser.found]
    return tuple(sorted(found, key=lambda diagnostic: diagnostic.span or (0, 0))), guess


class DialectParser(OperatorReader, OperandReader):
    """Reads FEEL and, with a diagnostic each, what authors write for it."""
