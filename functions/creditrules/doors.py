"""Front doors that open lately: what a package's `__init__` imports for others is loaded when it is first asked for.

A door names what outsiders may use of hundreds of modules, of which a process needs some: a function that answers a
partner's question none of those that prove, import or compare rules. What a door imports stays as ordinary import
statements, for people, type checkers and the linter of layers; while its code runs, `from … import` notes where each
name comes from in place of loading it.

The same is done for doors of libraries in processes that are wholly ours, as a function's is; and there graphql-core's
nodes are made by `creditrules.records`; what jwt wants of certificates, and graphql-core of asyncio, is read when they
want it. Who imports `creditrules` as a library finds the others as they are.
"""

from __future__ import annotations

import builtins
import sys
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

TYPE_CHECKING = False  # see `creditrules`
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["LIBRARIES", "MORE_THAN_DOORS", "READ_LATE", "open_lately", "open_libraries_lately"]

MORE_THAN_DOORS = frozenset(
    {
        "creditrules.api.http.graphiql",
        "creditrules.cli",
        "creditrules.cli.assistants.tools",
        "creditrules.feel.builtins",
        "creditrules.handlers",
    }
)
"""Packages whose `__init__` works with what it imports; all others import there for others, and do nothing else."""

LIBRARIES = frozenset(
    {
        "botocore.docs",
        "graphql",
        "graphql.error",
        "graphql.execution",
        "graphql.execution.incremental",
        "graphql.language",
        "graphql.pyutils",
        "graphql.type",
        "graphql.utilities",
        "graphql.validation",
        "jwt",
        "strawberry",
        "strawberry.extensions",
        "strawberry.federation",
        "strawberry.printer",
        "strawberry.relay",
        "strawberry.schema",
        "strawberry.types",
    }
)
"""Packages of libraries whose `__init__` imports for others and does nothing that works with it.

botocore's writes pages about services, which nobody asks of a function.
"""
OF_RECORDS = "graphql.language.ast"
"""A module with so many dataclasses that making them takes longer than anything else that importing it does."""
WITHOUT_ASYNCIO = "graphql.pyutils.abort_signal"
"""What needs an event of asyncio, once somebody waits for it."""
WITHOUT_METADATA = "pydantic.plugin._loader"
"""What looks through all packages that are installed, unless it is told not to."""
_DOCSTRINGS = "botocore.docs.docstring"
READ_LATE = frozenset({"cryptography.x509"})
"""Packages that are imported as such by who may never use them."""


def open_lately() -> None:
    """Let all doors of `creditrules` that are opened from now on open so."""
    if not any(isinstance(finder, _Doors) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Doors())


def open_libraries_lately(dataclass: object, field: object) -> None:
    """Let the doors of libraries open so as well, for the whole process. dataclass, field: what records are made by."""
    _GivenOthers.given = {
        OF_RECORDS: ("dataclasses", {"dataclass": dataclass, "field": field}),
        WITHOUT_ASYNCIO: ("asyncio", {"Event": lambda: import_module("asyncio").Event()}),
        WITHOUT_METADATA: ("importlib.metadata", {"entry_points": _entry_points}),
        "urllib3.http2": ("importlib.metadata", {"version": _version}),
        "botocore.client": (_DOCSTRINGS, dict.fromkeys(("ClientMethodDocstring", "PaginatorDocstring"), _undescribed)),
        "botocore.waiter": (_DOCSTRINGS, {"WaiterDocstring": _undescribed}),
    }
    _Doors.libraries = {
        **dict.fromkeys(LIBRARIES, _Door),
        **dict.fromkeys(_GivenOthers.given, _GivenOthers),
        **dict.fromkeys(READ_LATE, _ReadLate),
    }


def _entry_points(**asked: str) -> object:
    return import_module("importlib.metadata").entry_points(**asked)


def _version(library: str) -> str:
    version: str = import_module("importlib.metadata").version(library)
    return version


def _undescribed(**_about: object) -> None:
    """Of a function's client nobody reads the descriptions."""


class _Later:
    """A name that a door has from a module, not loaded yet."""

    __slots__ = ("module", "name")

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name


