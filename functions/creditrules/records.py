"""Dataclasses that cost next to nothing to define, for the parts that every start of a process imports.

The standard decorator writes and compiles half a dozen methods for each class at import; here `__init__` is compiled
when the first object is made, and the rest is shared. For type checkers, and for `dataclasses.fields` and `replace`,
these are dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["dataclass", "field", "replace"]

_NONE: Any = object()
_Key = Callable[[Any], Any]


class _Field:
    """What a class says about one of its attributes."""

    __slots__ = ("compare", "default", "factory", "init", "repr")

    def __init__(
        self,
        default: Any = _NONE,
        default_factory: Any = _NONE,
        *,
        init: bool = True,
        repr: bool = True,  # noqa: A002 - the standard name
        compare: bool = True,
    ) -> None:
        self.default, self.factory = default, default_factory
        self.init, self.repr, self.compare = init, repr, compare


class _StandardFields:
    """The fields as the standard module keeps them, made when somebody asks."""

    __slots__ = ()

    def __get__(self, _record: object, cls: type[Any]) -> Mapping[str, Any]:
        from dataclasses import field as standard_field  # noqa: PLC0415 - what this module is there to avoid
        from dataclasses import make_dataclass  # noqa: PLC0415

        parts: list[tuple[str, Any, Any]] = []
        for name, about in cls.__record_fields__.items():
            said = {"init": about.init, "repr": about.repr, "compare": about.compare}
            said |= {} if about.factory is _NONE else {"default_factory": about.factory}
            said |= {} if about.default is _NONE else {"default": about.default}
            parts.append((name, Any, standard_field(**said)))
        made: Any = make_dataclass(cls.__name__, parts)
        fields: Mapping[str, Any] = made.__dataclass_fields__
        return fields


def _dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True) -> Callable[[type[Any]], type[Any]]:
    """As `dataclasses.dataclass` with these parameters."""
    return lambda cls: _made(cls, frozen=frozen, slots=slots, eq=eq)


def _replace(record: Any, /, **changes: Any) -> Any:
    """As `dataclasses.replace`."""
    own = type(record)
    for name, about in own.__record_fields__.items():
        if about.init and name not in changes:
            changes[name] = getattr(record, name)
    return own(**changes)


def _made(cls: type[Any], *, frozen: bool, slots: bool, eq: bool) -> type[Any]:
    own = {name: _said(cls, name) for name in cls.__annotations__}
    fields: dict[str, _Field] = {}
    for base in reversed(cls.__mro__[1:]):
        fields.update(base.__dict__.get("__record_fields__", {}))
    fields.update(own)
    if slots:
        cls = _with_slots(cls, tuple(own))
    else:
        for name, about in own.items():
            if about.default is not _NONE:
                setattr(cls, name, about.default)
    known = {
        "__record_fields__": fields,
        "__dataclass_fields__": _StandardFields(),
        "__match_args__": tuple(name for name, about in fields.items() if about.init),
    }
    for name, value in known.items():
        setattr(cls, name, value)
    _add_methods(cls, fields, frozen=frozen, eq=eq)
    return cls


def _said(cls: type[Any], name: str) -> _Field:
    value = cls.__dict__.get(name, _NONE)
    return value if isinstance(value, _Field) else _Field(value)


def _with_slots(cls: type[Any], names: tuple[str, ...]) -> type[Any]:
    """The class again; slots can only be given to one while it is made. `names` are the new ones, without bases'."""
    dropped = {*names, "__dict__", "__weakref__"}
    kept = {name: value for name, value in cls.__dict__.items() if name not in dropped}
    kept["__slots__"] = names
    meta: Any = type(cls)
    made: type[Any] = meta(cls.__name__, cls.__bases__, kept)
    made.__qualname__ = cls.__qualname__
    return made


def _add_methods(cls: type[Any], fields: Mapping[str, _Field], *, frozen: bool, eq: bool) -> None:
    shown = tuple(name for name, about in fields.items() if about.repr)
    methods: dict[str, Any] = {"__init__": _first_init(cls), "__repr__": _repr(shown)}
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
    if eq:
        compared = tuple(name for name, about in fields.items() if about.compare)
        key: _Key = attrgetter(*compared) if compared else _nothing
        methods |= {"__eq__": _eq(key), "__hash__": _hash(key) if frozen else None}
    for name, method in methods.items():
        if cls.__dict__.get(name) is None:
            setattr(cls, name, method)


def _nothing(_record: Any) -> tuple[()]:
    return ()


def _refuse(_self: Any, name: str, *_value: Any) -> NoReturn:
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - only when somebody tries

    raise FrozenInstanceError(f"{name!r} of a frozen object cannot be changed.")


def _repr(shown: tuple[str, ...]) -> Callable[[Any], str]:
    def method(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    return method


def _eq(key: _Key) -> Callable[[Any, object], Any]:
    def method(self: Any, other: object) -> Any:
        return key(self) == key(other) if type(other) is type(self) else NotImplemented

    return method


def _hash(key: _Key) -> Callable[[Any], int]:
    return lambda self: hash(key(self))


def _first_init(cls: type[Any]) -> Callable[..., None]:
    def method(self: Any, *values: Any, **named: Any) -> None:
        init = _init(cls)
        setattr(cls, "__init__", init)  # noqa: B010 - type checkers refuse the plain assignment
        init(self, *values, **named)

    return method


def _init(cls: type[Any]) -> Callable[..., None]:
    """The real `__init__`: it sets the slots directly, which a frozen object allows nobody else."""
    parameters, lines = ["self"], []
    known: dict[str, Any] = {"_none": _NONE}
    for name, about in cls.__record_fields__.items():
        known |= {f"_default_{name}": about.default, f"_make_{name}": about.factory}
        made = about.factory is not _NONE
        value = f"_make_{name}() if {name} is _none else {name}" if made else name
        if about.init:
            default = f"={'_none' if made else f'_default_{name}'}"
            parameters.append(name + (default if made or about.default is not _NONE else ""))
        elif made:
            value = f"_make_{name}()"
        else:
            continue
        put = getattr(getattr(cls, name, None), "__set__", None) if cls.__setattr__ is _refuse else None
        known[f"_set_{name}"] = put
        lines.append(f"_set_{name}(self, {value})" if put else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    source = f"def __init__({', '.join(parameters)}):\n    " + "\n    ".join(lines or ["pass"])
    exec(source, known)  # noqa: S102 - made of the names of our own attributes
    init: Callable[..., None] = known["__init__"]
    return init


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    dataclass, field, replace = _dataclass, _Field, _replace
