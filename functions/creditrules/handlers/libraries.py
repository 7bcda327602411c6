"""Libraries in a function's process: without what only others need of them.

Their packages open lately, as ours do, and some of their modules are given others for what they import: records in
place of dataclasses, and what is read where it is called. All that they offer is there. Who imports `creditrules` as
a library finds them as they are.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.machinery import SourceFileLoader
from importlib.util import LazyLoader
from types import ModuleType
from typing import Any, Final

from creditrules.doors import Door, importing, load_by, noted
from creditrules.records import dataclass, field

__all__ = ["LIBRARIES", "OF_RECORDS", "PARTS_LATE", "READ_LATE", "open_libraries_lately"]

LIBRARIES: Final = frozenset(
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
OF_RECORDS: Final = (
    "annotated_types",
    "graphql.language.ast",
    "pydantic._internal._decorators",
    "pydantic.aliases",
    "pydantic.functional_validators",
    "pydantic.types",
)
"""Modules with so many dataclasses that making them takes longer than anything else that importing them does."""
READ_LATE: Final = frozenset({"cryptography.x509"})
"""Packages that are imported as such by who may never use them."""
_SERIALIZATION: Final = "cryptography.hazmat.primitives.serialization"
_SSH: Final = f"{_SERIALIZATION}.ssh"
PARTS_LATE: Final = {_SERIALIZATION: _SSH}
"""Packages that work with what they import, but for one module, which brings ciphers along that nobody here uses."""


def open_libraries_lately() -> None:
    """Let libraries be loaded so, in the whole process, as far as they are not loaded yet."""
    given, late = dict.fromkeys(_GIVEN, _GivenOthers), dict.fromkeys(READ_LATE, _ReadLate)
    load_by({**dict.fromkeys(LIBRARIES, Door), **given, **late, **dict.fromkeys(PARTS_LATE, _PartLate)})


def _called(module: str, name: str) -> Callable[..., Any]:
    """A function of a module that is loaded with the first call."""

    def called(*given: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(*given, **named)

    return called


def _undescribed(**_about: object) -> None:
    """Of a function's client nobody reads the descriptions."""


class _Shape(dict[str, Any]):
    """In place of a `TypedDict`: a hundred of them describe what pydantic's core takes, for type checkers alone."""

    def __init_subclass__(cls, **_total: bool) -> None:
        super().__init_subclass__()


_RECORDS: Final = {"dataclasses": {"dataclass": dataclass, "field": field}}
_SHAPES: Final = {"TypedDict": _Shape}
_GIVEN: Final[Mapping[str, Mapping[str, Mapping[str, object]]]] = {
    **dict.fromkeys(OF_RECORDS, _RECORDS),
    "graphql.pyutils.abort_signal": {"asyncio": {"Event": _called("asyncio", "Event")}},
    "jwt.algorithms": {_SERIALIZATION: {"load_ssh_public_key": _called(_SSH, "load_ssh_public_key")}},
    "pydantic.plugin._loader": {"importlib.metadata": {"entry_points": _called("importlib.metadata", "entry_points")}},
    "pydantic_core.core_schema": {"typing": _SHAPES, "typing_extensions": _SHAPES},
    "urllib3.http2": {"importlib.metadata": {"version": _called("importlib.metadata", "version")}},
    "botocore.client": {
        "botocore.docs.docstring": dict.fromkeys(("ClientMethodDocstring", "PaginatorDocstring"), _undescribed)
    },
    "botocore.waiter": {"botocore.docs.docstring": {"WaiterDocstring": _undescribed}},
}
"""By module and by what it imports, the names that are others."""


class _GivenOthers(SourceFileLoader):
    """Runs a module's code with others in place of some names that it imports."""

    def exec_module(self, module: ModuleType) -> None:
        """See `importlib.abc.Loader`."""
        given = _GIVEN[self.name]

        def imported(name: str, *more: Any) -> object:
            return _Instead(name, given[name]) if name in given else builtins.__import__(name, *more)

        vars(module)["__builtins__"] = importing(imported)
        try:
            super().exec_module(module)
        finally:
            vars(module)["__builtins__"] = vars(builtins)


class _Instead:
    """What is seen of a module of which some names are others; all else is its own."""

    def __init__(self, module: str, names: Mapping[str, object]) -> None:
        self._module, self._names = module, names

    def __getattr__(self, name: str) -> object:
        return self._names[name] if name in self._names else getattr(import_module(self._module), name)


class _ReadLate(SourceFileLoader):
    """Runs a module's code when something of it is asked for."""

    def exec_module(self, module: ModuleType) -> None:
        """See `importlib.abc.Loader`."""
        LazyLoader(SourceFileLoader(self.name, self.path)).exec_module(module)


class _PartLate(Door):
    """Runs a package's code, and has the names of one of its modules loaded when they are asked for."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        late = PARTS_LATE[name]
        self.noting = importing(lambda of, *more: noted(of) if of == late else builtins.__import__(of, *more))