class _From:
    """What `from` sees of a module that it need not load."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> _Later:
        return _Later(self._module, name)


def _import(name: str, names: Mapping[str, str], local: object, wanted: Sequence[str] | None, level: int) -> object:
    whole = name
    if level:
        package = names["__package__"].rsplit(".", level - 1)[0]
        whole = f"{package}.{name}" if name else package
    if wanted and whole.partition(".")[0] == names["__name__"].partition(".")[0]:
        return _From(whole)
    return builtins.__import__(name, names, local, wanted or (), level)  # type: ignore[arg-type]


def _importing(imported: Callable[..., object]) -> dict[str, object]:
    """What a module's code has built in, with that in place of `import`."""
    return {
        **vars(builtins),
        "__import__": lambda name, names, local=None, wanted=(), level=0: imported(name, names, local, wanted, level),
    }


_NOTING = _importing(_import)


class _Doors:
    """Finds packages of ours, and has them opened lately."""

    libraries: Mapping[str, type[SourceFileLoader]] = {}

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """See `importlib.abc.MetaPathFinder`; of what is no door of ours the spec that Python would find."""
        loader = self.libraries.get(name)
        if loader is None and name.startswith("creditrules.") and name not in MORE_THAN_DOORS:
            loader = _Door
        spec = PathFinder.find_spec(name, path, target) if loader else None
        if loader and spec is not None and type(spec.loader) is SourceFileLoader:
            is_package = spec.submodule_search_locations is not None
            spec.loader = loader(name, spec.loader.path) if is_package or loader is _GivenOthers else spec.loader
        return spec


class _Door(SourceFileLoader):
    """Runs a door's code with an `import` that notes names, and has them loaded when they are asked for."""

    def exec_module(self, module: ModuleType) -> None:
        """See `importlib.abc.Loader`."""
        door = vars(module)
        door["__builtins__"] = _NOTING  # which a module's code takes its `import` from
        try:
            super().exec_module(module)
        finally:
            door["__builtins__"] = vars(builtins)
        later = {name: each for name, each in door.items() if isinstance(each, _Later)}
        for name in later:
            del door[name]
        door["__later__"] = later
        module.__class__ = _Opened


class _GivenOthers(SourceFileLoader):
    """Runs a module's code with others in place of some names that it imports from a module."""

    given: Mapping[str, tuple[str, Mapping[str, object]]] = {}

    def exec_module(self, module: ModuleType) -> None:
        """See `importlib.abc.Loader`."""
        replaced, names = self.given[self.name]

        def imported(name: str, *more: object) -> object:
            return _Instead(name, names) if name == replaced else builtins.__import__(name, *more)  # type: ignore[arg-type]

        vars(module)["__builtins__"] = _importing(imported)
        try:
            super().exec_module(module)
        finally:
            vars(module)["__builtins__"] = vars(builtins)


class _Instead:
    """What `from` sees of a module of which some names are replaced; the others load it."""

    def __init__(self, module: str, names: Mapping[str, object]) -> None:
        self._module, self._names = module, names

    def __getattr__(self, name: str) -> object:
        return self._names[name] if name in self._names else getattr(import_module(self._module), name)


class _ReadLate(SourceFileLoader):
    """Runs a module's code when something of it is asked for."""

    def exec_module(self, module: ModuleType) -> None:
        """See `importlib.abc.Loader`."""
        from importlib.util import LazyLoader  # noqa: PLC0415 - as above

        LazyLoader(SourceFileLoader(self.name, self.path)).exec_module(module)


class _Opened(ModuleType):
    """A package whose names are loaded when they are asked for."""

    __later__: dict[str, _Later]

    def __getattr__(self, name: str) -> object:
        later = self.__later__.get(name)
        if later is None:
            message = f"module {self.__name__!r} has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)
        if later.module == self.__name__:  # a module of its own, as such
            value: object = import_module(f"{later.module}.{later.name}")
        else:
            value = getattr(builtins.__import__(later.module, fromlist=(later.name,)), later.name)
        super().__setattr__(name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        # A module that is loaded becomes an attribute of its package; a name of the door that it is called as stays.
        if name not in self.__later__ or sys.modules.get(f"{self.__name__}.{name}") is not value:
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*vars(self), *self.__later__})
