"""Functions that products add to FEEL: those that FEEL can say are written in it, others refused with what to write."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from creditrules.feel import ast, parse_expression, string_literal

__all__ = ["PREFIXED", "REFUSED", "SPOKEN", "rewritten"]

PREFIXED: Final = {
    "date:toDate": "date",
    "date:now": "now",
    "date:currentDate": "today",
    "date:today": "today",
    "fn:length": "string length",
    "fn:toLowerCase": "lower case",
    "fn:toUpperCase": "upper case",
    "fn:contains": "contains",
    "fn:startsWith": "starts with",
    "fn:endsWith": "ends with",
    "fn:trim": "trim",
    "fn:split": "split",
    "fn:join": "string join",
}
"""Functions that JUEL and Flowable's cells call by a prefix, by their names in FEEL or among those translated here."""

_CALENDAR: Final = {name: f"({{0}}).{name}" for name in ("year", "month", "day", "hour", "minute", "second")}
_TEMPLATES: Final[dict[tuple[str, int], str]] = {
    ("trim", 1): r'replace({0}, "^\s+|\s+$", "")',
    ("is defined", 1): "{0} != null",
    ("is empty", 1): "count({0}) = 0",
    ("is blank", 1): r'matches({0}, "^\s*$")',
    ("get or else", 2): "if {0} != null then {0} else {1}",
    ("assert", 2): "if {1} then {0} else null",
    ("assert", 3): "if {1} then {0} else null",
    ("last day of month", 1): 'date({0}.year, {0}.month, 1) + duration("P1M") - duration("P1D")',
    ("duplicate values", 1): (
        "flatten(for each in distinct values({0}) return if count(index of({0}, each)) > 1 then [each] else [])"
    ),
    ("partition", 2): (
        "if count({0}) = 0 then [] else for part in 1..ceiling(count({0}) / {1}) return "
        "sublist({0}, {1} * (part - 1) + 1, min({1}, count({0}) - {1} * (part - 1)))"
    ),
    ("containsAny", 2): "some each in {1} satisfies list contains({0}, each)",
    ("notContainsAny", 2): "not(some each in {1} satisfies list contains({0}, each))",
    ("containsAll", 2): "every each in {1} satisfies list contains({0}, each)",
    ("containsOnly", 2): "every each in {0} satisfies list contains({1}, each)",
    ("areElementsOf", 2): "every each in {0} satisfies list contains({1}, each)",
    ("notContainsOnly", 2): "not(every each in {0} satisfies list contains({1}, each))",
    ("elementOf", 2): "every each in flatten([{0}]) satisfies list contains({1}, each)",
    ("collection contains", 2): "every each in flatten([{1}]) satisfies list contains(flatten([{0}]), each)",
    ("collection allOf", 2): "every each in flatten([{1}]) satisfies list contains(flatten([{0}]), each)",
    ("collection in", 2): "every each in flatten([{1}]) satisfies list contains(flatten([{0}]), each)",
    ("collection containsAny", 2): "some each in flatten([{1}]) satisfies list contains(flatten([{0}]), each)",
    ("collection anyOf", 2): "some each in flatten([{1}]) satisfies list contains(flatten([{0}]), each)",
    ("collection any", 2): "some each in flatten([{1}]) satisfies list contains(flatten([{0}]), each)",
    ("collection notContains", 2): "not(some each in flatten([{1}]) satisfies list contains(flatten([{0}]), each))",
    ("collection notContainsAny", 2): "not(some each in flatten([{1}]) satisfies list contains(flatten([{0}]), each))",
    ("collection noneOf", 2): "not(some each in flatten([{1}]) satisfies list contains(flatten([{0}]), each))",
    ("collection notIn", 2): "not(some each in flatten([{1}]) satisfies list contains(flatten([{0}]), each))",
    ("collection notAny", 2): "not(some each in flatten([{1}]) satisfies list contains(flatten([{0}]), each))",
    ("collection notAllOf", 2): "not(every each in flatten([{1}]) satisfies list contains(flatten([{0}]), each))",
    ("appendAll", 2): "concatenate({0}, {1})",
    ("removeAll", 2): "({0})[not(list contains({1}, item))]",
    ("avg", 1): "mean({0})",
    ("average", 1): "mean({0})",
    ("len", 1): "string length({0})",
    ("left", 2): "substring({0}, 1, {1})",
    ("right", 2): "substring({0}, -({1}))",
    ("mid", 3): "substring({0}, {1}, {2})",
    ("lower", 1): "lower case({0})",
    ("upper", 1): "upper case({0})",
    ("concat", 1): "string join({0})",
    ("isNumeric", 1): r'matches({0}, "^[+-]?[0-9]+(\.[0-9]+)?$")',
    ("isAlpha", 1): r'matches({0}, "^\p{{L}}+$")',
    ("isAlphanumeric", 1): r'matches({0}, "^[\p{{L}}\p{{Nd}}]+$")',
    ("isSpaces", 1): r'matches({0}, "^\s+$")',
    **{(name, 1): template for name, template in _CALENDAR.items()},
    ("dayAdd", 2): '{0} + {1} * duration("P1D")',
    ("hourAdd", 2): '{0} + {1} * duration("PT1H")',
    ("minuteAdd", 2): '{0} + {1} * duration("PT1M")',
    ("monthAdd", 2): '{0} + {1} * duration("P1M")',
    ("yearAdd", 2): '{0} + {1} * duration("P1Y")',
    ("dayDiff", 2): '({1} - {0}) / duration("P1D")',
    ("hourDiff", 2): '({1} - {0}) / duration("PT1H")',
    ("minuteDiff", 2): '({1} - {0}) / duration("PT1M")',
    ("monthDiff", 2): "years and months duration({0}, {1}).years * 12 + years and months duration({0}, {1}).months",
    ("yearDiff", 2): "years and months duration({0}, {1}).years",
    ("round", 1): "round half up({0}, 0)",
    ("round", 2): "round half up({0}, {1})",
    ("roundUp", 2): "round up({0}, {1})",
    ("roundDown", 2): "round down({0}, {1})",
    ("roundUp", 1): "round up({0}, 0)",
    ("roundDown", 1): "round down({0}, 0)",
    ("power", 2): "{0} ** {1}",
    ("percent", 1): "{0} / 100",
    ("signum", 1): "if {0} > 0 then 1 else if {0} < 0 then -1 else 0",
}
_ANEW: Final = "It gives another answer each time, and a decision must be repeatable: give the value as a fact."
REFUSED: Final = {
    "uuid": _ANEW,
    "random number": _ANEW,
    "random": _ANEW,
    "from json": "Give the value as a fact with entries; only a JSON text that is written out can be read.",
    "to json": "Give the text as a fact.",
    "to base64": "Give the encoded text as a fact.",
    "string format": 'Join the parts: "Dear " + name.',
    "extract": "Use replace or split.",
    "zip": "Write for i in 1..count(a) return {a: a[i], b: b[i]}.",
    "fromAi": "It is no decision; leave it out.",
    "text": "Use string(value), or round it first.",
}
"""What to write instead of functions that have no counterpart, or none for these arguments."""
SPOKEN: Final = frozenset(name for name in (*(name for name, _ in _TEMPLATES), *REFUSED) if " " in name)
"""Their names of several words, which a text can only be read with."""

