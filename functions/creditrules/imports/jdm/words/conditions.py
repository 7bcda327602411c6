"""Conditions of tables and switches: what cannot be worked out there does not hold, and says nothing."""

from __future__ import annotations

from creditrules.imports.jdm.words.expressions import Translator
from creditrules.imports.jdm.words.operators import compared, negated
from creditrules.imports.jdm.words.phrase import FALSE, NULL, Level, Phrase, boolean, comparison, within
from creditrules.imports.jdm.words.shapes import Kind
from creditrules.imports.jdm.words.speaking import use
from creditrules.imports.jdm.zen import tree

__all__ = ["condition", "guarded"]

_ORDERED = ("<", "<=", ">", ">=")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def condition(speaker: Translator, node: tree.Node) -> Phrase:
    """The condition, false or null where ZEN stops at a missing value."""
    match node:
        case tree.Binary("and", left, right):
            return boolean("and", condition(speaker, left), condition(speaker, right))
        case tree.Binary("or", left, right):
            first, second, sound = condition(speaker, left), condition(speaker, right), _sound(speaker, left)
            if sound is not None:
                speaker.remarks.note("import.jdm.stopped-or")
                second = boolean("and", sound, second)
            return boolean("or", first, second)
        case tree.Unary("not", operand):
            return negated(condition(speaker, operand))
        case tree.Binary(operator, left, right) if operator in _ORDERED:
            left_side, right_side = _sides(speaker, node)
            return FALSE if NULL in (left_side, right_side) else guarded(operator, left_side, right_side)
    return use(speaker.phrase(node), Kind.BOOLEAN, strict=False)


def _sides(speaker: Translator, node: tree.Binary) -> tuple[Phrase, Phrase]:
    """Both operands, after what comparing them says of them."""
    compared(speaker, node.operator, speaker.phrase(node.left), speaker.phrase(node.right), node)
    return speaker.phrase(node.left), speaker.phrase(node.right)


def guarded(operator: str, left: Phrase, right: Phrase) -> Phrase:
    """A comparison that is not made where an operand is missing, so that nothing warns of it."""
    whole = comparison(operator, left, right)
    if not whole.nullable or left.shape in _INSTANTS or right.shape in _INSTANTS:
        return whole
    if not right.nullable:
        return _tested(left, operator, right)
    if not left.nullable:
        return _tested(right, _TURNED[operator], left)
    for operand in (right, left):
        whole = boolean("and", comparison("!=", operand, NULL), whole)
    return whole


_INSTANTS = {Kind.MOMENT, Kind.SPAN, Kind.DATE}


def _tested(value: Phrase, operator: str, limit: Phrase) -> Phrase:
    written = f"{within(value, Level.ADD)} in ({operator} {within(limit, Level.ADD)})"
    return Phrase(written, Kind.BOOLEAN, Level.COMPARE, True, None, value.roots | limit.roots)


def _sound(speaker: Translator, node: tree.Node) -> Phrase | None:
    """When the condition can be worked out; None if always."""
    match node:
        case tree.Binary("and" | "or" as operator, left, right):
            first, second = _sound(speaker, left), _sound(speaker, right)
            if second is not None:
                value = condition(speaker, left)
                second = boolean("or", negated(value) if operator == "and" else value, second)
            return first if second is None else second if first is None else boolean("and", first, second)
        case tree.Unary("not", operand):
            return _sound(speaker, operand)
        case tree.Binary(operator) if operator in _ORDERED:
            sound: Phrase | None = None
            for side in _sides(speaker, node):
                if side.nullable:
                    there = comparison("!=", side, NULL)
                    sound = there if sound is None else boolean("and", sound, there)
            return sound
    return None
