"""Decisions one after the other: what each takes, and how a set of them is evaluated for one applicant."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.dmn.domains.domain import Domain, class_within, conform
from creditrules.dmn.evaluation import Evaluation, KnownAnswer, KnownByFacts, TableOutcome
from creditrules.dmn.model_run import BoxCode, ModelRun, Variables
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.feel import STEPS, DateTime, Exhausted, RequestBudget, Value
from creditrules.records import dataclass, field

__all__ = ["Plan", "Step", "at_once", "evaluate_plan", "evaluate_rows"]


@dataclass(frozen=True, slots=True)
class Step:
    """One decision to evaluate: a table whose outcome is kept, or anything else.

    known: asks the table, where its value is taken as it is and takes no steps. kind: of values that need not be
    conformed.
    """

    name: str
    place: str
    table: CompiledTable | None
    code: BoxCode
    domain: Domain | None
    known: KnownByFacts | None = field(init=False)
    kind: type | None = field(init=False)

    def __post_init__(self) -> None:
        table = self.table
        free = table is not None and table.quick and table.policy.first_only and self.domain is None
        object.__setattr__(self, "known", table.known if table is not None and free else None)
        object.__setattr__(self, "kind", None if self.domain is None else class_within(self.domain))

    def taken(self, run: ModelRun, scope: Variables, rows: int | None = None) -> tuple[TableOutcome | None, Value]:
        """The outcome of its table, if it is one, and its value; never raises. rows: what its table said they are."""
        outcome: TableOutcome | None = None
        try:
            if self.table is not None:
                table = self.table
                outcome, value = table.evaluate(run, scope) if rows is None else table.answer(run, scope, rows)
            else:
                value = self.code(run, scope)
        except (Exhausted, RecursionError) as error:
            value = _ended(run, error)
            outcome = None if self.table is None else TableOutcome((), (), self.table.policy.single)
        if self.domain is not None and (self.kind is None or type(value) is not self.kind):
            value = self._conformed(run, value, self.domain)
        if run.warnings:
            run.placed(0, self.place)
        return outcome, value

    def _conformed(self, run: ModelRun, value: Value, domain: Domain) -> Value:
        try:
            value, problem = conform(value, domain, run)
        except Exhausted as error:
            return _ended(run, error)
        if problem:
            run.warn("dmn.type", f"{problem}, which {self.name} has to be.", self.place)
        return value

    def within(self, run: ModelRun, scope: Variables) -> Value:
        """Its value as a part of a service, which ends with what ends it."""
        before = len(run.warnings)
        value = self.code(run, scope)
        if self.domain is not None:
            value, problem = conform(value, self.domain, run)
            if problem:
                run.warn("dmn.type", f"{problem}, which {self.name} has to be.", self.place)
        run.placed(before, self.place)
        return value


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set of decisions takes: facts by name, and steps in order.

    inputs: by step, the facts and decisions that it is given. single: the only step and its table, where it is a table
    whose value needs no conversion. before: what texts may name before anything is stated: functions, and each fact as
    what it is where it is absent.
    """

    names: frozenset[str]
    steps: tuple[Step, ...]
    inputs: tuple[tuple[str, tuple[str, ...]], ...]
    single: tuple[str, CompiledTable] | None
    before: Variables


def at_once(
    name: str, table: CompiledTable, plan: Plan, facts: Variables, *, trace: bool, budget: RequestBudget | None
) -> Evaluation | None:
    """The answer of the only table where the facts alone say it, without any of what an evaluation may need."""
    known = table.known(facts)
    if not isinstance(known, KnownAnswer):
        return None
    try:
        inputs = _inputs(plan, facts) if trace else {}
    except KeyError:
        return None
    if not known.paid(budget):
        return None
    answer = Evaluation({name: known.value}, {name: known.outcome})
    return answer._replace(trace={name: table.trace_of(facts)}, inputs=inputs) if trace else answer


def evaluate_plan(
    plan: Plan, facts: Variables, now: DateTime, *, trace: bool, budget: RequestBudget | None
) -> Evaluation:
    """All steps in order. A run is made for the first that needs one: most tables are answered for by their facts.

    A plan of a single table is one of which `at_once` said nothing.
    """
    asks = not trace and plan.single is None
    scope = {**plan.before, **facts}
    run = ModelRun(now, STEPS, {}, budget) if trace else None
    values: dict[str, Value] = {}
    tables: dict[str, TableOutcome] = {}
    for step in plan.steps:
        known = step.known(scope) if asks and step.known is not None else None
        if isinstance(known, KnownAnswer):
            tables[step.name], value = known.outcome, known.value
        else:
            if run is None:
                run = ModelRun(now, STEPS, None, budget)
            outcome, value = step.taken(run, scope, known)
            if outcome is not None:
                tables[step.name] = outcome
        values[step.name] = scope[step.name] = value
    if budget is not None:
        budget.charge(len(plan.steps))
        if run is not None:
            run.settle()
    if run is None:
        return Evaluation(values, tables)
    if run.traces is None:
        return Evaluation(values, tables, run.placed_warnings() if run.warnings else ())
    names = {step.place: step.name for step in plan.steps if step.table is not None}
    traces = {names.get(place, place): each for place, each in run.traces.items()}
    return Evaluation(values, tables, run.placed_warnings(), traces, _inputs(plan, scope))


def evaluate_rows(
    plan: Plan, rows: int | None, facts: Variables, now: DateTime, budget: RequestBudget | None
) -> Evaluation:
    """As `evaluate_plan`, of a plan of a single table that said of the facts which rows match, or nothing."""
    (step,) = plan.steps
    run, scope, table = ModelRun(now, STEPS, None, budget), {**plan.before, **facts}, step.table
    outcome: TableOutcome | None
    if rows is not None and table is not None and table.policy.first_only:
        try:
            outcome, value = table.of_first(run, scope, rows)
        except (Exhausted, RecursionError) as error:
            outcome, value = TableOutcome((), (), table.policy.single), _ended(run, error)
        if run.warnings:
            run.placed(0, step.place)
    else:
        outcome, value = step.taken(run, scope, rows)
    if budget is not None:
        budget.charge(1)
        run.settle()
    tables = {} if outcome is None else {step.name: outcome}
    return Evaluation({step.name: value}, tables, run.placed_warnings() if run.warnings else ())


def _inputs(plan: Plan, scope: Variables) -> Mapping[str, Variables]:
    return {step: {name: scope[name] for name in names} for step, names in plan.inputs}


def _ended(run: ModelRun, error: Exhausted | RecursionError) -> Value:
    """Null for a decision that took more steps than there are, or more of the stack."""
    run.depth = 0
    if isinstance(error, Exhausted):
        return run.null(error.code, error.message)
    return run.null("feel.too-deep", "The evaluation is nested too deep.")
