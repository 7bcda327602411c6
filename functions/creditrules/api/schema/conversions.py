"""What resolvers are given of coerced arguments, worked out of plain forms, as a schema's image has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple, TypeAlias

__all__ = ["LEAF", "LIST", "OBJECT", "Class", "Convert", "Form", "Inputs", "Parts", "found_class"]

Class: TypeAlias = tuple[str, str]
"""A class: its module, and its name there."""
Form: TypeAlias = Any
"""A leaf, or what is inside of a list, or the class of an input object: the mark and what it is of."""
Convert: TypeAlias = Callable[[Any], Any]
LEAF: Final = ("",)
LIST: Final = "["
OBJECT: Final = "{"


class Parts(NamedTuple):
    """Of an input object: each field's name for clients, its name in Python and its form.

    unsaid: those in Python that have no default, and are None where clients leave them out.
    """

    fields: tuple[tuple[str, str, Form], ...]
    unsaid: tuple[str, ...]


class Inputs:
    """Makes input objects. find: the parts of a class, asked for with its first object: types may hold themselves."""

    def __init__(self, find: Callable[[Class], Parts]) -> None:
        self._find = find
        self._made: dict[Class, Convert] = {}

    def conversion(self, form: Form) -> Convert:
        """What makes of a coerced value what a resolver is given."""
        if form[0] == LIST:
            return _of_list(self.conversion(form[1]))
        return self._of_class(form[1]) if form[0] == OBJECT else _as_it_is

    def _of_class(self, cls: Class) -> Convert:
        known = self._made.get(cls)
        if known is None:
            known = self._made[cls] = _Input(cls, self).made
        return known

    def parts(self, cls: Class) -> tuple[Mapping[str, None], list[tuple[str, str, Convert]]]:
        """What is unsaid of an object of this class, and how its fields are converted."""
        found = self._find(cls)
        fields = [(name, python, self.conversion(form)) for name, python, form in found.fields]
        return dict.fromkeys(found.unsaid), fields


def found_class(cls: Class) -> Any:
    """The class itself, its module imported."""
    module, name = cls
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _as_it_is(value: Any) -> Any:
    return value


def _of_list(convert: Convert) -> Convert:
    """A list of its own, also of what needs no conversion: what stands for a default is of all requests."""
    if convert is _as_it_is:
        return lambda value: None if value is None else list(value)
    return lambda value: None if value is None else [convert(each) for each in value]


class _Input:
    """Makes input objects of one class."""

    def __init__(self, cls: Class, inputs: Inputs) -> None:
        self._cls, self._inputs = cls, inputs
        self._type: Any = None
        self._fields: list[tuple[str, str, Convert]] | None = None
        self._unsaid: Mapping[str, None] = {}

    def made(self, value: Mapping[str, Any] | None) -> Any:
        """The input object; None for none."""
        if value is None:
            return None
        if self._fields is None:
            self._type = found_class(self._cls)
            self._unsaid, self._fields = self._inputs.parts(self._cls)
        given = dict(self._unsaid)
        for name, python, convert in self._fields:
            if name in value:
                given[python] = convert(value[name])
        return self._type(**given)
