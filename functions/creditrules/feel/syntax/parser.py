"""Text to syntax tree: the front of the parser."""

from __future__ import annotations

from collections.abc import Callable, Collection

from creditrules.errors import Diagnostic
from creditrules.feel.syntax.cursor import SyntaxProblem
from creditrules.feel.syntax.expressions import ExpressionParser
from creditrules.feel.syntax.lexer import TokenKind
from creditrules.feel.syntax.names import Names
from creditrules.feel.syntax.plain import plain_expression, plain_unary_tests
from creditrules.feel.tree.ast import Expr, UnaryTests
from creditrules.feel.tree.parsed import Parsed, too_deep

__all__ = ["parse_expression", "parse_unary_tests"]

_Reader = Callable[[ExpressionParser], Callable[[], Expr | UnaryTests]]


def parse_expression(
    text: str,
    names: Names | Collection[str],
    functions: frozenset[str],
    apart: Collection[int] = (),
    *,
    told: bool = True,
) -> Parsed:
    """Read one FEEL expression (DMN 1.5, clause 10.3.1.2, rule 1).

    names: of variables and context entries in scope, as far as they are no plain words ("monthly income", "a/b"); the
    text alone does not tell where such a name ends. functions: the names that mean functions in every text.
    apart: places in the text where no name ends that is more than a plain word.
    told: whether all that is wrong with it is wanted, and what it may mean; else no more than the first.
    """
    plain = plain_expression(text)
    if plain is not None:
        return Parsed(text, plain, plain=True)
    return _parse(text, names, functions, apart, lambda parser: parser.expression, told=told)


def parse_unary_tests(
    text: str,
    names: Names | Collection[str],
    functions: frozenset[str],
    apart: Collection[int] = (),
    *,
    told: bool = True,
) -> Parsed:
    """Read the unary tests of a table cell (rule 15); `expr` is a UnaryTests. The rest as for `parse_expression`."""
    plain = plain_unary_tests(text)
    if plain is not None:
        return Parsed(text, plain, plain=True)
    return _parse(text, names, functions, apart, lambda parser: parser.unary_tests, told=told)


def _parse(
    text: str,
    names: Names | Collection[str],
    functions: frozenset[str],
    apart: Collection[int],
    reader: _Reader,
    *,
    told: bool,
) -> Parsed:
    parser = ExpressionParser(text, names, functions, apart)
    lexical = tuple(parser.diagnostics)
    if lexical and parser.token.kind is TokenKind.END:
        return Parsed(text, None, lexical)
    if parser.token.kind is TokenKind.END:
        message = "The expression is empty."
        return Parsed(text, None, (Diagnostic("feel.empty", message, source=text, span=(0, len(text))),))
    try:
        expr = parser.whole(reader(parser))
    except SyntaxProblem as problem:
        first = lexical or (problem.diagnostic,)
        return _recovered(text, names, functions, reader, first) if told else Parsed(text, None, first)
    except RecursionError:  # only where the caller has used up most of Python's stack already
        return Parsed(text, None, (too_deep(text),))
    if lexical:
        return Parsed(text, None, lexical, expr)
    return Parsed(text, expr)


def _recovered(
    text: str, names: Names | Collection[str], functions: frozenset[str], reader: _Reader, first: tuple[Diagnostic, ...]
) -> Parsed:
    """The text read again, with all that is wrong with it; `first` is what the plain parser told."""
    from creditrules.feel.syntax.meant import recovered  # noqa: PLC0415 - only where something is wrong

    diagnostics, guess = recovered(text, names, functions, reader)
    return Parsed(text, None, diagnostics or first, guess if diagnostics else None)
