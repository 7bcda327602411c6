"""Java functions that models name, answered by pure equivalents of our own: a closed table, and nothing beyond it.

DMN lets a function name a Java class and method (clause 10.3.2.13.3). No Java runs here: `java.lang.Math`,
`java.lang.String` and the number classes have equivalents below; every other name is refused when it is checked.
Their arithmetic is Java's: trigonometry and logarithms go through binary doubles, which money must not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from creditrules.feel.limits import STRING_LENGTH
from creditrules.feel.run.evaluation import Run
from creditrules.feel.tree import ast
from creditrules.feel.types import ANY, BOOLEAN, NUMBER, STRING, Type
from creditrules.feel.values import brief, is_instance
from creditrules.feel.values.arithmetic import NUMBERS, add, multiply, parse_number, power, subtract
from creditrules.feel.values.kinds import Function, Value
from creditrules.feel.values.partial import unknown_among

__all__ = ["external_function", "named_external"]

_SIGNATURE = r"(?a)\s*([A-Za-z_]\w*)\s*\(([^()]*)\)\s*"
_WHOLE = ("int", "long", "short", "byte", "Integer", "Long", "Short", "Byte", "BigInteger")
_PARAMETERS: Mapping[str, Type] = {
    **dict.fromkeys((*_WHOLE, "float", "double", "Float", "Double", "Number", "BigDecimal"), NUMBER),
    **dict.fromkeys(("String", "CharSequence", "char", "Character"), STRING),
    **dict.fromkeys(("boolean", "Boolean"), BOOLEAN),
    "Object": ANY,
}
_REST = ("[Ljava.lang.Object;", "Object[]", "Object...")
_FORMAT = r"%(?:(?P<plain>[%n])|(?P<left>-)?(?P<width>[0-9]{1,4})?(?:\.(?P<digits>[0-9]{1,2}))?(?P<kind>[sdf]))"
"""Few models name a Java function, so that these are compiled when one does."""

_Body = Callable[..., Value]


def _double(function: Callable[..., float]) -> _Body:
    """One of Java's functions of doubles."""

    def body(run: Run, *arguments: Decimal) -> Value:
        try:
            result = function(*map(float, arguments))
        except (ValueError, OverflowError):
            result = math.nan
        if not math.isfinite(result):
            return run.null("feel.number-range", "The Java function has no finite result for these numbers.")
        return NUMBERS.create_decimal(repr(result))

    return body


def _rounding(mode: str) -> _Body:
    return lambda _run, number: number.to_integral_value(mode, NUMBERS)


def _half_up(run: Run, number: Decimal) -> Value:
    """Math.round: half towards positive infinity."""
    total = add(run, number, Decimal("0.5"))
    return total.to_integral_value(ROUND_FLOOR, NUMBERS) if isinstance(total, Decimal) else None


def _text(_run: Run, value: Value) -> Value:
    return value if isinstance(value, str) else brief(value)


def _number(run: Run, value: Value) -> Value:
    number = value if isinstance(value, Decimal) else parse_number(value) if isinstance(value, str) else None
    return run.null("feel.argument", f"{brief(value)} is not a number.") if number is None else number


def _formatted(run: Run, pattern: str, *values: Value) -> Value:
    """String.format with %s, %d, %f, a width and a precision."""
    parts: list[str] = []
    last, index, length = 0, 0, 0
    for match in re.finditer(_FORMAT, pattern):
        parts.append(pattern[last : match.start()])
        last = match.end()
        if match["plain"]:
            parts.append("%" if match["plain"] == "%" else "\n")
            continue
        text = _field(match, values[index]) if index < len(values) else None
        if text is None:
            return run.null("feel.argument", f"The format {brief(pattern)} does not fit the values given.")
        index += 1
        length += len(text)
        if length > STRING_LENGTH:
            return run.null("feel.string-length", "The formatted text is too long.")
        parts.append(text)
    parts.append(pattern[last:])
    result = "".join(parts)
    if "%" in re.sub(_FORMAT, "", pattern) or len(result) > STRING_LENGTH:
        return run.null("feel.argument", f"The format {brief(pattern)} is not understood.")
    return result


def _field(match: re.Match[str], value: Value) -> str | None:
    kind, digits = match["kind"], match["digits"]
    if kind == "s":
        text = value if isinstance(value, str) else brief(value)
        text = text if digits is None else text[: int(digits)]
    elif not isinstance(value, Decimal):
        return None
    elif kind == "d":
        text = f"{value:f}" if value == value.to_integral_value() else ""
    else:
        text = f"{value:.{int(digits or 6)}f}"
    width = int(match["width"] or 0)
    return (text.ljust(width) if match["left"] else text.rjust(width)) if text or kind == "s" else None


