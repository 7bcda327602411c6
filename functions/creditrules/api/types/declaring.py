"""Types of the schema as they are declared: in strawberry's words, without strawberry until what it makes is asked for.

A process that answers by plans needs of a type its constructor, its attributes and its methods. Strawberry reads
annotations, writes and compiles methods, and keeps a definition of every field: most of what importing the types took.
So a declared class is a record, and says what it was declared with; its definition is made when somebody asks for
`__strawberry_definition__`, as building the schema does, by strawberry itself: of a twin of the class as it was
written, so that nothing of the class moves while objects of it are made elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from importlib import import_module
from inspect import getdoc
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from creditrules import records

if TYPE_CHECKING:
    import strawberry
    from strawberry import Info, Private, enum_value
    from strawberry.types.base import StrawberryObjectDefinition
    from strawberry.types.field import StrawberryField

__all__ = [
    "DECLARED",
    "Field",
    "Info",
    "Private",
    "Said",
    "declare_enum",
    "declared_field",
    "declared_name",
    "definition_if_made",
    "enum_value",
    "given_names",
    "interfaces_of",
    "strawberry",
]

DECLARED: Final = "__declared__"
"""What a declared class has under its name."""
_DEFINITION: Final = "__strawberry_definition__"
_LOCK: Final = RLock()
_TYPES: Final[list[type]] = []
"""In the order in which they were declared: bases, and what annotations name unless it is linked later, come first."""
_ARGUMENTS_HOME: Final = "strawberry.types.arguments"
_ARGUMENTS: Final[list[_Argument]] = []


class Said:
    """A directive as it was said; `whole` makes strawberry's of it."""

    def whole(self) -> object:
        """The directive."""
        raise NotImplementedError


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

        said = {**self.said, "description": self.description, "directives": _whole(self.said.get("directives", ()))}
        made: Any = field(self.resolver, **said) if self.resolver else field(**said)
        return made  # type: ignore[no-any-return]

    def recorded(self) -> Any:
        """What the record has of it: nothing that is given where it is resolved."""
        if self.resolver is not None:
            return records.field(init=False, repr=False, compare=False)
        defaults = {name: self.said[name] for name in ("default", "default_factory") if name in self.said}
        return records.field(**defaults)


class _Declared:
    """What a class was declared as. body: its attributes as they were written. definition: strawberry's, once made."""

    __slots__ = ("body", "definition", "fields", "kind", "said")

    def __init__(self, cls: type, kind: str, said: dict[str, Any]) -> None:
        self.kind, self.said = kind, said
        self.fields = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        self.body = {name: value for name, value in vars(cls).items() if name not in {"__dict__", "__weakref__"}}
        self.body["__annotations__"] = dict(cls.__annotations__)
        self.definition: StrawberryObjectDefinition | None = None


class _Definition:
    """Stands for strawberry's definition of a class until somebody asks for it."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __get__(self, _instance: object, _cls: type) -> Any:
        return self._make()


class _Argument:
    """What an argument was declared with, by strawberry's names; it becomes strawberry's when definitions are made."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        none: dict[str, Any] = {"name": None, "deprecation_reason": None, "directives": (), "graphql_type": None}
        vars(self).update(none | {"description": None, "metadata": {}}, **said)


class _EnumValue:
    __slots__ = ("description", "value")

    def __init__(self, value: str, description: str) -> None:
        self.value, self.description = value, description


class _Generic:
    """A name for annotations, which mean strawberry's where they are read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getitem__(self, inside: Any) -> Any:
        import strawberry  # noqa: PLC0415 - as above

        return getattr(strawberry, self._name)[inside]


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


def interfaces_of(cls: type) -> tuple[type, ...]:
    """The interfaces that a declared class has."""
    return tuple(
        each for each in cls.__mro__[1:] if DECLARED in vars(each) and vars(each)[DECLARED].kind == "interface"
    )


def definition_if_made(cls: type) -> StrawberryObjectDefinition | None:
    """Strawberry's definition of a declared class; None where nobody has asked for it yet."""
    declared: _Declared = vars(cls)[DECLARED]
    return declared.definition


def given_names(cls: Any) -> tuple[str, ...]:
    """The names by which a declared class is constructed."""
    return tuple(name for name, about in cls.__record_fields__.items() if about.init)


def _whole(directives: Sequence[object]) -> tuple[object, ...]:
    return tuple(each.whole() if isinstance(each, Said) else each for each in directives)


def _declaring(kind: str) -> Callable[..., Any]:
    def declaring(cls: type | None = None, **said: Any) -> Any:
        return _declare(cls, kind, said) if cls is not None else lambda cls: _declare(cls, kind, said)

    return declaring


