"""What the checker hands to the compiler: the boxed expressions again, their texts read and typed."""

from __future__ import annotations

from typing import Literal as OneOf
from typing import TypeAlias

from creditrules.dmn.check.cells import CheckedCells
from creditrules.dmn.domains.allowed import Allowed
from creditrules.dmn.domains.domain import Domain
from creditrules.dmn.model.boxed import DecisionTable
from creditrules.feel import Checked, Type, Value
from creditrules.records import dataclass

__all__ = [
    "CheckedBox",
    "CheckedConditional",
    "CheckedContext",
    "CheckedEntry",
    "CheckedFilter",
    "CheckedFunction",
    "CheckedInput",
    "CheckedInvocation",
    "CheckedIteration",
    "CheckedList",
    "CheckedLiteral",
    "CheckedOutput",
    "CheckedRelation",
    "CheckedTable",
]


@dataclass(frozen=True, slots=True)
class CheckedLiteral:
    """A FEEL expression."""

    type: Type
    checked: Checked


@dataclass(frozen=True, slots=True)
class CheckedInput:
    """A column of conditions; `cells` has every distinct text of it."""

    expression: Checked
    domain: Domain
    allowed: Allowed | None
    cells: CheckedCells


@dataclass(frozen=True, slots=True)
class CheckedOutput:
    """A column of results. priorities: its allowed values in order."""

    name: str
    domain: Domain
    cells: CheckedCells
    default: Checked | None
    priorities: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A decision table. place: what its rows are named under."""

    type: Type
    table: DecisionTable
    inputs: tuple[CheckedInput, ...]
    outputs: tuple[CheckedOutput, ...]
    place: str


@dataclass(frozen=True, slots=True)
class CheckedEntry:
    """A context entry and the type it is declared with."""

    name: str
    value: CheckedBox
    domain: Domain


@dataclass(frozen=True, slots=True)
class CheckedContext:
    """A boxed context."""

    type: Type
    entries: tuple[CheckedEntry, ...]
    result: CheckedBox | None


@dataclass(frozen=True, slots=True)
class CheckedInvocation:
    """A call; `call` is FEEL that finds the arguments in scope under the names of `arguments`."""

    type: Type
    arguments: tuple[tuple[str, CheckedBox], ...]
    call: Checked


@dataclass(frozen=True, slots=True)
class CheckedFunction:
    """A function definition; `domains` of the parameters in order."""

    type: Type
    parameters: tuple[tuple[str, Type], ...]
    domains: tuple[Domain, ...]
    body: CheckedBox
    result: Domain
    name: str


@dataclass(frozen=True, slots=True)
class CheckedList:
    """A list."""

    type: Type
    items: tuple[CheckedBox, ...]


@dataclass(frozen=True, slots=True)
class CheckedRelation:
    """A list of contexts with the same entries."""

    type: Type
    columns: tuple[str, ...]
    rows: tuple[tuple[CheckedBox, ...], ...]


@dataclass(frozen=True, slots=True)
class CheckedConditional:
    """if, then, else."""

    type: Type
    condition: CheckedBox
    then: CheckedBox
    otherwise: CheckedBox
    place: str


@dataclass(frozen=True, slots=True)
class CheckedFilter:
    """A filter.

    lacking: names that are null where an element has no entry of that name. position: whether `match` is a position
    whatever the elements are.
    """

    type: Type
    source: CheckedBox
    match: CheckedBox
    place: str
    lacking: frozenset[str] = frozenset()
    position: bool = False


@dataclass(frozen=True, slots=True)
class CheckedIteration:
    """for, some, every."""

    type: Type
    kind: OneOf["for", "some", "every"]
    variable: str
    source: CheckedBox
    body: CheckedBox
    place: str


CheckedBox: TypeAlias = (
    CheckedLiteral
    | CheckedTable
    | CheckedContext
    | CheckedInvocation
    | CheckedFunction
    | CheckedList
    | CheckedRelation
    | CheckedConditional
    | CheckedFilter
    | CheckedIteration
)
