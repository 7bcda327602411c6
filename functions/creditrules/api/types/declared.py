"""What classes of the schema's types were declared with, kept as it was written; see `declaring`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from inspect import getdoc
from typing import TYPE_CHECKING, Any, Final

from creditrules import records

if TYPE_CHECKING:
    from strawberry.types.base import StrawberryObjectDefinition
    from strawberry.types.field import StrawberryField

__all__ = [
    "DECLARED",
    "Declared",
    "DeclaredDirective",
    "Field",
    "declared_field",
    "declared_name",
    "definition_if_made",
    "given_names",
    "interfaces_of",
    "is_declared",
    "refuse_undeclared",
    "whole",
]

DECLARED: Final = "__declared__"
"""What a declared class has under its name."""


class DeclaredDirective(ABC):
    """A directive as it was declared."""

    @abstractmethod
    def whole(self) -> object:
        """Strawberry's own of it."""


class Field:
    """A field as it was written. resolver: what it is more than an attribute by. described: by its resolver's text."""

    __slots__ = ("described", "resolver", "said")

    def __init__(self, resolver: Callable[..., Any] | None, said: dict[str, Any], *, described: bool = False) -> None:
        self.resolver = resolver
        self.said = said
        self.described = described

    def __call__(self, resolver: Callable[..., Any]) -> Field:
        """As a decorator."""
        self.resolver = resolver
        return self

    @property
    def description(self) -> str | None:
        """What clients read of it."""
        return " ".join((getdoc(self.resolver) or "").split()) if self.described else self.said.get("description")

    def whole(self) -> StrawberryField:
        """Strawberry's own of it."""
        from strawberry.types.field import field  # noqa: PLC0415 - as the module says

        said = {**self.said, "description": self.description, "directives": whole(self.said.get("directives", ()))}
        made: Any = field(self.resolver, **said) if self.resolver else field(**said)
        return made  # type: ignore[no-any-return]

    def recorded(self) -> Any:
        """What the record has of it: nothing that is given where it is resolved."""
        if self.resolver is not None:
            return records.field(init=False, repr=False, compare=False)
        defaults = {name: self.said[name] for name in ("default", "default_factory") if name in self.said}
        return records.field(**defaults)


class Declared:
    """What a class was declared as. body: its attributes as they were written. definition: strawberry's, once made."""

    __slots__ = ("body", "definition", "fields", "kind", "said")

    def __init__(self, cls: type, kind: str, said: dict[str, Any]) -> None:
        self.kind, self.said = kind, said
        self.fields = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        self.body = {name: value for name, value in vars(cls).items() if name not in {"__dict__", "__weakref__"}}
        self.body["__annotations__"] = dict(cls.__annotations__)
        self.definition: StrawberryObjectDefinition | None = None


def declared_field(cls: type, name: str) -> Field:
    """The field of that name, which the class or one of its bases was declared with."""
    for each in cls.__mro__:
        if DECLARED in vars(each) and name in vars(each)[DECLARED].fields:
            found: Field = vars(each)[DECLARED].fields[name]
            return found
    raise AttributeError(name)


def declared_name(cls: Any) -> str:
    """What the type is called that a class, or one of its bases, was declared as."""
    for each in cls.__mro__:
        if DECLARED in vars(each):
            return vars(each)[DECLARED].said.get("name") or str(each.__name__)
    raise TypeError(f"{cls.__qualname__} is no type of the schema.")


def is_declared(kind: object) -> bool:
    """Whether it is a class that was declared as a type of the schema, or has such a base."""
    return isinstance(kind, type) and any(DECLARED in vars(each) for each in kind.__mro__)


def interfaces_of(cls: type) -> tuple[type, ...]:
    """The interfaces that a declared class has."""
    return tuple(
        each for each in cls.__mro__[1:] if DECLARED in vars(each) and vars(each)[DECLARED].kind == "interface"
    )


def definition_if_made(cls: type) -> StrawberryObjectDefinition | None:
    """Strawberry's definition of a declared class; None where nobody has asked for it yet."""
    declared: Declared = vars(cls)[DECLARED]
    return declared.definition


def given_names(cls: Any) -> tuple[str, ...]:
    """The names by which a declared class is constructed."""
    return tuple(name for name, about in cls.__record_fields__.items() if about.init)


def refuse_undeclared(definition: Any) -> None:
    """Raises TypeError for what is said in our words of a class that strawberry itself defined.

    It knows none of them: such a field would be none, and a right would not be asked for.
    """
    origin, fields = definition.origin, definition.fields
    for cls in origin.__mro__:
        for name, value in vars(cls).items():
            if isinstance(value, Field):
                raise TypeError(f"{cls.__qualname__}.{name} is no field: {_DECLARE}")
    for place, about in (("", definition), *((f".{each.python_name}", each) for each in fields)):
        if any(isinstance(each, DeclaredDirective) for each in about.directives):
            raise TypeError(f"What {origin.__qualname__}{place} needs would not be asked for: {_DECLARE}")


_DECLARE: Final = "declare the class by `strawberry` of creditrules.api.types.declaring."


def whole(directives: Sequence[object]) -> tuple[object, ...]:
    """Directives as strawberry has them."""
    return tuple(each.whole() if isinstance(each, DeclaredDirective) else each for each in directives)
