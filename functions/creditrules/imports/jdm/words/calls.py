"""Functions of ZEN in FEEL's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from creditrules.imports.jdm.words.closures import flattened
from creditrules.imports.jdm.words.dates import CALENDAR
from creditrules.imports.jdm.words.phrase import (
    EMPTY,
    NULL,
    Level,
    Phrase,
    array,
    boolean,
    call,
    choice,
    comparison,
    number,
    path,
    text,
    within,
)
from creditrules.imports.jdm.words.shapes import Kind, ListShape, ObjectShape, item, joined
from creditrules.imports.jdm.words.speaking import Speaker, need, use
from creditrules.imports.jdm.zen import ZenError, tree

__all__ = ["called"]

_Rule = Callable[[Speaker, tree.Call], Phrase]
_NUMERAL = r"^\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}-]")
_REFUSED = {
    "rand": ("A random number makes the same question give two answers.", "Give the number as a field."),
    "fuzzyMatch": ("FEEL does not compare texts by likeness.", "Give the likeness as a field, or test with matches."),
    "extract": ("FEEL does not take groups out of a pattern.", "Take the part with split, or a slice of the text."),
}


def called(speaker: Speaker, node: tree.Call) -> Phrase:
    """A call of a function."""
    if node.function in _REFUSED:
        raise ZenError(*_REFUSED[node.function], node.span)
    known = _CALLS.get(node.function)
    if known is None:
        hint = "Write it with operators and functions that are kept, or give its result as a field."
        raise ZenError(f"'{node.function}' is no function that is kept.", hint, node.span)
    low, high, rule = known
    if not low <= len(node.arguments) <= high:
        wanted = str(low) if low == high else f"{low} to {high}"
        message = f"{node.function} takes {wanted} arguments, not {len(node.arguments)}."
        raise ZenError(message, "", node.span)
    return rule(speaker, node)


def _texts(function: str, shape: Kind) -> _Rule:
    def rule(speaker: Speaker, node: tree.Call) -> Phrase:
        return call(function, *(speaker.expected(each, Kind.STRING) for each in node.arguments), shape=shape)

    return rule


def _numbers(function: str, *more: int) -> _Rule:
    def rule(speaker: Speaker, node: tree.Call) -> Phrase:
        given = [speaker.numeric(each) for each in node.arguments]
        extra = [number(Decimal(each)) for each in more[len(given) - 1 :]]
        if more:
            speaker.remarks.note("import.jdm.rounding")
        return call(function, *given, *extra, shape=Kind.NUMBER)

    return rule


def _listed(function: str) -> _Rule:
    def rule(speaker: Speaker, node: tree.Call) -> Phrase:
        held = _numeric_list(speaker, node.arguments[0])
        return call(function, held, shape=item(held.shape), nullable=held.nullable)

    return rule


def _numeric_list(speaker: Speaker, node: tree.Node) -> Phrase:
    held = speaker.phrase(node)
    if isinstance(held.shape, ListShape) and held.shape.item is Kind.DATE:
        return held
    if isinstance(node, tree.Array):
        parts = [speaker.phrase(each) for each in node.items]
        if parts and all(part.shape is Kind.DATE for part in parts):
            return array(parts, ListShape(Kind.DATE))
        return array([speaker.numeric(each) for each in node.items], ListShape(Kind.NUMBER))
    use(held, ListShape(Kind.NUMBER), strict=speaker.strict)
    return held


def _sum(speaker: Speaker, node: tree.Call) -> Phrase:
    held = _numeric_list(speaker, node.arguments[0])
    if isinstance(node.arguments[0], tree.Array) and held != EMPTY and node.arguments[0].items:
        return call("sum", held, shape=Kind.NUMBER)
    speaker.remarks.note("import.jdm.empty-sum")
    zero = number(Decimal(0))
    return call("sum", call("append", held, zero), shape=Kind.NUMBER, nullable=held.nullable)


def _mode(speaker: Speaker, node: tree.Call) -> Phrase:
    held = _numeric_list(speaker, node.arguments[0])
    speaker.remarks.note("import.jdm.mode")
    return call("max", call("mode", held), shape=Kind.NUMBER, nullable=held.nullable)


def _length(speaker: Speaker, node: tree.Call) -> Phrase:
    held = speaker.phrase(node.arguments[0])
    need(held, strict=speaker.strict)
    if held.shape is Kind.STRING:
        speaker.remarks.note("import.jdm.text-length")
        return call("string length", held, shape=Kind.NUMBER)
    if isinstance(held.shape, ListShape):
        return call("count", held, shape=Kind.NUMBER)
    if isinstance(held.shape, ObjectShape):
        raise ZenError("ZEN has no length of an object.", "Write len(keys(…)).", node.span)
    return _either(
        held, call("string length", held, shape=Kind.NUMBER), call("count", held, shape=Kind.NUMBER), Kind.NUMBER
    )


def _either(held: Phrase, as_text: Phrase, as_list: Phrase, shape: Kind) -> Phrase:
    return choice(_is(held, "string"), as_text, as_list, shape)


def _is(held: Phrase, type_: str) -> Phrase:
    written = f"{within(held, Level.ATOM)} instance of {type_}"
    return Phrase(written, Kind.BOOLEAN, Level.COMPARE, nullable=False, roots=held.roots)


def _contains(speaker: Speaker, node: tree.Call) -> Phrase:
    held, sought = speaker.phrase(node.arguments[0]), speaker.stored(node.arguments[1])
    need(held, strict=speaker.strict)
    as_text = call("contains", held, sought, shape=Kind.BOOLEAN)
    as_list = call("list contains", held, sought, shape=Kind.BOOLEAN, nullable=held.nullable)
    if isinstance(held.shape, ListShape):
        return as_list
    if held.shape is Kind.STRING:
        use(sought, Kind.STRING, strict=speaker.strict)
        return as_text
    if sought.shape not in {Kind.STRING, Kind.UNKNOWN}:
        use(held, ListShape(sought.shape), strict=speaker.strict)
        return as_list
    return _either(held, as_text, as_list, Kind.BOOLEAN)


def _matches(speaker: Speaker, node: tree.Call) -> Phrase:
    speaker.remarks.note("import.jdm.pattern")
    return _texts("matches", Kind.BOOLEAN)(speaker, node)


def _trim(speaker: Speaker, node: tree.Call) -> Phrase:
    held = speaker.expected(node.arguments[0], Kind.STRING)
    return call("replace", held, text(r"^\s+|\s+$"), text(""), shape=Kind.STRING, nullable=held.nullable)


def _split(speaker: Speaker, node: tree.Call) -> Phrase:
    separator = node.arguments[1]
    if not (isinstance(separator, tree.Literal) and isinstance(separator.value, str) and separator.value):
        raise ZenError("FEEL splits at a pattern, so the separator has to be known.", "Write it in quotes.", node.span)
    held = speaker.expected(node.arguments[0], Kind.STRING)
    pattern = text(_SPECIAL.sub(r"\\\g<0>", separator.value))
    return call("split", held, pattern, shape=ListShape(Kind.STRING))


def _string(speaker: Speaker, node: tree.Call) -> Phrase:
    return speaker.spelt(node.arguments[0])


def _number(speaker: Speaker, node: tree.Call) -> Phrase:
    given = node.arguments[0]
    if isinstance(given, tree.Literal) and isinstance(given.value, str):
        given = tree.Literal(given.value.strip(), given.span)
    held = speaker.stored(given)
    need(held, strict=speaker.strict)
    if held.shape is Kind.NUMBER:
        return held
    if held.shape is Kind.BOOLEAN:
        return choice(held, number(Decimal(1)), number(Decimal(0)), Kind.NUMBER)
    read = call("number", held, shape=Kind.NUMBER)
    return read if held.shape is Kind.STRING else choice(_is(held, "string"), read, held, Kind.NUMBER)


def _numeric(speaker: Speaker, node: tree.Call) -> Phrase:
    held = speaker.stored(node.arguments[0])
    need(held, strict=False)
    if held.shape is Kind.NUMBER:
        return comparison("!=", held, NULL)
    fits = call("matches", held, text(_NUMERAL), shape=Kind.BOOLEAN, nullable=False)
    if held.shape is Kind.STRING and not held.nullable:
        return fits
    is_text = boolean("and", _is(held, "string"), fits)
    return is_text if held.shape is Kind.STRING else boolean("or", _is(held, "number"), is_text)


def _bool(speaker: Speaker, node: tree.Call) -> Phrase:
    held = speaker.stored(node.arguments[0])
    need(held, strict=False)
    speaker.remarks.note("import.jdm.truth")
    match held.shape:
        case Kind.BOOLEAN:
            return held if not held.nullable else comparison("=", held, Phrase("true", Kind.BOOLEAN, nullable=False))
        case Kind.NUMBER:
            return comparison("!=", held, number(Decimal(0)))
        case Kind.STRING:
            return Phrase(
                f'{within(held, Level.ADD)} in ("true", "")', Kind.BOOLEAN, Level.COMPARE, False, None, held.roots
            )
    speaker.remarks.helpers.add("truth of")
    return call("truth of", held, shape=Kind.BOOLEAN, nullable=False)


_TYPES = {Kind.NUMBER: "number", Kind.STRING: "string", Kind.BOOLEAN: "bool", Kind.NULL: "null", Kind.DATE: "date"}


def _type(speaker: Speaker, node: tree.Call) -> Phrase:
    held = speaker.phrase(node.arguments[0])
    need(held, strict=False)
    match held.shape:
        case ListShape():
            known = "array"
        case ObjectShape():
            known = "object"
        case _:
            known = _TYPES.get(held.shape, "")
    if not known:
        speaker.remarks.helpers.add("type of")
        return call("type of", held, shape=Kind.STRING, nullable=False)
    if not held.nullable:
        return text(known)
    return choice(comparison("=", held, NULL), text("null"), text(known), Kind.STRING)


def _entries(part: str) -> _Rule:
    def rule(speaker: Speaker, node: tree.Call) -> Phrase:
        held = speaker.phrase(node.arguments[0])
        if isinstance(held.shape, ListShape):
            raise ZenError(f"{node.function} of a list is not kept.", "Go through the list itself.", node.span)
        need(held, strict=speaker.strict)
        speaker.remarks.note("import.jdm.absent")
        shape = Kind.STRING if part == "key" else _value_shape(held)
        return path(call("get entries", held), part, ListShape(shape), nullable=held.nullable)

    return rule


def _value_shape(held: Phrase) -> Kind:
    if not isinstance(held.shape, ObjectShape) or held.shape.open:
        return Kind.UNKNOWN
    shapes = {shape for _, shape in held.shape.entries}
    only = next(iter(shapes)) if len(shapes) == 1 else Kind.UNKNOWN
    return only if isinstance(only, Kind) else Kind.UNKNOWN


def _merge(speaker: Speaker, node: tree.Call) -> Phrase:
    held = speaker.phrase(node.arguments[0])
    shape = item(held.shape)
    if isinstance(node.arguments[0], tree.Array) and isinstance(shape, ListShape):
        parts = [speaker.phrase(each) for each in node.arguments[0].items]
        return call("concatenate", *parts, shape=shape)
    if not isinstance(shape, ObjectShape):
        raise ZenError("What is merged here is not known.", "Write the objects out in a list.", node.span)
    return call("context merge", held, shape=joined(shape, ObjectShape((), open=True)))


def _flatten(speaker: Speaker, node: tree.Call) -> Phrase:
    held = speaker.phrase(node.arguments[0])
    use(held, ListShape(Kind.UNKNOWN), strict=speaker.strict)
    return flattened(speaker, held)


def _join(speaker: Speaker, node: tree.Call) -> Phrase:
    held = use(speaker.phrase(node.arguments[0]), ListShape(Kind.STRING), strict=speaker.strict)
    rest = [speaker.expected(each, Kind.STRING) for each in node.arguments[1:]]
    return call("string join", held, *rest, shape=Kind.STRING)


_CALLS: dict[str, tuple[int, int, _Rule]] = {
    "len": (1, 1, _length),
    "contains": (2, 2, _contains),
    "startsWith": (2, 2, _texts("starts with", Kind.BOOLEAN)),
    "endsWith": (2, 2, _texts("ends with", Kind.BOOLEAN)),
    "matches": (2, 2, _matches),
    "upper": (1, 1, _texts("upper case", Kind.STRING)),
    "lower": (1, 1, _texts("lower case", Kind.STRING)),
    "trim": (1, 1, _trim),
    "split": (2, 2, _split),
    "join": (1, 2, _join),
    "abs": (1, 1, _numbers("abs")),
    "floor": (1, 1, _numbers("floor")),
    "ceil": (1, 1, _numbers("ceiling")),
    "round": (1, 2, _numbers("round half up", 0)),
    "trunc": (1, 2, _numbers("round down", 0)),
    "sum": (1, 1, _sum),
    "avg": (1, 1, _listed("mean")),
    "min": (1, 1, _listed("min")),
    "max": (1, 1, _listed("max")),
    "median": (1, 1, _listed("median")),
    "mode": (1, 1, _mode),
    "isNumeric": (1, 1, _numeric),
    "string": (1, 1, _string),
    "number": (1, 1, _number),
    "bool": (1, 1, _bool),
    "type": (1, 1, _type),
    "keys": (1, 1, _entries("key")),
    "values": (1, 1, _entries("value")),
    "merge": (1, 1, _merge),
    "flatten": (1, 1, _flatten),
    **CALENDAR,
}
