"""Expressions of ZEN in FEEL's words."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from creditrules.imports.jdm.words.calls import called
from creditrules.imports.jdm.words.closures import closure
from creditrules.imports.jdm.words.dates import method, seconds, unless_null
from creditrules.imports.jdm.words.operators import binary, index, missing, part, unary
from creditrules.imports.jdm.words.phrase import (
    FALSE,
    NULL,
    TRUE,
    Level,
    Phrase,
    array,
    call,
    choice,
    comparison,
    context,
    infix,
    number,
    text,
)
from creditrules.imports.jdm.words.scope import Remarks, Scope
from creditrules.imports.jdm.words.shapes import Kind, ListShape, Shape, joined
from creditrules.imports.jdm.words.speaking import share_kind, use
from creditrules.imports.jdm.words.values import ABSENT, Leaf, Value, get, whole
from creditrules.imports.jdm.zen import ZenError, tree

__all__ = ["Translator"]


class Translator:
    """Translates in one scope; raises ZenError for what FEEL has no words for.

    strict: whether null is an error of the other engine where a value is needed; in tables and switches it is not.
    """

    def __init__(self, scope: Scope, remarks: Remarks, *, strict: bool = True) -> None:
        self.scope, self.remarks, self.strict = scope, remarks, strict

    def inside(self, name: str, value: Value) -> Translator:
        """The same inside a closure that calls its item `name`."""
        return Translator(self.scope.binding(name, value), self.remarks, strict=self.strict)

    def phrase(self, node: tree.Node) -> Phrase:  # noqa: C901, PLR0912  (one line each)
        """One piece of FEEL."""
        match node:
            case tree.Literal():
                return _literal(node)
            case tree.Name() | tree.Access():
                return whole(self.value(node))
            case tree.Index():
                return index(self, node)
            case tree.Slice():
                return part(self, node)
            case tree.Unary():
                return unary(self, node)
            case tree.Binary():
                return binary(self, node)
            case tree.Conditional():
                return self._conditional(node)
            case tree.Interval():
                hint = "Test with in, or list the values."
                raise ZenError("A range stands where a value is needed.", hint, node.span)
            case tree.Array(items):
                return self._array(items)
            case tree.ObjectLiteral():
                return self._object(node)
            case tree.Template(parts):
                return self._template(parts)
            case tree.Closure():
                return closure(self, node)
            case tree.Call():
                return called(self, node)
            case tree.Method():
                return method(self, node)
            case _:
                assert_never(node)

    def stored(self, node: tree.Node) -> Phrase:
        """As it is kept in a result: moments and spans as the numbers that they are there."""
        phrase = self.phrase(node)
        if phrase.shape in {Kind.MOMENT, Kind.SPAN}:
            return seconds(self, phrase)
        if phrase.shape is Kind.DATE:
            self.remarks.note("import.jdm.date")
            return unless_null(phrase, call("string", phrase, shape=Kind.STRING))
        return phrase

    def kept(self, node: tree.Node) -> Value:
        """As it is kept in a result, by its parts where it is a path."""
        if isinstance(node, tree.Name | tree.Access):
            found = self.value(node)
            if isinstance(found, Leaf):
                return Leaf(self.stored(node))
            return found
        return Leaf(self.stored(node))

    def value(self, node: tree.Node) -> Value:
        """What a path leads to, by its parts."""
        match node:
            case tree.Name(name):
                return self._name(name, node)
            case tree.Access(tree.Name("$nodes"), name):
                return self.scope.nodes(name)
            case tree.Access(base, name):
                return self._entry(self.value(base), name)
        return Leaf(self.phrase(node), always=False)

    def _entry(self, value: Value, name: str) -> Value:
        if isinstance(value, Leaf) and isinstance(value.phrase.shape, ListShape):
            self.remarks.note("import.jdm.absent")
            return ABSENT
        return get(value, name)

    def _name(self, name: str, node: tree.Name) -> Value:
        bound = self.scope.find(name)
        if bound is not None:
            return bound
        if name == "$root":
            return self.scope.data
        if name == "$" and self.scope.tested is not None:
            return Leaf(self.scope.tested, always=False)
        if name == "$" and self.scope.result is not None:
            return self.scope.result
        if name.startswith(("#", "$")):
            raise ZenError(f"'{name}' stands for nothing here.", "Name the field itself.", node.span)
        return get(self.scope.data, name)

    def _conditional(self, node: tree.Conditional) -> Phrase:
        condition = self.expected(node.condition, Kind.BOOLEAN)
        if condition.nullable:
            self.remarks.note("import.jdm.null-condition")
        then, otherwise = self.stored(node.then), self.stored(node.otherwise)
        share_kind(then, otherwise)
        return choice(condition, then, otherwise, joined(then.shape, otherwise.shape))

    def expected(self, node: tree.Node, kind: Shape) -> Phrase:
        """A piece that has to be of one kind, which says something of the field that it is."""
        phrase = self.phrase(node)
        if phrase.shape is Kind.NULL and self.strict:
            raise missing(node)
        return use(phrase, kind, strict=self.strict)

    def numeric(self, node: tree.Node) -> Phrase:
        """A piece that has to be a number."""
        return seconds(self, self.expected(node, Kind.NUMBER))

    def _array(self, items: tuple[tree.Node, ...]) -> Phrase:
        phrases = [self.stored(item) for item in items]
        shape: Shape = Kind.NULL
        for phrase in phrases:
            shape = joined(shape, phrase.shape)
        return array(phrases, ListShape(shape))

    def _object(self, node: tree.ObjectLiteral) -> Phrase:
        entries: dict[str, Phrase] = {}
        for key, value in node.entries:
            if not isinstance(key, str):
                raise ZenError("A key that is computed is not kept.", "Write the key itself.", key.span)
            entries[key] = self.stored(value)
        return context(entries.items())

    def _template(self, parts: tuple[str | tree.Node, ...]) -> Phrase:
        pieces = [text(part) if isinstance(part, str) else self.spelt(part) for part in parts] or [text("")]
        joint = pieces[0]
        for piece in pieces[1:]:
            joint = infix("+", joint, piece, Level.ADD, Kind.STRING)
        return joint

    def spelt(self, node: tree.Node) -> Phrase:
        """A value as a text, as `string` and templates have it."""
        if isinstance(node, tree.Literal) and isinstance(node.value, Decimal):
            return text(format(node.value, "f"))
        phrase = self.stored(node)
        if phrase.shape is Kind.NULL:
            return text("null")
        if isinstance(phrase.shape, ListShape):
            raise ZenError("A list cannot be made a text.", "Name one of its items.", node.span)
        if phrase.shape not in {Kind.STRING, Kind.BOOLEAN}:
            self.remarks.note("import.jdm.number-text")
        as_text = phrase if phrase.shape is Kind.STRING else call("string", phrase, shape=Kind.STRING, nullable=False)
        if not phrase.nullable:
            return as_text
        return choice(comparison("=", phrase, NULL), text("null"), as_text, Kind.STRING)


def _literal(node: tree.Literal) -> Phrase:
    value = node.value
    match value:
        case None:
            return NULL
        case bool():
            return TRUE if value else FALSE
        case str():
            return text(value)
    return number(value)
