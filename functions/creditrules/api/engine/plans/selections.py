"""Selection sets worked out into steps, one after the other as graphql-core executes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from graphql import (
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import (
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from creditrules.api.engine.plans.keeping import kept_selection
from creditrules.api.engine.plans.leaves import quoted, writer_of
from creditrules.api.engine.plans.resolving import attribute_of, read_of, resolve_of, values_of
from creditrules.api.engine.plans.row import Cell, row_step
from creditrules.api.engine.plans.run import Place, Run
from creditrules.api.engine.plans.settled import asked_of, keeping_of
from creditrules.api.engine.plans.steps import (
    Complete,
    FieldPlan,
    Selection,
    constant_step,
    leaf_step,
    reading_step,
    resolving_step,
    root_step,
)
from creditrules.records import dataclass, field

__all__ = ["Planner", "nullable"]

MOST_STEPS = 2_000
"""Of one plan that are kept, about a kilobyte each; what goes beyond is worked out each time."""


class Completing(Protocol):
    """What works out how the values of a field are written. untold: of what completes its objects, what does the same.

    Of those of which no object has been made yet, that is.
    """

    def __call__(
        self, planner: Planner, planned: FieldPlan, untold: Callable[[Complete], Complete] | None = None, /
    ) -> Complete: ...


@dataclass(slots=True)
class Planner:
    """Works selections out, each when an object first needs it, and keeps them; thread-safe.

    values: of those variables alone that decide which fields are asked for.
    """

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    values: VariableValues
    completing: Completing
    _details: dict[str, FragmentDetails] = field(init=False)
    _steps: int = 0
    _kept: dict[tuple[str, tuple[int, ...], type], Selection] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._details = {name: FragmentDetails(fragment) for name, fragment in self.fragments.items()}

    def root(self) -> Selection:
        """The selection of the operation itself."""
        type_ = self.schema.get_root_type(self.operation.operation)
        assert type_ is not None  # noqa: S101  (a validated operation has one)
        grouped = collect_fields(self.schema, self._details, self.values, type_, self.operation, hide_suggestions=True)
        planned = self._fields(type_, grouped.grouped_field_set)
        return _in_braces([root_step(self._step(each), each, self.operation.operation) for each in planned])

    def selection(self, type_: GraphQLObjectType, details: FieldDetailsList, source: type) -> Selection:
        """The selection of objects of a type, which are of a class in Python."""
        place = type_.name, tuple(id(each.node) for each in details), source
        found = self._kept.get(place)
        if found is None:
            found = self._worked_out(type_, details, source)
            if self.keeps:
                self._kept[place] = found
        return found

    @property
    def keeps(self) -> bool:
        """Whether there is room for what is worked out."""
        return self._steps <= MOST_STEPS

    def _collected(self, type_: GraphQLObjectType, details: FieldDetailsList) -> GroupedFieldSet:
        given = self.schema, self._details, self.values, self.operation, type_, details
        return collect_subfields(*given, hide_suggestions=True).grouped_field_set

    def _worked_out(self, type_: GraphQLObjectType, details: FieldDetailsList, source: type) -> Selection:
        grouped = self._collected(type_, details)
        steps: list[Selection] = []
        row: list[Cell] = []
        for planned in self._fields(type_, grouped):
            name = attribute_of(planned.definition)
            inner = nullable(planned.definition.type)
            if name is not None and is_leaf_type(inner) and _is_plain(source, name):
                row.append(
                    Cell(name, planned.head, planned.charge, not planned.strict, writer_of(inner), self._step(planned))
                )
                continue
            if row:
                steps.append(row_step(row))
                row = []
            steps.append(self._step(planned))
        if row:
            steps.append(row_step(row))
        return _in_braces(steps)

    def _fields(self, type_: GraphQLObjectType, grouped: GroupedFieldSet) -> list[FieldPlan]:
        planned: list[FieldPlan] = []
        for key, details in grouped.items():
            definition = self.schema.get_field(type_, details[0].node.name.value)
            if definition is not None:
                head = f"{',' if planned else ''}{quoted(key)}:"
                planned.append(FieldPlan(type_, definition, details, key, head))
        self._steps += len(planned)
        return planned

    def _step(self, planned: FieldPlan) -> Selection:
        if planned.details[0].node.name.value == "__typename":
            return constant_step(planned, planned.owner.name)
        read, inner = read_of(planned.definition), nullable(planned.definition.type)
        if read is not None and is_leaf_type(inner):
            return leaf_step(planned, read, writer_of(inner))
        keeping = keeping_of(planned)
        asked = asked_of(planned, keeping, self.schema, self._collected) if keeping else None
        if keeping is not None and asked is not None:
            complete = self.completing(self, planned, partial(kept_selection, keeping, asked))
            resolve = values_of(self.schema, planned.definition, planned.details[0].node, keeping)
            return resolving_step(planned, resolve, complete)
        complete = self.completing(self, planned)
        if read is not None:
            return reading_step(planned, read, complete)
        return resolving_step(planned, resolve_of(self.schema, planned.definition, planned.details[0].node), complete)


def nullable(type_: GraphQLOutputType) -> Any:
    """The type without its exclamation mark."""
    return type_.of_type if is_non_null_type(type_) else type_


def _is_plain(source: type, name: str) -> bool:
    """Whether objects of the class hold the attribute themselves, so that it can be looked at twice."""
    found = next((each.__dict__[name] for each in source.__mro__ if name in each.__dict__), None)
    return found is None or type(found).__name__ == "member_descriptor" or not hasattr(found, "__get__")


def _in_braces(steps: list[Selection]) -> Selection:
    taken = tuple(steps)

    def select(run: Run, source: Any, place: Place) -> None:
        run.objects += 1
        out = run.out
        out.append("{")
        for step in taken:
            step(run, source, place)
        out.append("}")

    return select
