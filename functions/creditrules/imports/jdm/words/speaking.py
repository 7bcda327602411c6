"""What the parts of the translator ask of it, so that they need not know one another."""

from __future__ import annotations

from typing import Protocol

from creditrules.imports.jdm.words.phrase import Phrase
from creditrules.imports.jdm.words.scope import Remarks, Scope
from creditrules.imports.jdm.words.shapes import Kind, Shape
from creditrules.imports.jdm.words.values import Value
from creditrules.imports.jdm.zen import tree

__all__ = ["Speaker", "need", "share_kind", "use"]


class Speaker(Protocol):
    """The translator of one scope."""

    scope: Scope
    remarks: Remarks
    strict: bool

    def phrase(self, node: tree.Node) -> Phrase:
        """One piece of FEEL."""

    def stored(self, node: tree.Node) -> Phrase:
        """As it is kept in a result."""

    def numeric(self, node: tree.Node) -> Phrase:
        """A piece that has to be a number."""

    def expected(self, node: tree.Node, kind: Shape) -> Phrase:
        """A piece that has to be of one kind."""

    def spelt(self, node: tree.Node) -> Phrase:
        """A value as a text."""

    def inside(self, name: str, value: Value) -> Speaker:
        """The same inside a closure that calls its item `name`."""


def share_kind(one: Phrase, other: Phrase) -> None:
    """Two pieces of which either may stand for the other are of one kind."""
    for known, unknown in ((one, other), (other, one)):
        if unknown.origin is not None and unknown.shape is Kind.UNKNOWN:
            unknown.origin.use(known.shape)


def use(phrase: Phrase, kind: Shape, *, strict: bool) -> Phrase:
    """The same, once more is known of the field that it is."""
    if phrase.origin is not None:
        phrase.origin.use(kind)
        need(phrase, strict=strict)
    return phrase


def need(phrase: Phrase, *, strict: bool) -> None:
    """Note whether null is an error here, or has an answer."""
    if phrase.origin is None:
        return
    if strict:
        phrase.origin.strict = True
    else:
        phrase.origin.tolerant = True
