"""Functions of Java's standard library that models name (DMN 1.5, clause 10.4.5), as FEEL: a closed table.

Nothing foreign is ever called. What is not in the table is refused by its name.
"""

from __future__ import annotations

import re
from typing import Final

from creditrules.dmn.model.boxed import ContextBox, ContextEntry, FunctionBox, LiteralExpression

__all__ = ["feel_equivalent", "foreign_name", "similar_functions"]

_TEXT: Final = re.compile(r'\s*"([^"\\]*)"\s*')
_BOXED: Final = {"java.lang.String": "String", "java.lang.Object": "Object", "[Ljava.lang.Object;": "Object[]"}
_WHOLE: Final = ("int", "long")
_ANY_NUMBER: Final = (*_WHOLE, "float", "double")
_TWO_PI: Final = "6.283185307179586476925286766559006"
_SERIES: Final = "for i in 1..32 return (-1)**i * y**(2*i{odd}) / product(for j in 1..(2*i{odd}) return j)"
_COS: Final = f"1 + sum({_SERIES.format(odd='')})"
_SIN: Final = f"y + sum({_SERIES.format(odd='+1')})"
_TURN: Final = f"{{y: modulo(a, {_TWO_PI}), cos: {_COS}, sin: {_SIN}}}"
_FORMAT: Final = (
    'if matches(replace(a, "%[sd]", ""), "%") then number(a) else '
    '{parts: split(a, "%[sd]"), text: string join(for i in 1..count(parts) return '
    'parts[i] + (if i < count(parts) then string(b[i]) else ""))}.text'
)
"""Only %s and %d; another directive gives null with a warning, as no number can be made of the text."""


def _over(types: tuple[str, ...], count: int, name: str, feel: str) -> dict[str, str]:
    return {f"{name}({','.join([one] * count)})": feel for one in types}


_MATH: Final = {
    **_over(_ANY_NUMBER, 2, "max", "max(a, b)"),
    **_over(_ANY_NUMBER, 2, "min", "min(a, b)"),
    **_over(_ANY_NUMBER, 1, "abs", "abs(a)"),
    **_over(("float", "double"), 1, "round", "floor(a + 0.5)"),
    **_over(("float", "double"), 1, "signum", "if a > 0 then 1 else if a < 0 then -1 else 0"),
    **_over(_WHOLE, 2, "floorMod", "modulo(a, b)"),
    **_over(_WHOLE, 2, "floorDiv", "floor(a / b)"),
    "floor(double)": "floor(a)",
    "ceil(double)": "ceiling(a)",
    "rint(double)": "decimal(a, 0)",
    "sqrt(double)": "sqrt(a)",
    "exp(double)": "exp(a)",
    "log(double)": "log(a)",
    "log10(double)": "log(a) / log(10)",
    "pow(double,double)": "a ** b",
    "hypot(double,double)": "sqrt(a*a + b*b)",
    "cos(double)": f"{_TURN}.cos",
    "sin(double)": f"{_TURN}.sin",
    "tan(double)": f"{{turn: {_TURN}, tan: turn.sin / turn.cos}}.tan",
}
_INTEGER: Final = 'if matches(a, "^[+-]?[0-9]+$") then number(replace(a, "^[+]", "")) else number("not whole: " + a)'
_DECIMAL: Final = 'number(replace(a, "^ +| +$", ""))'
_BOOLEAN: Final = 'lower case(a) = "true"'
_TABLE: Final = {
    "java.lang.Math": _MATH,
    "java.lang.StrictMath": _MATH,
    "java.lang.String": {
        "format(String,Object[])": _FORMAT,
        **_over((*_ANY_NUMBER, "boolean", "Object"), 1, "valueOf", "string(a)"),
    },
    "java.lang.Integer": {
        **_over(("String",), 1, "valueOf", _INTEGER),
        **_over(("String",), 1, "parseInt", _INTEGER),
        **_over(("int",), 2, "sum", "a + b"),
        **_over(("int",), 2, "max", "max(a, b)"),
        **_over(("int",), 2, "min", "min(a, b)"),
    },
    "java.lang.Long": {
        **_over(("String",), 1, "valueOf", _INTEGER),
        **_over(("String",), 1, "parseLong", _INTEGER),
        **_over(("long",), 2, "sum", "a + b"),
        **_over(("long",), 2, "max", "max(a, b)"),
        **_over(("long",), 2, "min", "min(a, b)"),
    },
    "java.lang.Float": {"valueOf(String)": _DECIMAL, "parseFloat(String)": _DECIMAL},
    "java.lang.Double": {"valueOf(String)": _DECIMAL, "parseDouble(String)": _DECIMAL},
    "java.lang.Boolean": {"valueOf(String)": _BOOLEAN, "parseBoolean(String)": _BOOLEAN},
}


def feel_equivalent(function: FunctionBox) -> FunctionBox | None:
    """A function in FEEL that does what a Java function of the table does; None for anything else.

    Numbers are FEEL's: exact decimals in place of binary ones and of bounded integers.
    """
    class_, signature = _named(function)
    feel = _TABLE.get(class_, {}).get(signature) if function.kind == "JAVA" else None
    if feel is None or len(function.parameters) != (signature.count(",") + 1):
        return None
    arguments = tuple(
        ContextEntry(letter, LiteralExpression(parameter.name))
        for letter, parameter in zip("ab", function.parameters, strict=False)
    )
    body = ContextBox(arguments, LiteralExpression(feel))
    return FunctionBox(function.parameters, body, function.result_type, "FEEL", function.type)


def similar_functions(function: FunctionBox) -> tuple[str, ...]:
    """The functions of that Java class and name that there are, under their own signatures."""
    class_, signature = _named(function)
    name = signature.partition("(")[0]
    return tuple(one for one in _TABLE.get(class_, {}) if function.kind == "JAVA" and one.partition("(")[0] == name)


def foreign_name(function: FunctionBox) -> str:
    """The name that a foreign function goes by, for messages: "java.lang.Math.cos(double)" or "PMML model M of D"."""
    entries = _entries(function)
    if function.kind == "PMML":
        return f"PMML model {entries.get('model', '?')} of {entries.get('document', '?')}"
    class_, signature = _named(function)
    return f"{class_}.{signature}" if class_ else "a Java function without a class"


def _named(function: FunctionBox) -> tuple[str, str]:
    entries = _entries(function)
    signature = "".join(entries.get("method signature", "").split())
    name, _, rest = signature.partition("(")
    types = [_BOXED.get(one, one) for one in rest.removesuffix(")").split(",")]
    return "".join(entries.get("class", "").split()), f"{name}({','.join(types)})"


def _entries(function: FunctionBox) -> dict[str, str]:
    found = {}
    if isinstance(function.body, ContextBox):
        for entry in function.body.entries:
            text = _TEXT.fullmatch(entry.value.text) if isinstance(entry.value, LiteralExpression) else None
            if text is not None:
                found[entry.name] = text[1]
    return found
