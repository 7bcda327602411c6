"""Texts without names and operators, as most cells of most tables are: read in one go, to the tree the parser gives.

Literals, comparisons with one, intervals of two, lists of those and `not(…)` around them. Whatever is more, or is
written in any unusual way, is left to the parser, and so is all that is wrong.
"""

from __future__ import annotations

import re
from typing import cast

from creditrules.feel.syntax.lexer import NUMBERS
from creditrules.feel.tree import ast

__all__ = ["plain_expression", "plain_unary_tests"]

_LONGEST = 20_000
"""Characters; as many words and signs may an expression have."""

_NUMBER = r"[0-9]{1,30}(?:\.[0-9]{1,30})?"
_STRING = r'"[^"\\\ud800-\udfff]*"'
_SIGNED = rf"(-?)({_NUMBER}|{_STRING})"
_LITERAL = re.compile(rf" *{_SIGNED} *")
_WORD = re.compile(r" *(true|false|null) *")
_TEST = re.compile(rf" *(?:(<=|>=|!=|<|>|=) *{_SIGNED}|([\[(]) *{_SIGNED} *\.\. *{_SIGNED} *([\])])|{_SIGNED}) *")
_NEGATED = re.compile(r" *not\((.*)\) *", re.DOTALL)
_VALUES = {"true": True, "false": False, "null": None}


def plain_expression(text: str) -> ast.Expr | None:
    """The literal that the text is; None where it is anything else."""
    found = _LITERAL.fullmatch(text) if len(text) <= _LONGEST else None
    return _word(text) if found is None else _literal(found, 1)


def plain_unary_tests(text: str) -> ast.UnaryTests | None:
    """The tests of a cell; None where there is more to them than literals."""
    if len(text) > _LONGEST:
        return None
    if text == "-":
        return ast.UnaryTests((0, 1), ())
    negated = _NEGATED.fullmatch(text) if text.lstrip().startswith("not") else None
    start, end = negated.span(1) if negated else (0, len(text))
    tests: list[ast.Expr] = []
    while True:
        found = _TEST.match(text, start, end)
        test = None if found is None else _test(found)
        if found is None or test is None:
            word = None if tests or negated else _word(text)
            return None if word is None else ast.UnaryTests((0, len(text)), (word,))
        tests.append(test)
        start = found.end()
        if start == end:
            return ast.UnaryTests((0, len(text)), tuple(tests), bool(negated))
        if text[start] != ",":
            return None
        start += 1


def _word(text: str) -> ast.Expr | None:
    found = _WORD.fullmatch(text)
    return None if found is None else ast.Literal(found.span(1), _VALUES[found[1]])


def _test(found: re.Match[str]) -> ast.Expr | None:
    operator, opened = found[1], found[4]
    if operator:
        operand = _literal(found, 2)
        span = (found.start(1), found.end(3))
        return None if operand is None else ast.OperatorTest(span, cast("ast.ComparisonOperator", operator), operand)
    if opened:
        low, high = _literal(found, 5), _literal(found, 7)
        if low is None or high is None:
            return None
        return ast.Interval((found.start(4), found.end(9)), low, high, opened == "[", found[9] == "]")
    return _literal(found, 10)


def _literal(found: re.Match[str], sign: int) -> ast.Expr | None:
    """The literal whose minus sign, if any, is the group `sign`, and whose text is the next; no string has a sign."""
    written = found[sign + 1]
    span = found.span(sign + 1)
    if written[0] == '"':
        return None if found[sign] else ast.Literal(span, written[1:-1])
    number = ast.Literal(span, NUMBERS.create_decimal(written))
    return ast.Negate((found.start(sign), span[1]), number) if found[sign] else number
