"""The data that flows along the edges of a graph, known by its parts: which piece of FEEL stands for each entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from creditrules.imports.jdm.words.facts import Field
from creditrules.imports.jdm.words.phrase import NULL, Phrase, boolean, call, choice, comparison, context, path
from creditrules.imports.jdm.words.phrase import array as array_of
from creditrules.imports.jdm.words.shapes import Kind, ListShape, ObjectShape, Shape, entry, is_object, joined
from creditrules.records import dataclass, replace

__all__ = [
    "ABSENT",
    "Branch",
    "Leaf",
    "Unmergeable",
    "Value",
    "gated",
    "get",
    "hides",
    "item_of",
    "merged",
    "put",
    "settled",
    "whole",
    "whole_input",
]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One piece of FEEL. always: it is there whenever it is looked for; else `condition` says when, or it is no null.

    gated: it may have a value where the condition does not hold, which does not count. solid: it is no null while the
    condition holds.
    """

    phrase: Phrase
    always: bool = True
    condition: Phrase | None = None
    gated: bool = False
    solid: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """An object known by its entries, over `base`, which has those that are not listed."""

    entries: tuple[tuple[str, Value], ...] = ()
    base: Leaf | None = None


Value: TypeAlias = Leaf | Branch

ABSENT = Leaf(NULL, always=False)


class Unmergeable(Exception):
    """Two values meet whose entries are not known, so that it cannot be said what comes of them."""


def whole_input(root: Field) -> Leaf:
    """All that a graph is given."""
    return Leaf(Phrase("", ObjectShape(()), origin=root))


def item_of(field: Field | None, phrase: Phrase) -> Leaf:
    """What a loop goes through, one at a time."""
    return Leaf(phrase if field is None else _of_field(phrase, field))


def _of_field(phrase: Phrase, field: Field) -> Phrase:
    return replace(phrase, shape=field.shape, origin=field, nullable=field.nullable)


def gated(value: Value, condition: Phrase) -> Value:
    """The same, counting only where the condition holds."""
    if value is ABSENT:
        return value
    if isinstance(value, Branch):
        base = gated(value.base, condition) if value.base is not None else None
        entries = tuple((name, gated(inner, condition)) for name, inner in value.entries)
        return Branch(entries, base if isinstance(base, Leaf) else None)
    if value.always:
        return Leaf(value.phrase, False, condition, True)
    own = value.condition or comparison("!=", value.phrase, NULL)
    if own.text == condition.text:
        return value
    return Leaf(value.phrase, False, boolean("and", condition, own), True)


def get(value: Value, name: str) -> Value:
    """An entry; ABSENT where there is none."""
    if isinstance(value, Branch):
        for known, held in value.entries:
            if known == name:
                return held
        return get(value.base, name) if value.base is not None else ABSENT
    phrase: Phrase = value.phrase
    if phrase.origin is not None and not isinstance(phrase.shape, ListShape):
        field = phrase.origin.child(name)
        inner = Phrase(name, roots=frozenset({name})) if phrase.text == "" else path(phrase, name, field.shape)
        return replace(value, phrase=_of_field(inner, field))
    shape = entry(phrase.shape, name)
    if shape is None:
        return ABSENT
    always = value.always and isinstance(phrase.shape, ObjectShape)
    inner = path(phrase, name, shape)
    if phrase.nullable and not value.always and isinstance(phrase.shape, ObjectShape):
        inner = choice(comparison("=", phrase, NULL), NULL, inner, shape)
    return replace(value, phrase=inner, always=always)


def put(names: tuple[str, ...], value: Value) -> Value:
    """An object that has `value` at the end of a path."""
    for name in reversed(names):
        value = Branch(((name, value),))
    return value


def hides(lower: Value, upper: Value) -> bool:
    """Whether an entry that may be null stands over another."""
    if isinstance(upper, Branch):
        return any(hides(_there(lower, name), inner) for name, inner in upper.entries)
    return lower is not ABSENT and not upper.always


def settled(value: Value) -> Value:
    """The same once it was merged: an entry that is null is not there any more, and hides nothing later on."""
    if value is ABSENT:
        return value
    if isinstance(value, Branch):
        return Branch(tuple((name, settled(inner)) for name, inner in value.entries), value.base)
    if value.solid or not value.phrase.nullable or value.phrase.text == "":
        return value
    if value.always or not value.gated or value.condition is None:
        return replace(value, always=False, condition=None, gated=False)
    there = comparison("!=", value.phrase, NULL)
    if value.condition.text.endswith(there.text):
        return value
    return replace(value, condition=boolean("and", value.condition, there))