_CLOSED: Final = (ast.Name, ast.Literal, ast.Path, ast.Call, ast.List, ast.Context, ast.Filter, ast.AtLiteral)


def rewritten(text: str, node: ast.Node, known: Callable[[str], bool]) -> tuple[str, dict[str, str], list[str]]:
    """The text with each such function in FEEL, what became of which, and the names of those that are refused.

    known: whether a name is a function of FEEL or of the model, which is left alone.
    """
    work = _Rewriting(text, known)
    inside = work.said(node)
    return text[: node.span[0]] + inside + text[node.span[1] :], work.done, work.refused


class _Rewriting:
    def __init__(self, text: str, known: Callable[[str], bool]) -> None:
        self._text, self._known = text, known
        self.done: dict[str, str] = {}
        self.refused: list[str] = []

    def said(self, node: ast.Node) -> str:
        """The text of a node, rewritten inside."""
        if isinstance(node, ast.Call) and isinstance(node.function, ast.Name) and not self._known(node.function.name):
            found = self._call(node, node.function.name)
            if found is not None:
                return found
        start, end = node.span
        parts: list[str] = []
        for part in sorted(ast.children(node), key=lambda one: one.span):
            if part.span[0] >= start:
                parts += [self._text[start : part.span[0]], self.said(part)]
                start = part.span[1]
        return "".join([*parts, self._text[start:end]])

    def _call(self, node: ast.Call, name: str) -> str | None:
        if node.names is None:
            special = _SPECIAL.get(name)
            given = special(node, [self.said(one) for one in node.arguments]) if special is not None else None
            template = _TEMPLATES.get((name, len(node.arguments)))
            if given is None and template is not None:
                given = template.format(*(self._argument(one) for one in node.arguments))
                given = given if _stands_alone(given) else f"({given})"
            if given is not None:
                self.done[name] = given
                return given
        if name in REFUSED:
            self.refused.append(name)
        return None

    def _argument(self, node: ast.Node) -> str:
        said = self.said(node)
        return said if isinstance(node, _CLOSED) else f"({said})"


def _stands_alone(text: str) -> bool:
    return isinstance(parse_expression(text).expr, _CLOSED)


def _zipped(node: ast.Call, said: list[str]) -> str | None:
    """`zip(["a", "b"], [as, bs])` as contexts, one for each position."""
    match node.arguments:
        case (ast.List(items=names), ast.List(items=lists)) if len(names) == len(lists) and names:
            found = [one.value for one in names if isinstance(one, ast.Literal) and isinstance(one.value, str)]
            if len(found) < len(names):
                return None
            values = said[1].strip()
            entries = ", ".join(f"{string_literal(name)}: ({values})[{at}][i]" for at, name in enumerate(found, 1))
            return f"(for i in 1..count(({values})[1]) return {{{entries}}})"
    return None


def _from_json(node: ast.Call, _: list[str]) -> str | None:
    match node.arguments:
        case (ast.Literal(value=str(text)),):
            try:
                return _feel(json.loads(text, parse_float=Decimal, parse_constant=_no_number), 0)
            except (ValueError, RecursionError):
                return None
    return None


def _feel(value: object, depth: int) -> str:
    if depth > 30:  # noqa: PLR2004  (deeper than anybody writes)
        raise ValueError
    match value:
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case str():
            return string_literal(value)
        case list():
            return f"[{', '.join(_feel(one, depth + 1) for one in value)}]"
        case dict():
            return (
                "{" + ", ".join(f"{string_literal(key)}: {_feel(one, depth + 1)}" for key, one in value.items()) + "}"
            )
    return str(value)


def _no_number(_: str) -> None:
    raise ValueError


_SPECIAL: Final[dict[str, Callable[[ast.Call, list[str]], str | None]]] = {"zip": _zipped, "from json": _from_json}