def _declare(cls: Any, kind: str, said: dict[str, Any]) -> type:
    declared = _Declared(cls, kind, said)
    resolved = {name: field for name, field in declared.fields.items() if field.resolver is not None}
    inherited = {name for base in cls.__mro__[1:] for name in base.__dict__.get("__record_fields__", ())}
    for name, field in declared.fields.items():
        setattr(cls, name, field.recorded())
    # A field that is resolved is none of the record's, unless a base has it as one that is given.
    for name in resolved.keys() - inherited - declared.body["__annotations__"].keys():
        delattr(cls, name)
    hiding = {name: "object" for name in resolved if name in inherited}
    cls.__annotations__ = {**hiding, **declared.body["__annotations__"]}
    records.dataclass(kw_only=True)(cls)
    cls.__annotations__ = declared.body["__annotations__"]
    for name, field in resolved.items():
        setattr(cls, name, field.resolver)
    setattr(cls, DECLARED, declared)
    setattr(cls, _DEFINITION, _Definition(lambda: _definition_of(cls)))
    with _LOCK:
        _TYPES.append(cls)
    made: type = cls
    return made


def _definition_of(cls: Any) -> Any:
    declared = vars(cls)[DECLARED]
    if declared.definition is None:
        with _LOCK:
            if declared.definition is None and _MAKING:
                return _provisional(cls)
            _MAKING.append(cls)
            try:
                _define_all()
            finally:
                _MAKING.pop()
    return declared.definition


_MAKING: Final[list[type]] = []


def _provisional(cls: type) -> Any:
    """What there is of a definition while others are made: that there is one, which is all that they ask."""
    from strawberry.types.base import StrawberryObjectDefinition  # noqa: PLC0415 - as above

    kind = vars(cls)[DECLARED].kind
    return StrawberryObjectDefinition(
        name=cls.__name__,
        is_input=kind == "input",
        is_interface=kind == "interface",
        origin=cls,
        description=None,
        interfaces=[],
        extend=False,
        directives=(),
        is_type_of=None,
        resolve_type=None,
        fields=[],
    )


def _define_all() -> None:
    """Let strawberry define all classes that were declared by now, each after those that it stands on."""
    whole: Any = import_module(_ARGUMENTS_HOME)
    while _ARGUMENTS:
        _ARGUMENTS.pop().__class__ = whole.StrawberryArgumentAnnotation
    for cls in tuple(_TYPES):
        if vars(cls)[DECLARED].definition is None:
            _define(cls)


def _define(cls: Any) -> None:
    import strawberry  # noqa: PLC0415 - as above

    declared = vars(cls)[DECLARED]
    own: Mapping[str, Any] = declared.body
    written: dict[str, Any] = {name: each.whole() if isinstance(each, Field) else each for name, each in own.items()}
    written["__annotations__"] = dict(own["__annotations__"])
    said = {**declared.said, "directives": _whole(declared.said.get("directives", ()))}
    twin: Any = getattr(strawberry, declared.kind)(**said)(type(cls)(cls.__name__, cls.__bases__, written))
    definition = twin.__strawberry_definition__
    definition.origin = cls
    for field in definition.fields:
        if field.origin is twin:
            field.origin = cls
    cls.__dataclass_fields__, cls.__dataclass_params__ = twin.__dataclass_fields__, twin.__dataclass_params__
    declared.definition = definition
    setattr(cls, _DEFINITION, definition)


def declare_enum(members: type[Enum], name: str, description: str, values: Mapping[str, str]) -> None:
    """Let an enumeration be one of the schema. values: those that are, in that order, with their descriptions."""
    setattr(members, _DEFINITION, _Definition(lambda: _define_enum(members, name, description, values)))


def _enum(*, description: str) -> Any:
    def declaring(cls: type[Enum]) -> type[Enum]:
        told: dict[str, str] = {}
        for member in cls:
            value = member.value
            told[member.name] = value.description
            member._value_ = value.value
            cls._value2member_map_[value.value] = member
        declare_enum(cls, cls.__name__, description, told)
        return cls

    return declaring


def _define_enum(cls: type[Enum], name: str, description: str, told: Mapping[str, str]) -> Any:
    from strawberry.types.enum import EnumValue, StrawberryEnumDefinition  # noqa: PLC0415 - as above

    values = [EnumValue(each, cls[each].value, description=said) for each, said in told.items()]
    with _LOCK:
        made = StrawberryEnumDefinition(cls, name, values, description)
        if isinstance(vars(cls)[_DEFINITION], _Definition):
            setattr(cls, _DEFINITION, made)
        return vars(cls)[_DEFINITION]


def _argument(**said: Any) -> Any:
    whole: Any = sys.modules.get(_ARGUMENTS_HOME)
    if whole is not None:  # as where strawberry reads what resolvers take
        return whole.argument(**said)
    with _LOCK:
        _ARGUMENTS.append(_Argument(said))
        return _ARGUMENTS[-1]


def _field(resolver: Callable[..., Any] | None = None, **said: Any) -> Any:
    return Field(resolver, said)


class _Words:
    """Strawberry's words as types of ours are declared in them."""

    type = staticmethod(_declaring("type"))
    input = staticmethod(_declaring("input"))
    interface = staticmethod(_declaring("interface"))
    enum = staticmethod(_enum)
    field = staticmethod(_field)
    argument = staticmethod(_argument)

    def __getattr__(self, name: str) -> Any:
        import strawberry  # noqa: PLC0415 - as above

        return getattr(strawberry, name)


if not TYPE_CHECKING:
    strawberry, Info, Private, enum_value = _Words(), _Generic("Info"), _Generic("Private"), _EnumValue