def merged(lower: Value, upper: Value) -> Value:
    """Both, entry by entry; where both have one, the upper's counts."""
    if lower is ABSENT:
        return upper
    if upper is ABSENT:
        return lower
    if isinstance(upper, Leaf):
        return _leaf_over(lower, upper)
    if isinstance(lower, Leaf) and _scalar(lower.phrase.shape):
        return upper
    if upper.base is not None:
        lower = merged(lower, upper.base)
    listed = dict(lower.entries) if isinstance(lower, Branch) else {}
    for name, value in upper.entries:
        listed[name] = merged(_there(lower, name), value)
    return Branch(tuple(listed.items()), lower.base if isinstance(lower, Branch) else lower)


def _leaf_over(lower: Value, upper: Leaf) -> Value:
    if isinstance(lower, Leaf) and lower.phrase.text == upper.phrase.text:
        return _twice(lower, upper)
    shape = upper.phrase.shape
    below_is_object = isinstance(lower, Branch) or is_object(lower.phrase.shape)
    if not below_is_object or _scalar(shape):
        return _over(lower, upper)
    if not isinstance(shape, ObjectShape):
        raise Unmergeable(upper.phrase.text)
    entries = dict(lower.entries) if isinstance(lower, Branch) else {}
    base = lower.base if isinstance(lower, Branch) else lower
    if base is None or base.phrase.text == upper.phrase.text:
        base = upper if base is None else _twice(base, upper)
        over = {name: merged(inner, _given(upper, name)) for name, inner in entries.items()}
        return Branch(tuple(over.items()), base)
    if shape.open:
        raise Unmergeable(upper.phrase.text)
    return merged(lower, Branch(tuple((name, _given(upper, name)) for name in _names(upper))))


def _twice(one: Leaf, other: Leaf) -> Leaf:
    """The same piece by two ways."""
    if one.always or other.always or one.condition is None or other.condition is None:
        return one if one.always else other
    return replace(one, condition=boolean("or", one.condition, other.condition))


def _given(value: Leaf, name: str) -> Value:
    """An entry that may be null because nobody gave it, and then does not count."""
    found = _there(value, name)
    if not isinstance(found, Leaf) or found.phrase.origin is None or not found.phrase.nullable:
        return found
    if found.always:
        return replace(found, always=False)
    there = comparison("!=", found.phrase, NULL)
    if found.condition is None or found.condition.text.endswith(there.text):
        return found
    return replace(found, condition=boolean("and", found.condition, there))


def _there(value: Value, name: str) -> Value:
    """An entry that is known to be there: what the rules work out is not looked for in the input as well."""
    if isinstance(value, Branch):
        listed = dict(value.entries)
        if name in listed or value.base is None:
            return listed.get(name, ABSENT)
        return _there(value.base, name)
    origin = value.phrase.origin
    return get(value, name) if origin is None or name in origin.children else ABSENT


def _scalar(shape: Shape) -> bool:
    return isinstance(shape, ListShape) or (isinstance(shape, Kind) and shape is not Kind.UNKNOWN)


def _over(lower: Value, upper: Leaf) -> Value:
    if upper.always or upper.phrase == NULL:
        return upper
    condition = upper.condition or comparison("!=", upper.phrase, NULL)
    below = whole(lower)
    if below.text == upper.phrase.text:
        return upper
    shape = joined(upper.phrase.shape, below.shape)
    otherwise = isinstance(lower, Leaf) and not lower.always
    return Leaf(choice(condition, upper.phrase, below, shape), always=not otherwise)


def whole(value: Value) -> Phrase:
    """One piece of FEEL for all of it."""
    if isinstance(value, Leaf):
        phrase = _root(value.phrase) if value.phrase.text == "" else value.phrase
        if value.gated and value.condition is not None:
            return replace(choice(value.condition, phrase, NULL, phrase.shape), nullable=True)
        return phrase
    if value.base is None:
        return context(_wholes(value.entries))
    shape = value.base.phrase.shape
    origin = value.base.phrase.origin
    if value.base.phrase.text == "" or (origin is not None and is_object(shape)) or _closed(shape):
        names = dict.fromkeys([*_names(value.base), *dict(value.entries)])
        return context(_wholes(tuple((name, get(value, name)) for name in names)))
    over = context(_wholes(value.entries))
    known = ObjectShape((), open=True) if not isinstance(shape, ObjectShape) else shape
    both = joined(known, over.shape)
    return call("context merge", array_of((value.base.phrase, over), ListShape(both)), shape=both, nullable=False)


def _closed(shape: Shape) -> bool:
    return isinstance(shape, ObjectShape) and not shape.open


def _names(base: Leaf) -> Iterator[str]:
    if base.phrase.origin is not None:
        yield from base.phrase.origin.children
    elif isinstance(base.phrase.shape, ObjectShape):
        yield from (name for name, _ in base.phrase.shape.entries)


def _wholes(entries: tuple[tuple[str, Value], ...]) -> Iterator[tuple[str, Phrase]]:
    for name, value in entries:
        if value is not ABSENT:
            yield name, whole(value)


def _root(phrase: Phrase) -> Phrase:
    field = phrase.origin
    leaf = Leaf(phrase)
    return context((name, whole(get(leaf, name))) for name in (field.children if field is not None else ()))
