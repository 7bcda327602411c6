"""Strawberry's definitions of what was declared, made once somebody asks; see `declaring`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from enum import Enum
from importlib import import_module
from threading import RLock
from typing import Any, Final

from creditrules.api.types.declared import DECLARED, Field, whole

__all__ = ["argument_of", "declare_enum", "will_be_defined"]

_DEFINITION: Final = "__strawberry_definition__"
_LOCK: Final = RLock()
_TYPES: Final[list[type]] = []
"""In the order in which they were declared: bases, and what annotations name unless it is linked later, come first."""
_MAKING: Final[list[type]] = []
_ARGUMENTS_HOME: Final = "strawberry.types.arguments"
_ARGUMENTS: Final[list[_Argument]] = []


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


def will_be_defined(cls: Any) -> None:
    """Let a declared class have its definition when it is asked for."""
    setattr(cls, _DEFINITION, _Definition(lambda: _definition_of(cls)))
    with _LOCK:
        _TYPES.append(cls)


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


def _provisional(cls: type) -> Any:
    """What there is of a definition while others are made: that there is one, which is all that they ask."""
    from strawberry.types.base import StrawberryObjectDefinition  # noqa: PLC0415 - as it says

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
    home: Any = import_module(_ARGUMENTS_HOME)
    for cls in tuple(_TYPES):
        if vars(cls)[DECLARED].definition is None:
            while _ARGUMENTS:  # another thread may have declared this one meanwhile, with arguments of its own
                _ARGUMENTS.pop().__class__ = home.StrawberryArgumentAnnotation
            _define(cls)


def _define(cls: Any) -> None:
    import strawberry  # noqa: PLC0415 - as above

    declared = vars(cls)[DECLARED]
    own: Mapping[str, Any] = declared.body
    written: dict[str, Any] = {name: each.whole() if isinstance(each, Field) else each for name, each in own.items()}
    written["__annotations__"] = dict(own["__annotations__"])
    said = {**declared.said, "directives": whole(declared.said.get("directives", ()))}
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


def _define_enum(cls: type[Enum], name: str, description: str, told: Mapping[str, str]) -> Any:
    from strawberry.types.enum import EnumValue, StrawberryEnumDefinition  # noqa: PLC0415 - as above

    values = [EnumValue(each, cls[each].value, description=said) for each, said in told.items()]
    with _LOCK:
        made = StrawberryEnumDefinition(cls, name, values, description)
        if isinstance(vars(cls)[_DEFINITION], _Definition):
            setattr(cls, _DEFINITION, made)
        return vars(cls)[_DEFINITION]


def argument_of(**said: Any) -> Any:
    """What annotates an argument."""
    home: Any = sys.modules.get(_ARGUMENTS_HOME)
    if home is not None and not getattr(home.__spec__, "_initializing", False):
        return home.argument(**said)  # as where strawberry reads what resolvers take
    with _LOCK:
        _ARGUMENTS.append(_Argument(said))
        return _ARGUMENTS[-1]
