"""Texts that mean something else than they look: `> 1,000` is two tests, `18-25` a subtraction, `2026-01-31` two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from creditrules.errors import Diagnostic, Fix, Severity
from creditrules.feel.checked import Checked
from creditrules.feel.faults.advice import written_date
from creditrules.feel.tree import ast

__all__ = ["looks"]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}/[0-9]{2}/(?:19|20)[0-9]{2}")
_GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
_BEFORE = re.compile(r"(?<![0-9.])[0-9]{1,3}\Z")


def looks(checked: Checked, nodes: Sequence[ast.Node]) -> Iterator[Diagnostic]:
    """What its author hardly means."""
    for node in nodes:
        match node:
            case ast.UnaryTests(_, tests) | ast.In(_, _, tests):
                yield from _thousands(checked.text, tests)
                yield from _decimals(checked.text, tests)
                for test in tests:
                    yield from _span_of_numbers(checked.text, test)
            case ast.List(_, items):
                yield from _thousands(checked.text, items)
            case ast.Call(_, _, arguments, None):
                yield from _thousands(checked.text, arguments)
            case ast.Arithmetic():
                yield from _date(checked.text, node)


def _thousands(text: str, parts: Sequence[ast.Expr]) -> Iterator[Diagnostic]:
    """Parts that stand on both sides of a comma as the digits of one number do."""
    index = 0
    while index < len(parts) - 1:
        last = index
        while last + 1 < len(parts) and _is_next_group(text, parts[last], parts[last + 1], first=last == index):
            last += 1
        if last > index:
            yield from _grouped(text, parts[index], parts[index + 1 : last + 1])
        index = last + 1


def _decimals(text: str, tests: Sequence[ast.Expr]) -> Iterator[Diagnostic]:
    """`> 1,5` and `1.000,00`: a comma between the digits of one number."""
    for one, other in pairwise(tests):
        written = text[slice(*other.span)]
        if text[one.span[1] : other.span[0]] != "," or not written.isdecimal():
            continue
        odd, compared = written.startswith("0") and len(written) > 1, isinstance(one, ast.OperatorTest)
        if not (odd or compared) or _is_next_group(text, one, other, first=True):
            continue
        span = one.span[0], other.span[1]
        whole = text[slice(*one.span)]
        severity = Severity.ERROR if odd else Severity.WARNING
        number = f"{whole.replace('.', '')}.{written}"
        message = f"'{text[slice(*span)]}' is read as two tests: '{whole}' and '{written}'."
        hint = f"Decimals have a point: {number}. If two tests are meant, put a blank after the comma."
        fix = Fix(f"Write {number}", span, number, safe=False)
        yield Diagnostic("feel.decimal-comma", message, hint, source=text, span=span, severity=severity, fixes=(fix,))


def _is_next_group(text: str, one: ast.Expr, other: ast.Expr, *, first: bool) -> bool:
    end, start = one.span[1], other.span[0]
    if text[end:start] != "," or not isinstance(other, ast.Literal) or not _GROUP.fullmatch(text[slice(*other.span)]):
        return False
    before = text[one.span[0] : end]
    return bool(_BEFORE.search(before) if first else _GROUP.fullmatch(before)) and not isinstance(one, ast.Call)


def _grouped(text: str, first: ast.Expr, groups: Sequence[ast.Expr]) -> Iterator[Diagnostic]:
    span = (first.span[0], groups[-1].span[1])
    written = text[slice(*span)]
    odd = any(text[slice(*part.span)].startswith("0") for part in groups)
    compared = isinstance(first, ast.OperatorTest)
    whole = _BEFORE.search(text[: first.span[1]])
    if not odd and not compared and (whole is None or len(whole[0]) == len("100")):
        return
    severity = Severity.ERROR if odd or compared else Severity.WARNING
    message = f"'{written}' is read as {len(groups) + 1} parts: {' and '.join(_each(text, first, groups))}."
    hint = f"Numbers have no signs between thousands: {written.replace(',', '')}."
    if not odd:
        hint += f" If several are meant, put a blank after the comma: {written.replace(',', ', ')}."
    number = written.replace(",", "")
    fix = Fix(f"Write {number}", span, number, safe=odd and len(groups) > 1)
    yield Diagnostic("feel.thousands", message, hint, source=text, span=span, severity=severity, fixes=(fix,))


def _each(text: str, first: ast.Expr, groups: Sequence[ast.Expr]) -> list[str]:
    return [f"'{text[slice(*part.span)]}'" for part in (first, *groups)]


def _span_of_numbers(text: str, test: ast.Expr) -> Iterator[Diagnostic]:
    """`18-25` as a whole test."""
    match test:
        case ast.Arithmetic(span, "-", ast.Literal(_, Decimal() as low), ast.Literal(_, Decimal() as high)):
            if low < high:
                message = f"'{text[slice(*span)]}' is read as {low} minus {high}, which is {low - high}."
                hint = f"Write a range with brackets and two dots: [{low}..{high}]."
                fix = Fix(f"Write [{low}..{high}]", span, f"[{low}..{high}]", safe=False)
                yield Diagnostic("feel.looks-like-range", message, hint, source=text, span=span, fixes=(fix,))


def _date(text: str, node: ast.Arithmetic) -> Iterator[Diagnostic]:
    written = text[slice(*node.span)]
    if isinstance(node.left, ast.Arithmetic) and isinstance(node.left.left, ast.Literal) and _DATE.fullmatch(written):
        dates = written_date(written)
        sign = "minus" if node.operator == "-" else "divided by"
        parts = re.split(r"[-/]", written)
        message = f"'{written}' is read as {f' {sign} '.join(parts)}."
        spelt = [f'@"{date}"' for date in dates]
        hint = f"Write the date in quotes: {' or '.join(spelt)}." if dates else ""
        fixes = tuple(Fix(f"Write {each}", node.span, each, safe=len(dates) == 1) for each in spelt)
        yield Diagnostic("feel.looks-like-date", message, hint, source=text, span=node.span, fixes=fixes)
