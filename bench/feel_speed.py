"""FEEL against the Python that one would write for the same, null-safe; answers are compared first."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from figures.figure import Figure
from figures.rounds import Way, microseconds_of
from rich.console import Console
from rich.table import Table

from creditrules.clock import utc_now
from creditrules.feel import (
    NUMBER,
    STRING,
    Run,
    Type,
    Value,
    check_expression,
    compile_expression,
    from_datetime,
    parse_expression,
)

__all__ = ["print_feel_speed"]

Facts = Mapping[str, Any]
TYPES: Mapping[str, Type] = {"name": STRING, "iban": STRING, "mail": STRING, "x": NUMBER, "y": NUMBER}
PEOPLE: tuple[Facts, ...] = (
    {
        "name": "RRK-104233",
        "iban": "DE89370400440532013000",
        "mail": "ana@example.org",
        "x": Decimal(7),
        "y": Decimal(2),
    },
    {
        "name": "ABC-000000",
        "iban": "GB33BUKB20201555555555",
        "mail": "not an address",
        "x": Decimal("-1.5"),
        "y": Decimal(3),
    },
)
LACKING: Facts = dict.fromkeys(TYPES)
TIMES = 20


@dataclass(frozen=True, slots=True)
class _Pair:
    """kind: under which the bar is held; the worst of a kind counts."""

    kind: str
    feel: str
    python: Callable[[Facts], object]
    before: str = ""


_IBAN = re.compile(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")
_NAME = re.compile(r"^(RRK|ABD)-[0-9]+$")
_MAIL = re.compile(r"@example\.(org|com)")


def _matches(pattern: re.Pattern[str], name: str) -> Callable[[Facts], object]:
    def matches(facts: Facts) -> object:
        text = facts[name]
        return None if text is None else pattern.search(text) is not None

    return matches


def _contains(facts: Facts) -> object:
    text = facts["mail"]
    return None if text is None else "@example" in text


def _starts(facts: Facts) -> object:
    text = facts["name"]
    return None if text is None else text.startswith("RRK-")


def _ends(facts: Facts) -> object:
    text = facts["name"]
    return None if text is None else text.endswith("33")


def _length(facts: Facts) -> object:
    text = facts["name"]
    return None if text is None else Decimal(len(text))


def _upper(facts: Facts) -> object:
    text = facts["mail"]
    return None if text is None else text.upper()


def _part(facts: Facts) -> object:
    text = facts["iban"]
    return None if text is None else text[0:2]


def _floor(facts: Facts) -> object:
    number = facts["x"]
    return None if number is None else number.to_integral_value("ROUND_FLOOR")


def _abs(facts: Facts) -> object:
    number = facts["x"]
    return None if number is None else abs(number)


def _least(facts: Facts) -> object:
    one, other = facts["x"], facts["y"]
    return None if one is None or other is None else min(one, other)


def _added(one: Any, other: Any) -> object:
    return None if one is None or other is None else one + other


def _shortened(text: Any) -> object:
    return None if text is None else text[0:3]


_PAIRS = (
    _Pair("matches", 'matches(iban, "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")', _matches(_IBAN, "iban")),
    _Pair("matches", 'matches(name, "^(RRK|ABD)-[0-9]+$")', _matches(_NAME, "name")),
    _Pair("matches", r'matches(mail, "@example\\.(org|com)")', _matches(_MAIL, "mail")),
    _Pair("contains", 'contains(mail, "@example")', _contains),
    _Pair("starts with", 'starts with(name, "RRK-")', _starts),
    _Pair("starts with", 'ends with(name, "33")', _ends),
    _Pair("= null", "name = null", lambda facts: facts["name"] is None),
    _Pair("= null", "x != null", lambda facts: facts["x"] is not None),
    _Pair("built-in", "string length(name)", _length),
    _Pair("built-in", "upper case(mail)", _upper),
    _Pair("built-in", "substring(iban, 1, 2)", _part),
    _Pair("built-in", "floor(x)", _floor),
    _Pair("built-in", "abs(x)", _abs),
    _Pair("built-in", "min(x, y)", _least),
    _Pair("user-defined", "added(x, y)", lambda facts: _added(facts["x"], facts["y"]), "function(a, b) a + b"),
    _Pair(
        "user-defined",
        "added(x, y)",
        lambda facts: _added(facts["x"], facts["y"]),
        "function(a: number, b: number) a + b",
    ),
    _Pair(
        "user-defined", "added(name)", lambda facts: _shortened(facts["name"]), "function(text) substring(text, 1, 3)"
    ),
)


def print_feel_speed(console: Console, *, quick: bool = False) -> Iterator[Figure]:
    """Within one evaluation, as a model's expressions are run: what it takes to begin one is not counted."""
    console.print(
        "\nFEEL against null-safe Python for the same, microseconds; in one evaluation, Python as a function.\n"
    )
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("expression", "ours", "Python", "ours/Python"):
        shown.add_column(head, justify="left" if head == "expression" else "right")
    worst: dict[str, tuple[float, float, str]] = {}
    for pair in _PAIRS:
        ours = _ours(pair)
        _compare(pair, ours)
        people = [{**person, **_functions(pair)} for person in PEOPLE] * TIMES
        ways: dict[str, Way] = {"ours": (ours, people), "python": (pair.python, people)}
        costs = microseconds_of(ways, rounds=5 if quick else 15)
        ratio = costs["ours"] / costs["python"]
        shown.add_row(
            f"{pair.feel}  {pair.before}".strip(), f"{costs['ours']:.2f}", f"{costs['python']:.2f}", f"{ratio:.1f}"
        )
        worst[pair.kind] = max(worst.get(pair.kind, (0.0, 0.0, "")), (ratio, costs["python"], pair.feel))
    console.print(shown)
    for kind, (ratio, _, feel) in worst.items():
        yield Figure(f"feel/{kind}", ratio, "times", "Python", 1.0, f"the worst: {feel}")


def _ours(pair: _Pair) -> Callable[[Facts], Value]:
    types = {**TYPES, **({"added": _type_of(pair.before)} if pair.before else {})}
    checked = check_expression(parse_expression(pair.feel), types)
    assert checked.ok, checked.diagnostics
    run = Run(from_datetime(utc_now()), steps=10**12)
    return partial(compile_expression(checked).code, run)


def _functions(pair: _Pair) -> Facts:
    if not pair.before:
        return {}
    checked = check_expression(parse_expression(pair.before), {})
    assert checked.ok, checked.diagnostics
    return {"added": compile_expression(checked).code(Run(from_datetime(utc_now())), {})}


def _type_of(text: str) -> Type:
    return check_expression(parse_expression(text), {}).type


def _compare(pair: _Pair, ours: Callable[[Facts], Value]) -> None:
    for person in (*PEOPLE, LACKING):
        facts = {**person, **_functions(pair)}
        one, other = ours(facts), pair.python(facts)
        if one != other or type(one) is not type(other):
            sys.exit(f"{pair.feel}: the answers differ: {one!r} and {other!r}")
