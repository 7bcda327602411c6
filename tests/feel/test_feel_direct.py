"""Short ways against the general one: the same values, warnings, steps and memory, whatever is given and left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from creditrules.feel import (
    ANY,
    Function,
    Run,
    Unknown,
    check_expression,
    compile_expression,
    from_datetime,
    parse_expression,
    to_feel,
)
from creditrules.feel.compile import calls, compiler, expressions, functions
from creditrules.feel.compile.operators import Code

NOW = from_datetime(datetime(2026, 1, 1, tzinfo=UTC))
BUILT_IN = (
    'contains(a, "b")',
    "contains(a, b)",
    'starts with(a, "ab")',
    "starts with(a, b)",
    'ends with(a, "b")',
    "ends with(b, a)",
    'starts with(a, "")',
    "string length(a)",
    "upper case(a)",
    "lower case(a)",
    'substring before(a, "b")',
    "substring after(a, b)",
    "substring(a, 1, 2)",
    "substring(a, 2, 1000)",
    "substring(a, -2, 1)",
    "substring(a, 0, 1)",
    "substring(a, 1.9, 2.9)",
    "substring(a, 1, b)",
    "substring(a, 2)",
    "floor(a)",
    "ceiling(a)",
    "floor(a, b)",
    "abs(a)",
    "min(a, b)",
    "max(a, b)",
    "min(a, 3)",
    "max(a)",
    "min(a + 1, b)",
    "max(3, a)",
    "min(3, a + 0)",
    "max(-0, if b = null then a else b)",
    "min(1.50, 3 * a)",
    'contains("b", lower case(a))',
    'min("b", if b = null then a else b)',
    "min(2 * a, 3 * a)",
    "contains(lower case(a), b)",
    "starts with(lower case(a), upper case(b))",
    'matches(a, "^[a-c]+$")',
    'matches(a, "b")',
    'matches(a, "b+", "i")',
    'matches(a, "(")',
    'matches(a, "^a", b)',
    "matches(a, b)",
    'contains(a.x, "b")',
    'matches(a.x, "^a")',
    'starts with(lower case(a), "b")',
    "string length(upper case(a))",
    "substring(if b = null then a else b, 1, 2)",
    "abs(a - b)",
    'contains(a[1], "b")',
    'matches(contains(a, "b"), "x")',
)
NAMES = (
    "a = null",
    "a != null",
    "null = a",
    "a + b",
    "a - b",
    "a * b",
    "a / b",
    "c = null",
    "c + a",
    "a > b",
)
CALLED = (
    "added(a, b)",
    "cut(a)",
    "wide(a, b)",
    "own(a)",
    "typed(a, b)",
    "typed(a, a)",
    "typed(b, a + a)",
    "named(a)",
    "named(upper case(a))",
    "dated(a, b)",
    "less(a)",
    "turned(a, b)",
    "twice(a, b)",
    "own_number(a)",
    "counted(a)",
    "loud(a)",
    "loud_text(a)",
    "floored(a)",
    "part(a)",
    "floored(a - 1)",
    "typed(a - 1)",
    "named(if b = null then a else b)",
    "dated(a[1])",
    "counted(if b = null then a else b)",
    "less(a)[1]",
    "typed(a + 1, lower case(b))",
    "added(a)",
    "c(a)",
    "b(a)",
    "added(b: a, a: b)",
    "string length(cut(a))",
    '{f: function(x) if x = null then "none" else starts with(x, "a"), r: f(a)}.r',
    "{f: function(n) if n <= 0 then 0 else 1 + f(n - 1), r: f(a)}.r",
    "for x in [a, b] return added(x, b)",
)
DEFINED = {
    "added": "function(a, b) a + b",
    "cut": "function(text) substring(text, 1, 2)",
    "wide": "function(x, y) {z: x, w: y}",
    "own": "function(x) added(x, x)",
    "typed": "function(x: number, y: string) x",
    "named": 'function(x: string) if x = null then "none" else x',
    "less": "function(x) x - 1",
    "turned": "function(x, y) y - x",
    "twice": "function(x: number, y: string) x * x",
    "own_number": "function(x: number) x / 0",
    "counted": "function(x) string length(x)",
    "loud": "function(x) upper case(x)",
    "loud_text": "function(x: string) lower case(x)",
    "floored": "function(x: number) floor(x)",
    "part": "function(x) substring(x, 3, 2)",
    "dated": "function(x: date and time, y) [x, y]",
}
VALUES: tuple[Any, ...] = (
    None,
    "",
    "abc",
    "b",
    "B" * 255,
    "ab" * 128,
    0,
    2,
    "-2.5",
    10**34,
    True,
    ["abc"],
    ["a", "b"],
    {"x": "abc"},
    Unknown(frozenset({"later"})),
)
BUDGETS = ((10_000, 10_000), (10_000, 2), (21, 10_000), (3, 10_000), (1, 10_000), (0, 10_000), (-1, 10_000))


def _value(value: Any) -> Any:
    return to_feel(-2.5) if value == "-2.5" else value if isinstance(value, Unknown) else to_feel(value)


@contextmanager
def _the_long_way() -> Iterator[None]:
    """Without any of the short ones."""
    with pytest.MonkeyPatch.context() as patched:
        for room in (calls, compiler):
            patched.setattr(room, "direct", lambda _compiler, _node, general, *_cost, **_slot: general)
            patched.setattr(room, "shortest", lambda _compiler, _node, general, *_cost: general)
        patched.setattr(calls, "as_they_are", lambda _compiler, _node, general: general)
        patched.setattr(calls, "_on_plain_values", lambda *_: None)
        patched.setattr(calls, "_has_one_argument", lambda _node: False)
        patched.setattr(functions, "is_flat", lambda *_: False)
        patched.setattr(expressions, "names_calculated", lambda _sign, _names, general, _place: general)
        yield


def _compiled(text: str) -> Code:
    checked = check_expression(parse_expression(text), {**dict.fromkeys("abc", ANY), **dict.fromkeys(DEFINED, ANY)})
    return compile_expression(checked).code


def _functions() -> dict[str, Any]:
    scope: dict[str, Any] = {}
    for name, text in DEFINED.items():
        made = compile_expression(check_expression(parse_expression(text), dict.fromkeys(scope, ANY))).code
        scope[name] = made(Run(NOW), dict(scope))
        assert isinstance(scope[name], Function)
    return scope


def _told(code: Code, scope: Mapping[str, Any], steps: int, memory: int, depth: int) -> tuple[object, ...]:
    run = Run(NOW, steps=steps, memory=memory, depth=depth)
    value = code(run, scope)
    kind = type(value).__name__
    told = value if kind != "Function" else kind
    return told, kind, run.warnings, run.failures, run.steps, run.memory, run.held_back, run.depth


def _same(text: str, short: Callable[[], dict[str, Any]]) -> None:
    one, mine = _compiled(text), short()
    with _the_long_way():
        other, theirs = _compiled(text), _functions()
    values = [_value(each) for each in VALUES]
    for a, b in product(values, values if " b" in text or "b(" in text or "(b" in text else values[:3]):
        for (steps, memory), depth in ((BUDGETS[0], 0), *((each, 0) for each in BUDGETS[1:]), (BUDGETS[0], 497)):
            given = {"a": a, "b": b}
            expected = _told(other, {**theirs, **given}, steps, memory, depth)
            assert _told(one, {**mine, **given}, steps, memory, depth) == expected, (text, a, b, steps, memory, depth)


@pytest.mark.parametrize("text", [*BUILT_IN, *NAMES, *CALLED])
def test_a_short_way_is_the_general_one(text: str) -> None:
    _same(text, _functions)


def test_a_name_without_a_value_is_told_as_before() -> None:
    for text in ("contains(c, a)", 'starts with(c, "a")', "floor(c)", "added(c, a)", "c != null", 'matches(c, "a")'):
        short = _compiled(text)
        with _the_long_way():
            general = _compiled(text)
        scope = {**_functions(), "a": "x"}
        assert _told(short, scope, 100, 100, 0) == _told(general, scope, 100, 100, 0)
