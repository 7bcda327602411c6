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

__all__ = ["external_function", "named_external", "similar_methods"]

_SIGNATURE = r"(?a)\s*([A-Za-z_]\w*)\s*\(([^()]*)\)\s*"
_WHOLE = ("int", "long", "short", "byte")
_PARAMETERS: Mapping[str, Type] = {
    **dict.fromkeys((*_WHOLE, "float", "double"), NUMBER),
    **dict.fromkeys(("String", "char"), STRING),
    "boolean": BOOLEAN,
    "Object": ANY,
}
_REST = ("Object...", "Object[]", "[Ljava.lang.Object;")
_FORMAT = r"%(?:(?P<plain>[%n])|(?P<left>-)?(?P<width>[0-9]{1,4})?(?:\.(?P<digits>[0-9]{1,2}))?(?P<kind>[sdf]))"
"""Few models name a Java function, so that these are compiled when one does."""

_CHARACTERS_A_STEP = 64
_COST_OF_A_CALL = 4
_COST_OF_A_TEXT = 8
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


def _text(run: Run, value: Value) -> Value:
    run.spend(_COST_OF_A_TEXT)
    return value if isinstance(value, str) else brief(value)


def _number(run: Run, value: Value) -> Value:
    number = value if isinstance(value, Decimal) else parse_number(value) if isinstance(value, str) else None
    return run.null("feel.argument", f"{brief(value)} is not a number.") if number is None else number


def _formatted(run: Run, pattern: str, *values: Value) -> Value:
    """String.format with %s, %d, %f, a width and a precision."""
    run.spend(len(pattern) // _CHARACTERS_A_STEP)
    parts: list[str] = []
    last, index, length = 0, 0, 0
    for match in re.finditer(_FORMAT, pattern):
        parts.append(pattern[last : match.start()])
        last = match.end()
        if match["plain"]:
            parts.append("%" if match["plain"] == "%" else "\n")
            continue
        text = _field(match, values[index]) if index < len(values) else None
        run.spend(1 + len(text or "") // _CHARACTERS_A_STEP)
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


_Method = tuple[str, Type, _Body]
"""Its signatures as Java has them, apart by "|"; the type of its result; what it does."""

_DOUBLE, _DOUBLES = "double", "double,double"
_EACH, _PAIRS = "int|long|float|double", "int,int|long,long|float,float|double,double"
_EXACT = "int,int|long,long"
_MATH: Mapping[str, _Method] = {
    "abs": (_EACH, NUMBER, lambda _run, number: number.copy_abs()),
    "max": (_PAIRS, NUMBER, lambda _run, one, other: max(one, other)),
    "min": (_PAIRS, NUMBER, lambda _run, one, other: min(one, other)),
    "ceil": (_DOUBLE, NUMBER, _rounding(ROUND_CEILING)),
    "floor": (_DOUBLE, NUMBER, _rounding(ROUND_FLOOR)),
    "rint": (_DOUBLE, NUMBER, _rounding(ROUND_HALF_EVEN)),
    "round": ("float|double", NUMBER, _half_up),
    "pow": (_DOUBLES, NUMBER, power),
    "addExact": (_EXACT, NUMBER, add),
    "subtractExact": (_EXACT, NUMBER, subtract),
    "multiplyExact": (f"{_EXACT}|long,int", NUMBER, multiply),
    **{
        name: (_DOUBLE, NUMBER, _double(getattr(math, name)))
        for name in ("sqrt", "exp", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")
    },
    "atan2": (_DOUBLES, NUMBER, _double(math.atan2)),
    "hypot": (_DOUBLES, NUMBER, _double(math.hypot)),
    "toRadians": (_DOUBLE, NUMBER, _double(math.radians)),
    "toDegrees": (_DOUBLE, NUMBER, _double(math.degrees)),
}


def _of_number(kind: str, parse: str, *, arithmetic: bool) -> Mapping[str, _Method]:
    """The methods of Java's class for one kind of number."""
    both = f"{kind},{kind}"
    pairs = {name: (both, NUMBER, _MATH[of][2]) for name, of in (("max", "max"), ("min", "min"), ("sum", "addExact"))}
    return {
        "valueOf": (f"String|{kind}", NUMBER, _number),
        "toString": (kind, STRING, _text),
        parse: ("String", NUMBER, _number),
        **(pairs if arithmetic else {}),
    }


_CLASSES: Mapping[str, Mapping[str, _Method]] = {
    "java.lang.Math": _MATH,
    "java.lang.StrictMath": _MATH,
    "java.lang.String": {
        "valueOf": (f"{_EACH}|boolean|char|Object", STRING, _text),
        "format": ("String,Object...", STRING, _formatted),
    },
    "java.lang.Boolean": {
        "toString": ("boolean", STRING, _text),
        "logicalAnd": ("boolean,boolean", BOOLEAN, lambda _run, one, other: one and other),
        "logicalOr": ("boolean,boolean", BOOLEAN, lambda _run, one, other: one or other),
    },
    "java.lang.Integer": _of_number("int", "parseInt", arithmetic=True),
    "java.lang.Long": _of_number("long", "parseLong", arithmetic=True),
    "java.lang.Short": _of_number("short", "parseShort", arithmetic=False),
    "java.lang.Byte": _of_number("byte", "parseByte", arithmetic=False),
    "java.lang.Double": _of_number("double", "parseDouble", arithmetic=True),
    "java.lang.Float": _of_number("float", "parseFloat", arithmetic=True),
}


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
    kinds = [kind for part in match[2].split(",") if (kind := _kind(part))]
    if found is None or ",".join(kinds) not in found[0].split("|"):
        return None
    fixed = [kind for kind in kinds if kind != _REST[0]]
    if parameters and (len(parameters) < len(fixed) or (len(parameters) != len(fixed) and fixed == kinds)):
        return None
    names = parameters or tuple(f"p{index}" for index in range(len(fixed)))
    types = [*(_PARAMETERS[kind] for kind in fixed), *[ANY] * (len(names) - len(fixed))]
    body = _checked(f"{class_name}.{match[1]}", found[2], tuple(fixed))
    return Function(tuple(zip(names, types, strict=True)), found[1], body, match[1])


def similar_methods(class_name: str, signature: str) -> tuple[str, ...]:
    """The methods of that class and name that there are, under their own signatures."""
    class_name, name = class_name.strip(), signature.partition("(")[0].strip()
    found = _CLASSES.get(class_name, {}).get(name)
    return () if found is None else tuple(f"{name}({kinds.replace(',', ', ')})" for kinds in found[0].split("|"))


def _kind(written: str) -> str:
    kind = written.strip().removeprefix("java.lang.")
    return _REST[0] if kind in _REST else kind


def _checked(called: str, body: _Body, kinds: tuple[str, ...]) -> _Body:
    def call(run: Run, *arguments: Value) -> Value:
        run.spend(_COST_OF_A_CALL)
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
    if kind == "char":
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
