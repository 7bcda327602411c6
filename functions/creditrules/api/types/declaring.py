"""Types of the schema as they are declared: in strawberry's words, without strawberry until what it makes is asked for.

A process that answers by plans needs of a type its constructor, its attributes and its methods. Strawberry reads
annotations, writes and compiles methods, and keeps a definition of every field: most of what importing the types took.
So a declared class is a record, and says what it was declared with; its definition is made when somebody asks for
`__strawberry_definition__`, as building the schema does, by strawberry itself (`defining`): of a twin of the class as
it was written, so that nothing of the class moves while objects of it are made elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from creditrules import records
from creditrules.api.types.declared import DECLARED, Declared, Field
from creditrules.api.types.defining import argument_of, declare_enum, will_be_defined

if TYPE_CHECKING:
    import strawberry
    from strawberry import Info, Private, enum_value

__all__ = ["Info", "Private", "enum_value", "strawberry"]


class _EnumValue:
    __slots__ = ("description", "value")

    def __init__(self, value: str, description: str) -> None:
        self.value, self.description = value, description


class _Generic:
    """A name for annotations, which mean strawberry's where they are read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getitem__(self, inside: Any) -> Any:
        import strawberry  # noqa: PLC0415 - as the module says

        return getattr(strawberry, self._name)[inside]


def _declaring(kind: str) -> Callable[..., Any]:
    def declaring(cls: type | None = None, **said: Any) -> Any:
        return _declare(cls, kind, said) if cls is not None else lambda cls: _declare(cls, kind, said)

    return declaring


def _declare(cls: Any, kind: str, said: dict[str, Any]) -> type:
    declared = Declared(cls, kind, said)
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
    will_be_defined(cls)
    made: type = cls
    return made


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


def _field(resolver: Callable[..., Any] | None = None, **said: Any) -> Any:
    return Field(resolver, said)


class _Words:
    """Strawberry's words as types of ours are declared in them."""

    type = staticmethod(_declaring("type"))
    input = staticmethod(_declaring("input"))
    interface = staticmethod(_declaring("interface"))
    enum = staticmethod(_enum)
    field = staticmethod(_field)
    argument = staticmethod(argument_of)

    def __getattr__(self, name: str) -> Any:
        import strawberry  # noqa: PLC0415 - as above

        return getattr(strawberry, name)


if not TYPE_CHECKING:
    strawberry, Info, Private, enum_value = _Words(), _Generic("Info"), _Generic("Private"), _EnumValue
