"""Conditions of tables and switches: what cannot be worked out there does not hold, and says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from creditrules.imports.jdm.words.expressions import Translator
from creditrules.imports.jdm.words.operators import compared, negated
from creditrules.imports.jdm.words.phrase import FALSE, NULL, TRUE, Level, Phrase, boolean, choice, comparison, within
from creditrules.imports.jdm.words.shapes import Kind
from creditrules.imports.jdm.words.speaking import use
from creditrules.imports.jdm.zen import tree

__all__ = ["both", "condition", "guarded", "needs", "present", "soundness"]

_ORDERED = ("<", "<=", ">", ">=")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_INSTANTS = {Kind.MOMENT, Kind.SPAN, Kind.DATE}
_TAKE_NULL = frozenset({"isNumeric", "bool", "type", "string", "d"})


def condition(speaker: Translator, node: tree.Node) -> Phrase:
    """The condition, false or null where ZEN stops at a missing value."""
    match node:
        case tree.Binary("and", left, right):
            return boolean("and", condition(speaker, left), condition(speaker, right))
        case tree.Binary("or", left, right):
            first, second, sound = condition(speaker, left), condition(speaker, right), firmness(speaker, left)
            if sound is not None:
                speaker.remarks.note("import.jdm.stopped-or")
                second = boolean("and", sound, second)
            return boolean("or", first, second)
        case tree.Unary("not", operand):
            inner, sound = negated(condition(speaker, operand)), firmness(speaker, operand)
            return inner if sound is None else boolean("and", sound, inner)
        case tree.Binary(operator, left, right) if operator in _ORDERED:
            return _compared(speaker, node)
    made = use(speaker.phrase(node), Kind.BOOLEAN, strict=False)
    if isinstance(node, tree.Name | tree.Access):
        return made
    return present(list(needs(speaker, node)), made)


def _compared(speaker: Translator, node: tree.Binary) -> Phrase:
    made = compared(speaker, node.operator, speaker.phrase(node.left), speaker.phrase(node.right), node)
    left, right = speaker.phrase(node.left), speaker.phrase(node.right)
    if NULL in (left, right):
        return FALSE
    others = [each for each in needs(speaker, node) if each not in (left, right)]
    if left.shape in _INSTANTS or right.shape in _INSTANTS:
        return present(others, made)
    return present(others, guarded(node.operator, left, right))


def guarded(operator: str, left: Phrase, right: Phrase) -> Phrase:
    """A comparison that is not made where an operand is missing, so that nothing warns of it."""
    whole = comparison(operator, left, right)
    if not whole.nullable:
        return whole
    if not right.nullable:
        return _tested(left, operator, right)
    if not left.nullable:
        return _tested(right, _TURNED[operator], left)
    return present([left, right], whole)


def present(needed: Iterable[Phrase], whole: Phrase) -> Phrase:
    """The same, not worked out where one of those needed is missing."""
    seen: dict[str, Phrase] = {each.text: each for each in needed if each.nullable}
    for each in reversed(list(seen.values())):
        whole = boolean("and", comparison("!=", each, NULL), whole)
    return whole


def _tested(value: Phrase, operator: str, limit: Phrase) -> Phrase:
    written = f"{within(value, Level.ADD)} in ({operator} {within(limit, Level.ADD)})"
    return Phrase(written, Kind.BOOLEAN, Level.COMPARE, True, None, value.roots | limit.roots)


def soundness(speaker: Translator, node: tree.Node) -> Phrase | None:
    """When an expression can be worked out; None if always."""
    match node:
        case tree.Binary("and" | "or" as operator, left, right):
            return _after(speaker, operator, left, soundness(speaker, right))
        case tree.Unary("not", operand):
            return firmness(speaker, operand)
        case tree.Conditional(test, then, otherwise):
            return both(firmness(speaker, test), _either(speaker, test, then, otherwise))
        case tree.ObjectLiteral(entries):
            return _all(soundness(speaker, value) for _, value in entries)
        case tree.Array(items):
            return _all(soundness(speaker, each) for each in items)
        case tree.Template(parts):
            return _all(soundness(speaker, each) for each in parts if not isinstance(each, str))
        case tree.Name() | tree.Access():
            return None
    found = {each.text: comparison("!=", each, NULL) for each in needs(speaker, node) if each.nullable}
    return _all(found.values())


def firmness(speaker: Translator, node: tree.Node) -> Phrase | None:
    """When a condition is worked out and is true or false, as ZEN needs to go on from it; None if always."""
    match node:
        case tree.Binary("and" | "or" as operator, left, right):
            return _after(speaker, operator, left, firmness(speaker, right))
        case tree.Name() | tree.Access():
            phrase = speaker.phrase(node)
            return comparison("!=", phrase, NULL) if phrase.nullable else None
    return soundness(speaker, node)


def _after(speaker: Translator, operator: str, left: tree.Node, second: Phrase | None) -> Phrase | None:
    """When both sides can be worked out, the second only where it is come to."""
    if second is not None:
        value = condition(speaker, left)
        second = boolean("or", negated(value) if operator == "and" else value, second)
    return both(firmness(speaker, left), second)


def _either(speaker: Translator, test: tree.Node, then: tree.Node, otherwise: tree.Node) -> Phrase | None:
    first, second = soundness(speaker, then), soundness(speaker, otherwise)
    if first is None and second is None:
        return None
    return choice(condition(speaker, test), first or TRUE, second or TRUE, Kind.BOOLEAN)


def both(first: Phrase | None, second: Phrase | None) -> Phrase | None:
    """Two conditions, either of which may always hold."""
    return first if second is None else second if first is None else boolean("and", first, second)


def _all(conditions: Iterable[Phrase | None]) -> Phrase | None:
    whole: Phrase | None = None
    for each in conditions:
        whole = both(whole, each)
    return whole


def needs(speaker: Translator, node: tree.Node) -> Iterator[Phrase]:  # noqa: C901, PLR0912  (one line each)
    """What must not be null for ZEN to work a condition out, or a part of it."""
    match node:
        case tree.Name() | tree.Access():
            yield speaker.phrase(node)
        case tree.Binary("==" | "!=" | "??", left, right):
            for side in (left, right):
                if not isinstance(side, tree.Name | tree.Access):
                    yield from needs(speaker, side)
        case tree.Binary("in" | "not in", left, tree.Array()):
            if not isinstance(left, tree.Name | tree.Access):
                yield from needs(speaker, left)
        case tree.Binary("in" | "not in", left, tree.Interval(low, high)):
            if not isinstance(left, tree.Name | tree.Access):
                yield from needs(speaker, left)
            for side in (low, high):
                yield from needs(speaker, side)
        case tree.Binary("in" | "not in", left, right):
            if not isinstance(left, tree.Name | tree.Access):
                yield from needs(speaker, left)
            yield from needs(speaker, right)
        case tree.Binary(_, left, right):
            yield from needs(speaker, left)
            yield from needs(speaker, right)
        case tree.Unary(_, operand):
            yield from needs(speaker, operand)
        case tree.Call(function, arguments) if function not in _TAKE_NULL:
            for argument in arguments:
                yield from needs(speaker, argument)
        case tree.Closure(_, source):
            yield from needs(speaker, source)
        case tree.Slice(base) | tree.Index(base):
            yield from needs(speaker, base)
