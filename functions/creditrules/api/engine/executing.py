"""Executing a validated operation: by its plan, and by graphql-core where it has none; which of the two is counted."""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import Final

from graphql import FragmentDefinitionNode, GraphQLError, GraphQLSchema, OperationDefinitionNode

from creditrules.api.context import RequestContext
from creditrules.api.engine.cost_told import objects_in
from creditrules.api.engine.operation import Operation
from creditrules.api.engine.plans.inputs import Coercions
from creditrules.api.engine.plans.leaves import plain_json
from creditrules.api.engine.plans.plan import Plan, Unplanned
from creditrules.api.engine.preparing import Prepared
from creditrules.records import dataclass

__all__ = ["BY_PLAN", "Executed", "Executing"]

BY_PLAN: Final = "plan"
NONE_WANTED: Final = "plans are not wanted"


@dataclass(frozen=True, slots=True)
class Executed:
    """data: as JSON. objects: that are in it. unfit: whether nothing was executed, since variables do not fit."""

    data: str
    objects: int
    errors: list[GraphQLError]
    unfit: bool = False


class Executing:
    """Of one schema; thread-safe. plans: whether to use them; without, everything is graphql-core's."""

    def __init__(self, schema: GraphQLSchema, room: int, *, plans: bool) -> None:
        self._schema = schema
        self._room = room
        self._plans = plans
        self._coercions = Coercions()
        self._lock = Lock()
        self.counts: Counter[str] = Counter()
        """How many operations were executed by plan, and without, by the reason."""

    def execute(
        self, prepared: Prepared, chosen: OperationDefinitionNode, operation: Operation, context: RequestContext
    ) -> Executed:
        """What the chosen operation of the document comes to."""
        try:
            found = self._plan(prepared, chosen).execute(context, operation.variables, self._room)
        except Unplanned as unplanned:
            self._count(context, unplanned.reason)
            return self._without_plan(prepared, operation, context)
        self._count(context, BY_PLAN)
        if found is None:
            return Executed("null", 0, [], unfit=True)
        return Executed(found.data, found.objects, found.errors)

    def _plan(self, prepared: Prepared, chosen: OperationDefinitionNode) -> Plan:
        if not self._plans:
            raise Unplanned(NONE_WANTED)
        name = chosen.name.value if chosen.name else ""
        plan = prepared.plans.get(name)
        if plan is None:
            definitions = prepared.document.definitions
            fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
            plan = prepared.plans[name] = Plan(self._schema, chosen, fragments, self._coercions)
        return plan

    def _without_plan(self, prepared: Prepared, operation: Operation, context: RequestContext) -> Executed:
        from graphql import execute_sync  # noqa: PLC0415 - asyncio, which a process that has plans does without

        from creditrules.api.engine.measuring import executor_within  # noqa: PLC0415 - as above

        result = execute_sync(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values=dict(operation.variables),
            operation_name=operation.name,
            executor_class=executor_within(self._room),
            max_coercion_errors=0,
            hide_suggestions=True,
        )
        errors = result.errors or []
        unfit = result.data is None and bool(errors) and not any(error.path for error in errors)
        return Executed(plain_json(result.data), objects_in(result.data), errors, unfit)

    def _count(self, context: RequestContext, how: str) -> None:
        context.executed = how
        with self._lock:
            self.counts[how] += 1
