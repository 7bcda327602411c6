"""Dataclasses that cost next to nothing to define, for the parts that every start of a process imports.

The standard decorator writes and compiles half a dozen methods for each class at import; here `__init__` is compiled
when the first object is made, and the rest is shared: `import creditrules.dmn` takes two fifths of the processor time.
What is offered behaves as the standard does, copies and pickles included, and `dataclasses.fields`, `replace` and
`asdict` take these objects; what is not offered (metadata, InitVar, KW_ONLY) is refused where it is asked for.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from copyreg import __newobj__  # type: ignore[attr-defined]  # as pickle itself makes an object without `__init__`
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["dataclass", "field", "names_of", "replace"]

_NONE: Any = object()
_Key = Callable[[Any], Any]


class _Field:
    """What a class says about one of its attributes."""

    __slots__ = ("compare", "default", "factory", "init", "kw_only", "repr")

    def __init__(
        self,
        *,
        default: Any = _NONE,
        default_factory: Any = _NONE,
        init: bool = True,
        repr: bool = True,  # noqa: A002 - the standard name
        compare: bool = True,
        kw_only: bool | None = None,
    ) -> None:
        if default is not _NONE and default_factory is not _NONE:
            raise ValueError("A field has a default or a default_factory, not both.")
        self.default, self.factory = default, default_factory
        self.init, self.repr, self.compare, self.kw_only = init, repr, compare, kw_only

    @property
    def has_default(self) -> bool:
        return self.default is not _NONE or self.factory is not _NONE


class _AsStandard:
    """An attribute that the standard module reads, taken from its own form of the class when somebody asks."""

    __slots__ = ("_name", "_owner")

    def __init__(self, owner: type[Any], name: str) -> None:
        self._owner, self._name = owner, name

    def __get__(self, _record: object, _cls: type[Any]) -> Any:
        value = getattr(_standard(self._owner), self._name)
        setattr(self._owner, self._name, value)
        return value


class _FirstInit:
    """Stands for `__init__` until it is needed."""

    __slots__ = ("_owner",)

    def __init__(self, owner: type[Any]) -> None:
        self._owner = owner

    def __get__(self, record: Any, _cls: type[Any]) -> Callable[..., None]:
        owner = self._owner
        if owner.__dict__["__init__"] is self:
            setattr(owner, "__init__", _init(owner))  # noqa: B010 - type checkers refuse the plain assignment
        init: Any = owner.__dict__["__init__"]
        return init if record is None else init.__get__(record)  # type: ignore[no-any-return]


def names_of(cls: Any) -> tuple[str, ...]:
    """The names of a record's fields, without what the standard module would make of it; and of a standard one's."""
    return tuple(cls.__record_fields__ if hasattr(cls, "__record_fields__") else cls.__dataclass_fields__)


def _dataclass(
    cls: type[Any] | None = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    order: bool = False,
    kw_only: bool = False,
    repr: bool = True,  # noqa: A002 - the standard name
) -> Any:
    """As `dataclasses.dataclass` with these parameters."""
    said = {"frozen": frozen, "slots": slots, "eq": eq, "order": order, "kw_only": kw_only, "repr": repr}
    return _made(cls, said) if cls is not None else lambda cls: _made(cls, said)


def _replace(record: Any, /, **changes: Any) -> Any:
    """As `dataclasses.replace`, which has what the standard decorator made."""
    own = type(record)
    if "__record_fields__" not in own.__dict__:
        from dataclasses import replace as standard_replace  # noqa: PLC0415 - what this module is there to avoid

        return standard_replace(record, **changes)
    for name, about in own.__record_fields__.items():
        if about.init and name not in changes:
            changes[name] = getattr(record, name)
    return own(**changes)


def _made(cls: type[Any], said: Mapping[str, bool]) -> type[Any]:
    frozen, slots = said["frozen"], said["slots"]
    own = {name: _said(cls, name) for name, kind in cls.__annotations__.items() if _is_field(cls, name, kind)}
    for about in own.values():
        about.kw_only = said["kw_only"] if about.kw_only is None else about.kw_only
    fields: dict[str, _Field] = {}
    for base in reversed(cls.__mro__[1:]):
        _check_base(cls, base, frozen=frozen)
        fields.update(base.__dict__.get("__record_fields__", {}))
    fields.update(own)
    _check_order(cls, fields)
    if slots:
        cls = _with_slots(cls, tuple(own))
    else:
        _show_defaults(cls, own)
    cls.__record_fields__ = fields
    cls.__record_parameters__ = said
    for name in ("__dataclass_fields__", "__dataclass_params__"):
        setattr(cls, name, _AsStandard(cls, name))
    _add_methods(cls, fields, said)
    return cls


def _is_field(cls: type[Any], name: str, kind: Any) -> bool:
    outermost = str(kind).partition("[")[0].rpartition(".")[2]
    if outermost in {"InitVar", "KW_ONLY"}:
        raise TypeError(f"{cls.__name__}.{name}: records have no {outermost}; use the standard dataclass.")
    return outermost != "ClassVar"


def _said(cls: type[Any], name: str) -> _Field:
    value = cls.__dict__.get(name, _NONE)
    about = value if isinstance(value, _Field) else _Field(default=value)
    if about.default is not _NONE and type(about.default).__hash__ is None:
        raise ValueError(f"{cls.__name__}.{name}: all objects would share this default; use default_factory.")
    return about


def _check_base(cls: type[Any], base: type[Any], *, frozen: bool) -> None:
    known = base.__dict__
    if "__record_fields__" in known:
        if known["__record_parameters__"]["frozen"] is not frozen:
            raise TypeError(f"{cls.__name__} and its base {base.__name__} must both be frozen, or neither.")
    elif "__dataclass_fields__" in known:
        raise TypeError(f"{cls.__name__}: the base {base.__name__} is a standard dataclass, so this must be one too.")


def _check_order(cls: type[Any], fields: Mapping[str, _Field]) -> None:
    defaulted = ""
    for name, about in fields.items():
        if not about.init or about.kw_only:
            continue
        if about.has_default:
            defaulted = name
        elif defaulted:
            raise TypeError(f"{cls.__name__}.{name} has no default but follows {defaulted}, which has one.")


def _show_defaults(cls: type[Any], own: Mapping[str, _Field]) -> None:
    """Defaults are attributes of a class without slots, as its author wrote them."""
    for name, about in own.items():
        if about.default is not _NONE:
            setattr(cls, name, about.default)
        elif name in cls.__dict__:
            delattr(cls, name)


def _with_slots(cls: type[Any], names: tuple[str, ...]) -> type[Any]:
    """The class again; slots can only be given to one while it is made. `names` are the new ones, without bases'."""
    dropped = {*names, "__dict__", "__weakref__"}
    kept = {name: value for name, value in cls.__dict__.items() if name not in dropped}
    inherited = {name for base in cls.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
    kept["__slots__"] = tuple(name for name in names if name not in inherited)
    meta: Any = type(cls)
    made: type[Any] = meta(cls.__name__, cls.__bases__, kept)
    made.__qualname__ = cls.__qualname__
    return made


def _add_methods(cls: type[Any], fields: Mapping[str, _Field], said: Mapping[str, bool]) -> None:
    frozen = said["frozen"]
    methods: dict[str, Any] = {
        "__init__": _FirstInit(cls),
        "__match_args__": tuple(name for name, about in fields.items() if about.init and not about.kw_only),
        "__replace__": _replace,
    }
    if said["repr"]:
        methods["__repr__"] = _repr(tuple(name for name, about in fields.items() if about.repr))
    if frozen:
        if not {"__setattr__", "__delattr__"}.isdisjoint(cls.__dict__):
            raise TypeError(f"{cls.__name__} is frozen and cannot have a __setattr__ or __delattr__ of its own.")
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
        methods |= {"__setstate__": _restore} if said["slots"] else {}
    if issubclass(cls, BaseException):
        methods["__reduce__"] = _reduce_exception
    if said["eq"]:
        compared = tuple(name for name, about in fields.items() if about.compare)
        key: _Key = attrgetter(*compared) if compared else _nothing
        methods |= {"__eq__": _eq(key), "__hash__": _hash(key) if frozen else None}
        if said["order"]:
            methods |= {f"__{name}__": _ordering(key, getattr(operator, name)) for name in ("lt", "le", "gt", "ge")}
    for name, method in methods.items():
        if cls.__dict__.get(name) is None:
            setattr(cls, name, method)


def _nothing(_record: Any) -> tuple[()]:
    return ()


def _refuse(_self: Any, name: str, *_value: Any) -> NoReturn:
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - only when somebody tries

    raise FrozenInstanceError(f"{name!r} of a frozen object cannot be changed.")


def _restore(self: Any, state: tuple[Mapping[str, Any] | None, Mapping[str, Any]]) -> None:
    """Take the state that `copy` and `pickle` hand over, as `object.__getstate__` makes it where there are slots."""
    for values in state:
        for name, value in (values or {}).items():
            object.__setattr__(self, name, value)


def _reduce_exception(self: Any) -> tuple[Any, ...]:
    """How `copy` and `pickle` make an exception again: Python's own way calls `__init__`, which named values defeat."""
    return __newobj__, (type(self), *self.args), self.__dict__


def _repr(shown: tuple[str, ...]) -> Callable[[Any], str]:
    def method(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    return recursive_repr()(method)


def _eq(key: _Key) -> Callable[[Any, object], Any]:
    def method(self: Any, other: object) -> Any:
        return key(self) == key(other) if type(other) is type(self) else NotImplemented

    return method


def _ordering(key: _Key, compare: Callable[[Any, Any], Any]) -> Callable[[Any, object], Any]:
    def method(self: Any, other: object) -> Any:
        return compare(key(self), key(other)) if type(other) is type(self) else NotImplemented

    return method


def _hash(key: _Key) -> Callable[[Any], int]:
    return lambda self: hash(key(self))


def _init(cls: type[Any]) -> Callable[..., None]:
    """The real `__init__`; in a frozen object it goes past `__setattr__`, straight to the slots where there are any."""
    parameters, named, lines = ["self"], list[str](), list[str]()
    known: dict[str, Any] = {"_none": _NONE, "_set": object.__setattr__}
    for name, about in cls.__record_fields__.items():
        known |= {f"_default_{name}": about.default, f"_make_{name}": about.factory}
        made = about.factory is not _NONE
        value = f"_make_{name}() if {name} is _none else {name}" if made else name
        if about.init:
            default = f"={'_none' if made else f'_default_{name}'}"
            (named if about.kw_only else parameters).append(name + (default if about.has_default else ""))
        elif about.has_default:
            value = f"_make_{name}()" if made else f"_default_{name}"
        else:
            continue
        if cls.__setattr__ is not _refuse:
            lines.append(f"self.{name} = {value}")
        elif put := getattr(getattr(cls, name, None), "__set__", None):
            known[f"_set_{name}"] = put
            lines.append(f"_set_{name}(self, {value})")
        else:
            lines.append(f"_set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    if named:
        parameters += ["*", *named]
    source = f"def __init__({', '.join(parameters)}):\n    " + "\n    ".join(lines or ["pass"])
    exec(source, known)  # noqa: S102 - made of the names of our own attributes
    init: Callable[..., None] = known["__init__"]
    init.__qualname__, init.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    return init


def _standard(cls: type[Any]) -> type[Any]:
    """What the standard module would have made of a record."""
    from dataclasses import field as standard_field  # noqa: PLC0415 - what this module is there to avoid
    from dataclasses import make_dataclass  # noqa: PLC0415

    parts: list[tuple[str, Any, Any]] = []
    for name, about in cls.__record_fields__.items():
        said = {"init": about.init, "repr": about.repr, "compare": about.compare, "kw_only": about.kw_only}
        said |= {} if about.factory is _NONE else {"default_factory": about.factory}
        said |= {} if about.default is _NONE else {"default": about.default}
        written = (getattr(base, "__annotations__", {}) for base in cls.__mro__)
        parts.append((name, next(kinds[name] for kinds in written if name in kinds), standard_field(**said)))
    return make_dataclass(cls.__name__, parts, **cls.__record_parameters__)


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    dataclass, field, replace = _dataclass, _Field, _replace
