"""Front doors that open lately: what a package's `__init__` imports for others is loaded when it is first asked for.

A door names what outsiders may use of hundreds of modules, of which a process needs some: a function that answers a
partner's question none of those that prove, import or compare rules. What a door imports stays as ordinary import
statements, for people, type checkers and the linter of layers; while its code runs, `from … import` notes where each
name comes from in place of loading it.
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

__all__ = ["MORE_THAN_DOORS", "Door", "importing", "load_by", "noted", "open_lately"]

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


def open_lately() -> None:
    """Let all doors of `creditrules` that are opened from now on open so."""
    if not any(isinstance(finder, _Doors) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Doors())


def load_by(loaders: Mapping[str, type[SourceFileLoader]]) -> None:
    """Let modules of these names, of libraries, be loaded so from now on, in the whole process."""
    _Doors.libraries = loaders


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


def noted(module: str) -> object:
    """What `from` is given in place of a module, for a door to note the names."""
    return _From(module)


def importing(imported: Callable[..., object]) -> dict[str, object]:
    """What a module's code has built in, with that in place of `import`."""
    return {
        **vars(builtins),
        "__import__": lambda name, names, local=None, wanted=(), level=0: imported(name, names, local, wanted, level),
    }


_NOTING = importing(_import)


class _Doors:
    """Finds packages of ours, and has them opened lately."""

    libraries: Mapping[str, type[SourceFileLoader]] = {}

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """See `importlib.abc.MetaPathFinder`; of what is no door of ours the spec that Python would find."""
        loader = self.libraries.get(name)
        if loader is None and name.startswith("creditrules.") and name not in MORE_THAN_DOORS:
            loader = Door
        spec = PathFinder.find_spec(name, path, target) if loader else None
        if loader and spec is not None and type(spec.loader) is SourceFileLoader:
            is_package = spec.submodule_search_locations is not None
            spec.loader = loader(name, spec.loader.path) if is_package or loader is not Door else spec.loader
        return spec


class Door(SourceFileLoader):
    """Runs a door's code with an `import` that notes names, and has them loaded when they are asked for.

    noting: what the code has built in, with that `import`.
    """

    noting: Mapping[str, object] = _NOTING

    def exec_module(self, module: ModuleType) -> None:
        """See `importlib.abc.Loader`."""
        door = vars(module)
        door["__builtins__"] = self.noting  # which a module's code takes its `import` from
        try:
            super().exec_module(module)
        finally:
            door["__builtins__"] = vars(builtins)
        later = {name: each for name, each in door.items() if isinstance(each, _Later)}
        for name in later:
            del door[name]
        door["__later__"] = later
        module.__class__ = _Opened


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
