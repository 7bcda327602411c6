"""Boxed expressions (DMN 1.5, clauses 7 and 8): what stands in a decision or a function, text at its leaves."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal as OneOf
from typing import TypeAlias

from creditrules.records import dataclass

__all__ = [
    "Aggregation",
    "Binding",
    "Boxed",
    "Conditional",
    "ContextBox",
    "ContextEntry",
    "DecisionTable",
    "FilterBox",
    "FunctionBox",
    "HitPolicy",
    "InputClause",
    "Invocation",
    "Iteration",
    "ListBox",
    "LiteralExpression",
    "OutputClause",
    "Parameter",
    "Relation",
    "TableRule",
]


class HitPolicy(StrEnum):
    """Which of the matching rules count (clause 8.2.8)."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"

    @property
    def single(self) -> bool:
        """Whether at most one rule gives the result."""
        return self in {HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST}


class Aggregation(StrEnum):
    """What COLLECT makes of several outputs; none makes a list."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, slots=True)
class LiteralExpression:
    """A FEEL text. language: another expression language named by the source; refused by the checker."""

    text: str
    type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class InputClause:
    """A column of conditions: what is tested, its type, and the values it may have (unary tests)."""

    expression: str
    type: str = ""
    allowed_values: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A column of results; `allowed_values` in order is its priority; `default` is the result when no rule matches."""

    name: str = ""
    type: str = ""
    allowed_values: str = ""
    default: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class TableRule:
    """A row: unary tests per input ("-" matches anything), expressions per output ("" is null), free annotations."""

    when: tuple[str, ...]
    then: tuple[str, ...]
    id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table (clause 8). Rows count from 1 wherever they are named."""

    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: Sequence[TableRule]
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: Aggregation | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """A named value inside a context; later entries see it."""

    name: str
    value: Boxed
    type: str = ""


@dataclass(frozen=True, slots=True)
class ContextBox:
    """A boxed context; with `result` the value is that, else the context itself."""

    entries: tuple[ContextEntry, ...]
    result: Boxed | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """One argument of an invocation, by parameter name."""

    name: str
    value: Boxed


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of the function that `function` (FEEL) yields, arguments by name."""

    function: str
    bindings: tuple[Binding, ...]
    type: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter; no type takes anything."""

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class FunctionBox:
    """A function definition. kind: FEEL, or JAVA and PMML, which are refused by name unless known to be pure."""

    parameters: tuple[Parameter, ...]
    body: Boxed
    result_type: str = ""
    kind: str = "FEEL"
    type: str = ""


@dataclass(frozen=True, slots=True)
class ListBox:
    """A list of boxed expressions."""

    items: tuple[Boxed, ...]
    type: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A list of contexts, written as rows under columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Boxed, ...], ...]
    type: str = ""


@dataclass(frozen=True, slots=True)
class Conditional:
    """if, then, else."""

    condition: Boxed
    then: Boxed
    otherwise: Boxed
    type: str = ""


@dataclass(frozen=True, slots=True)
class FilterBox:
    """The items of a list for which `match` is true; `item` and the item's own entries are in scope there."""

    source: Boxed
    match: Boxed
    type: str = ""


@dataclass(frozen=True, slots=True)
class Iteration:
    """for, some or every: `body` for each `variable` in `source`; `partial` is in scope of a for's body."""

    kind: OneOf["for", "some", "every"]
    variable: str
    source: Boxed
    body: Boxed
    type: str = ""


Boxed: TypeAlias = (
    LiteralExpression
    | DecisionTable
    | ContextBox
    | Invocation
    | FunctionBox
    | ListBox
    | Relation
    | Conditional
    | FilterBox
    | Iteration
)
