"""Contexts whose entries do not hide what later ones mean: FEEL's see those before them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from creditrules.dmn.model import Boxed, ContextBox, ContextEntry, LiteralExpression
from creditrules.imports.jdm.names import Names
from creditrules.imports.jdm.words.phrase import Phrase
from creditrules.imports.jdm.words.values import Branch, Leaf, Value, get, whole

__all__ = ["boxed", "in_order", "literal"]


def literal(phrase: Phrase) -> LiteralExpression:
    """A FEEL text as a boxed expression."""
    return LiteralExpression(phrase.text)


def in_order(entries: Mapping[str, Phrase], own: Mapping[str, frozenset[str]]) -> list[str] | None:
    """The entries' names so that none hides what a later one means; None where there is no such order.

    own: the entries of this context that an entry does mean.
    """
    after: dict[str, set[str]] = {name: set(own.get(name, ())) for name in entries}
    for name, phrase in entries.items():
        for other in entries:
            hides = other in phrase.roots or re.search(rf"\b{re.escape(other)}\(", phrase.text)
            if other != name and hides and other not in own.get(name, ()) and entries[other].text != other:
                after[other].add(name)
    order: list[str] = []
    while len(order) < len(entries):
        ready = next((name for name in entries if name not in order and after[name] <= set(order)), None)
        if ready is None:
            return None
        order.append(ready)
    return order


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
