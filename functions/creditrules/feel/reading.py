"""Text to tree where the built-in functions are known: the parser itself knows none, the caller's names come on top."""

from __future__ import annotations

from collections.abc import Collection

from creditrules.feel.builtins import BUILTINS
from creditrules.feel.syntax import parser
from creditrules.feel.syntax.names import Names
from creditrules.feel.tree.parsed import Parsed

__all__ = ["parse_expression", "parse_unary_tests"]

_FUNCTIONS = frozenset(BUILTINS)


def parse_expression(
    text: str, names: Names | Collection[str] = (), apart: Collection[int] = (), *, told: bool = True
) -> Parsed:
    """Read one FEEL expression (DMN 1.5, clause 10.3.1.2, rule 1).

    names: every name of a variable or a context entry in scope that is not a plain word ("monthly income", "a/b"); the
    text alone does not tell where such a name ends. Names tells variables, entries and types apart. Who reads many
    texts gives all of them the same object.
    apart: places in the text where no such name ends, though it might.
    told: whether all that is wrong with it is wanted, and what it may mean; else no more than the first.
    """
    return parser.parse_expression(text, names, _FUNCTIONS, apart, told=told)


def parse_unary_tests(
    text: str, names: Names | Collection[str] = (), apart: Collection[int] = (), *, told: bool = True
) -> Parsed:
    """Read the unary tests of a table cell (rule 15); `expr` is a UnaryTests. The rest as for `parse_expression`."""
    return parser.parse_unary_tests(text, names, _FUNCTIONS, apart, told=told)
