"""Contexts whose entries do not hide what later ones mean: FEEL's see those before them."""

from __future__ import annotations

from collections.abc import Sequence

from creditrules.dmn.model import Boxed, ContextBox, ContextEntry, LiteralExpression
from creditrules.imports.jdm.names import Names
from creditrules.imports.jdm.words.phrase import Phrase, in_order
from creditrules.imports.jdm.words.values import Branch, Leaf, Value, get, whole

__all__ = ["boxed", "literal"]


def literal(phrase: Phrase) -> LiteralExpression:
    """A FEEL text as a boxed expression."""
    return LiteralExpression(phrase.text)


def boxed(value: Value, names: Names) -> Boxed:
    """A value as a boxed context, entry by entry; anything else as a text."""
    if isinstance(value, Leaf):
        return literal(whole(value))
    if value.base is not None and value.base.phrase.text != "":
        return literal(whole(value))
    return _context([(name, inner) for name, inner in _entries(value)], names)


def _entries(value: Branch) -> Sequence[tuple[str, Value]]:
    listed: dict[str, Value] = {}
    if value.base is not None and value.base.phrase.origin is not None:
        listed = {name: get(value, name) for name in value.base.phrase.origin.children}
    return list({**listed, **dict(value.entries)}.items())


def _context(entries: Sequence[tuple[str, Value]], names: Names) -> ContextBox:
    phrases = {name: whole(inner) for name, inner in entries}
    values = dict(entries)
    order = in_order(phrases, {})
    if order is not None:
        return ContextBox(tuple(ContextEntry(name, _inner(values[name], names)) for name in order))
    aside = {name: names.new(f"{name} here") for name in phrases}
    made = tuple(ContextEntry(aside[name], _inner(values[name], names)) for name in phrases)
    result = ContextBox(tuple(ContextEntry(name, LiteralExpression(aside[name])) for name in phrases))
    return ContextBox(made, result)


def _inner(value: Value, names: Names) -> Boxed:
    return boxed(value, names) if isinstance(value, Branch) else literal(whole(value))