_MATH: Mapping[str, tuple[int, Type, _Body]] = {
    "abs": (1, NUMBER, lambda _run, number: number.copy_abs()),
    "max": (2, NUMBER, lambda _run, one, other: max(one, other)),
    "min": (2, NUMBER, lambda _run, one, other: min(one, other)),
    "ceil": (1, NUMBER, _rounding(ROUND_CEILING)),
    "floor": (1, NUMBER, _rounding(ROUND_FLOOR)),
    "rint": (1, NUMBER, _rounding(ROUND_HALF_EVEN)),
    "round": (1, NUMBER, _half_up),
    "pow": (2, NUMBER, power),
    "addExact": (2, NUMBER, add),
    "subtractExact": (2, NUMBER, subtract),
    "multiplyExact": (2, NUMBER, multiply),
    **{
        name: (1, NUMBER, _double(getattr(math, name)))
        for name in ("sqrt", "exp", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")
    },
    "atan2": (2, NUMBER, _double(math.atan2)),
    "hypot": (2, NUMBER, _double(math.hypot)),
    "toRadians": (1, NUMBER, _double(math.radians)),
    "toDegrees": (1, NUMBER, _double(math.degrees)),
}
_NUMBERS: Mapping[str, tuple[int, Type, _Body]] = {
    "valueOf": (1, NUMBER, _number),
    "toString": (1, STRING, _text),
    "max": _MATH["max"],
    "min": _MATH["min"],
    "sum": _MATH["addExact"],
}
_CLASSES: Mapping[str, Mapping[str, tuple[int, Type, _Body]]] = {
    "java.lang.Math": _MATH,
    "java.lang.StrictMath": _MATH,
    "java.lang.String": {"valueOf": (1, STRING, _text), "format": (-1, STRING, _formatted)},
    "java.lang.Boolean": {
        "toString": (1, STRING, _text),
        "logicalAnd": (2, BOOLEAN, lambda _run, one, other: one and other),
        "logicalOr": (2, BOOLEAN, lambda _run, one, other: one or other),
    },
    **{
        f"java.lang.{name}": {**_NUMBERS, f"parse{short}": (1, NUMBER, _number)}
        for name, short in (("Integer", "Int"), ("Long", "Long"), ("Short", "Short"), ("Byte", "Byte"))
    },
    **{
        f"java.lang.{name}": {**_NUMBERS, f"parse{name}": (1, NUMBER, _number)} for name in ("Double", "Float")
    },
}  # fmt: skip


@lru_cache(maxsize=256)
def external_function(class_name: str, signature: str, parameters: tuple[str, ...] = ()) -> Function | None:
    """The pure equivalent of a Java method, as a function of `parameters`; None where the table has none.

    class_name: "java.lang.Math". signature: the method with its parameter types, "max(int, int)". The result is null
    with a warning where an argument is not of the type that the signature names.
    """
    match = re.fullmatch(_SIGNATURE, signature)
    if match is None:
        return None
    found = _CLASSES.get(class_name.strip(), {}).get(match[1])
    written = [part.strip().removeprefix("java.lang.").removeprefix("java.math.") for part in match[2].split(",")]
    kinds = [kind for kind in written if kind]
    rest = bool(kinds) and (kinds[-1] in _REST or match[2].strip().endswith(_REST))
    fixed = kinds[:-1] if rest else kinds
    if found is None or any(kind not in _PARAMETERS for kind in fixed) or (found[0] != len(kinds) and not rest):
        return None
    if rest is not (found[0] < 0) or (parameters and len(parameters) < len(fixed)):
        return None
    names = parameters or tuple(f"p{index}" for index in range(len(fixed)))
    types = [*(_PARAMETERS[kind] for kind in fixed), *[ANY] * (len(names) - len(fixed))]
    body = _checked(f"{class_name}.{match[1]}", found[2], tuple(fixed))
    return Function(tuple(zip(names, types, strict=True)), found[1], body, match[1])


def _checked(called: str, body: _Body, kinds: tuple[str, ...]) -> _Body:
    def call(run: Run, *arguments: Value) -> Value:
        unknown = unknown_among(arguments)
        if unknown is not None:
            return unknown
        for kind, value in zip(kinds, arguments, strict=False):
            if not _is(value, kind):
                return run.null("feel.argument", f"{called} needs a {kind} and was given {brief(value)}.")
        return body(run, *arguments)

    return call


def _is(value: Value, kind: str) -> bool:
    if kind in _WHOLE:
        return isinstance(value, Decimal) and value == value.to_integral_value()
    if kind in ("char", "Character"):
        return isinstance(value, str) and len(value) == 1
    return is_instance(value, _PARAMETERS[kind])


def named_external(body: ast.Expr) -> tuple[str, str] | None:
    """Class and method signature of `{java: {class: "…", method signature: "…"}}`; None for anything else."""
    java = _entries(body).get("java")
    entries = {} if java is None else _entries(java)
    match entries.get("class"), entries.get("method signature"):
        case ast.Literal(_, str(class_name)), ast.Literal(_, str(signature)):
            return class_name, signature
        case _:
            return None


def _entries(node: ast.Expr) -> dict[str, ast.Expr]:
    return {entry.name: entry.value for entry in node.entries} if isinstance(node, ast.Context) else {}
