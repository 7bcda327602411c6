"""PMML's built-in functions as FEEL texts.

Where an argument is missing, most of them give a missing value; FEEL's arithmetic does so of itself, its comparisons
do not, and min, max, sum, avg and median leave missing values out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

__all__ = ["FUNCTIONS", "Made"]

Made = Callable[[Sequence[str]], str]


def _fill(text: str) -> Made:
    return lambda arguments: text.format(*arguments)


def _known(text: str) -> Made:
    """A text that is null where an argument is."""

    def made(arguments: Sequence[str]) -> str:
        missing = " or ".join(f"{one} = null" for one in dict.fromkeys(arguments) if not _constant(one))
        whole = text.format(*arguments, rest=", ".join(arguments[1:]))
        return f"(if {missing} then null else {whole})" if missing else f"({whole})"

    return made


def _constant(text: str) -> bool:
    return text[:1] in '"0123456789' or text in {"true", "false"} or text.startswith(("-", "date(", "time("))


def _chain(operator: str) -> Made:
    return lambda arguments: "(" + f" {operator} ".join(arguments) + ")"


def _over(name: str) -> Made:
    return lambda arguments: f"{name}([{', '.join(arguments)}][item != null])"


def _if(arguments: Sequence[str]) -> str:
    condition, then, *otherwise = arguments
    tail = f"if not({condition}) then {otherwise[0]} else null" if otherwise else "null"
    return f"(if {condition} then {then} else {tail})"


_ONE: Final = (1, 1)
_TWO: Final = (2, 2)
_MANY: Final = (1, 1_000)
_SEVERAL: Final = (2, 1_000)
_SECOND: Final = 'duration("PT1S")'
_DAY: Final = 'duration("P1D")'

FUNCTIONS: Final[Mapping[str, tuple[tuple[int, int], Made]]] = {
    "+": (_TWO, _chain("+")),
    "-": (_TWO, _chain("-")),
    "*": (_TWO, _chain("*")),
    "/": (_TWO, _chain("/")),
    "min": (_MANY, _over("min")),
    "max": (_MANY, _over("max")),
    "sum": (_MANY, _over("sum")),
    "avg": (_MANY, _over("mean")),
    "median": (_MANY, _over("median")),
    "product": (_MANY, _over("product")),
    "log10": (_ONE, _fill("(log({0}) / log(10))")),
    "ln": (_ONE, _fill("log({0})")),
    "sqrt": (_ONE, _fill("sqrt({0})")),
    "abs": (_ONE, _fill("abs({0})")),
    "exp": (_ONE, _fill("exp({0})")),
    "pow": (_TWO, _fill("({0} ** {1})")),
    "threshold": (_TWO, _known("if {0} > {1} then 1 else 0")),
    "floor": (_ONE, _fill("floor({0})")),
    "ceil": (_ONE, _fill("ceiling({0})")),
    "round": (_ONE, _fill("floor({0} + 0.5)")),
    "modulo": (_TWO, _fill("modulo({0}, {1})")),
    "isMissing": (_ONE, _fill("({0} = null)")),
    "isNotMissing": (_ONE, _fill("({0} != null)")),
    "isValid": (_ONE, _fill("({0} != null)")),
    "isNotValid": (_ONE, _fill("({0} = null)")),
    "equal": (_TWO, _known("{0} = {1}")),
    "notEqual": (_TWO, _known("{0} != {1}")),
    "lessThan": (_TWO, _fill("({0} < {1})")),
    "lessOrEqual": (_TWO, _fill("({0} <= {1})")),
    "greaterThan": (_TWO, _fill("({0} > {1})")),
    "greaterOrEqual": (_TWO, _fill("({0} >= {1})")),
    "and": (_SEVERAL, _chain("and")),
    "or": (_SEVERAL, _chain("or")),
    "not": (_ONE, _fill("not({0})")),
    "isIn": (_SEVERAL, _known("list contains([{rest}], {0})")),
    "isNotIn": (_SEVERAL, _known("not(list contains([{rest}], {0}))")),
    "if": ((2, 3), _if),
    "uppercase": (_ONE, _fill("upper case({0})")),
    "lowercase": (_ONE, _fill("lower case({0})")),
    "stringLength": (_ONE, _fill("string length({0})")),
    "substring": ((3, 3), _fill("substring({0}, {1}, {2})")),
    "trimBlanks": (_ONE, _fill('replace({0}, "^\\s+|\\s+$", "")')),
    "concat": (_SEVERAL, lambda arguments: "(" + " + ".join(f"string({one})" for one in arguments) + ")"),
    "replace": ((3, 3), _fill("replace({0}, {1}, {2})")),
    "matches": (_TWO, _fill("matches({0}, {1})")),
    "dateDaysSinceYear": (_TWO, _fill(f"((date({{0}}) - date({{1}}, 1, 1)) / {_DAY})")),
    "dateSecondsSinceMidnight": (_ONE, _fill(f'((time({{0}}) - time("00:00:00")) / {_SECOND})')),
}
"""By name: how many arguments it takes, at least and at most, and what it becomes."""
