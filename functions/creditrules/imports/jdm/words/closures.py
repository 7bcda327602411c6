"""`map`, `filter`, `some` and their kin in FEEL's words."""

from __future__ import annotations

from decimal import Decimal

from creditrules.imports.jdm.words.facts import Field
from creditrules.imports.jdm.words.phrase import Level, Phrase, call, comparison, number, within
from creditrules.imports.jdm.words.shapes import Kind, ListShape, ObjectShape, Shape, item
from creditrules.imports.jdm.words.speaking import Speaker, use
from creditrules.imports.jdm.words.values import Leaf
from creditrules.imports.jdm.zen import ZenError, tree
from creditrules.records import replace

__all__ = ["closure", "flattened"]

_ONE = number(Decimal(1))


def closure(speaker: Speaker, node: tree.Closure) -> Phrase:
    """One of them."""
    source = _source(speaker, node.source)
    match node.function:
        case "map":
            return _each(speaker, node, source)
        case "flatMap":
            return flattened(speaker, _each(speaker, node, source))
        case "filter":
            return _those(speaker, node, source)
        case "some":
            return _quantified("some", speaker, node, source)
        case "all":
            return _quantified("every", speaker, node, source)
        case "none":
            return call("not", _quantified("some", speaker, node, source), shape=Kind.BOOLEAN)
    found = call("count", _those(speaker, node, source), shape=Kind.NUMBER, nullable=False)
    return comparison("=", found, _ONE) if node.function == "one" else found


def _source(speaker: Speaker, node: tree.Node) -> Phrase:
    if isinstance(node, tree.Interval):
        low, high = speaker.numeric(node.low), speaker.numeric(node.high)
        if node.low_open or node.high_open:
            raise ZenError("An open range is not gone through.", "Write the first and the last number.", node.span)
        written = f"{within(low, Level.ADD)}..{within(high, Level.ADD)}"
        return Phrase(written, ListShape(Kind.NUMBER), Level.OPEN, nullable=False, roots=low.roots | high.roots)
    phrase = speaker.phrase(node)
    if isinstance(phrase.shape, ObjectShape):
        raise ZenError("ZEN goes through lists only.", "Write values(…) or keys(…) around the object.", node.span)
    return use(phrase, ListShape(Kind.UNKNOWN), strict=speaker.strict)


def _inner(speaker: Speaker, node: tree.Closure, source: Phrase, variable: str) -> Phrase:
    """The body, its item being `variable`."""
    field = source.origin.item() if source.origin is not None else None
    shape: Shape = field.shape if field is not None else item(source.shape)
    value = Leaf(Phrase(variable, shape, origin=field, roots=frozenset({variable})), always=False)
    inside = speaker.inside(node.alias, value)
    return inside.stored(node.body) if node.function in {"map", "flatMap"} else inside.expected(node.body, Kind.BOOLEAN)


def _each(speaker: Speaker, node: tree.Closure, source: Phrase) -> Phrase:
    variable = speaker.scope.variable()
    body = _inner(speaker, node, source, variable)
    written = f"for {variable} in {source.text} return {body.text}"
    roots = source.roots | (body.roots - {variable})
    origin = None if body.origin is None else Field.of_items(body.origin)
    return Phrase(written, ListShape(body.shape), Level.OPEN, source.nullable, origin, roots)


def _quantified(kind: str, speaker: Speaker, node: tree.Closure, source: Phrase) -> Phrase:
    variable = speaker.scope.variable()
    body = _inner(speaker, node, source, variable)
    written = f"{kind} {variable} in {source.text} satisfies {body.text}"
    roots = source.roots | (body.roots - {variable})
    return Phrase(written, Kind.BOOLEAN, Level.OPEN, source.nullable, roots=roots)


def _those(speaker: Speaker, node: tree.Closure, source: Phrase) -> Phrase:
    """A filter; what else its condition names may be taken for an entry of the item, so then it is gone through."""
    body = _inner(speaker, node, source, "item")
    held = item(source.shape)
    scalar = isinstance(held, Kind) and held is not Kind.UNKNOWN
    entries = {name for name, _ in held.entries} if isinstance(held, ObjectShape) else set()
    outer = body.roots - {"item"}
    outside = {value.phrase.text for _, value in speaker.scope.bound if isinstance(value, Leaf)}
    if "item" not in (outside | speaker.scope.reserved) and (not outer or scalar or (entries and not outer & entries)):
        base = (
            f"({source.text})" if source.level is Level.OPEN and ".." not in source.text else within(source, Level.ATOM)
        )
        if ".." in base:
            base = f"(for each in {source.text} return each)"
        kept = Phrase(f"{base}[{body.text}]", ListShape(held), nullable=source.nullable, roots=source.roots | outer)
        return replace(kept, origin=source.origin)
    variable = speaker.scope.variable()
    condition = _inner(speaker, node, source, variable)
    written = f"for {variable} in {source.text}, kept in (if {condition.text} then [{variable}] else []) return kept"
    return Phrase(written, ListShape(held), Level.OPEN, source.nullable, source.origin, source.roots | outer)


def flattened(speaker: Speaker, lists: Phrase) -> Phrase:
    """One level of lists less."""
    outer = speaker.scope.variable()
    inner = f"{outer}s"
    shape = item(lists.shape)
    written = f"for {inner} in {lists.text}, {outer} in {inner} return {outer}"
    held = shape if isinstance(shape, ListShape) else ListShape(Kind.UNKNOWN)
    return Phrase(written, held, Level.OPEN, lists.nullable, roots=lists.roots)
