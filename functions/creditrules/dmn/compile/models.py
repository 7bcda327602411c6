"""A compiled model: facts in, decisions out."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from creditrules.dmn.check.checked import CheckedTable
from creditrules.dmn.check.conditions import check_condition
from creditrules.dmn.check.graph import reachable
from creditrules.dmn.check.models import CheckedDecision, CheckedModel, CheckedService
from creditrules.dmn.compile.boxes import compile_box, compile_function, table_value
from creditrules.dmn.compile.conditions import CompiledCondition
from creditrules.dmn.compile.measuring import Margins, measured
from creditrules.dmn.compile.sorting import DecisionSorter, sorter_of
from creditrules.dmn.compile.steps import Plan, Step, at_once, evaluate_plan, evaluate_rows
from creditrules.dmn.domains.domain import conform
from creditrules.dmn.evaluation import Evaluation, KnownByFacts
from creditrules.dmn.facts import Fact, FactsRead, FactsReader
from creditrules.dmn.model_run import ModelRun, Variables, outside
from creditrules.dmn.table.build import compile_table
from creditrules.dmn.table.compiled import CompiledTable
from creditrules.dmn.table.policies import whole
from creditrules.errors import Diagnostic
from creditrules.feel import ANY, DateTime, Function, RequestBudget, Run, Unknown, Value

__all__ = ["CompiledModel", "compile_model"]

_MAX_PLANS = 64
_MAX_CONDITIONS = 256


class CompiledModel:
    """Evaluates decisions of one model; holds no state of an evaluation, so threads may share it.

    facts: what callers may state, in the order of the model. decisions: their names, in the order of the model.
    declared_facts: as `read_facts`, for names that are spelt as the model's; facts that it does not declare are passed
    over.
    """

    def __init__(self, checked: CheckedModel) -> None:
        self.checked = checked
        self.facts: tuple[Fact, ...] = checked.stated
        self.decisions: tuple[str, ...] = tuple(decision.name for decision in checked.model.decisions)
        self._reader = FactsReader(self.facts, checked.facts)
        self.declared_facts = self._reader.declared
        self._steps = {name: _step(decision) for name, decision in checked.decisions.items()}
        self._requires = {name: decision.requires for name, decision in checked.decisions.items()}
        self._functions = self._callables(checked)
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._conditions: dict[str, CompiledCondition] = {}

    def table(self, decision: str) -> CompiledTable | None:
        """The table that a decision is, if it is one. Raises KeyError for a decision that the model does not have."""
        return self._steps[decision].table

    def read_facts(self, raw: Mapping[str, object], budget: RequestBudget | None = None) -> FactsRead:
        """Typed values from plain ones (of a JSON document, numbers as Decimal or text; FEEL values pass as they are).

        Dates, times and durations are texts as FEEL writes them. A wrong type, a value that is not allowed and an
        unknown fact is a diagnostic each, its place the path of the fact; the fact then is missing. So is one that is
        null and not nullable, and (with a warning) a context that lacks one of its entries. budget: of the request,
        for the tests of what is allowed; nothing is, once it is spent.
        """
        return self._reader.read(raw, budget)

    @property
    def reads_alike(self) -> Hashable | None:
        """Equal for models that read the same facts to the same values, where these have no parts; None for others.

        As long as `is_plenty` holds of the request's budget, either reads what the other would, at no cost.
        """
        return self._reader.alike

    def read_fact(self, name: str, given: object) -> Value | Diagnostic:
        """What `read_facts` makes of one declared fact; Unknown where it then is missing."""
        return self._reader.one(name, given)

    def needed_facts(self, decisions: Sequence[str]) -> frozenset[str]:
        """The facts that the decisions may ask for, themselves or through others."""
        return self._plan(tuple(decisions)).names

    def evaluate(
        self,
        facts: Variables,
        now: DateTime,
        decisions: Sequence[str],
        trace: bool = False,  # noqa: FBT001, FBT002  (a flag that every caller names)
        budget: RequestBudget | None = None,
    ) -> Evaluation:
        """The decisions' values for typed facts; facts that are absent are unknown, and so is what hangs on them.

        now: what `now()` and `today()` answer. Never raises but KeyError, for a decision that the model does not have.
        What went wrong is null with a warning that has the decision's place. budget: of the request; where it is spent
        afterwards, the evaluation was cut short and answers nothing.
        """
        plan = self._plan(tuple(decisions))
        if plan.single is not None:
            answer = at_once(*plan.single, plan, facts, trace=trace, budget=budget)
            if answer is not None:
                return answer
        return evaluate_plan(plan, facts, now, trace=trace, budget=budget)

    def worked_out(
        self,
        rows: int | None,
        facts: Variables,
        now: DateTime,
        decisions: tuple[str, ...],
        budget: RequestBudget | None,
    ) -> Evaluation:
        """As `evaluate`, where what `known` gives says no more than that of these facts: rows, or nothing."""
        return evaluate_rows(self._plan(decisions), rows, facts, now, budget)

    def known(self, decisions: tuple[str, ...]) -> KnownByFacts | None:
        """How to ask the only table that the decisions take, where what it comes to is their value as it is."""
        alone = self._plan(decisions).single
        return None if alone is None else alone[1].known

    def sorters(self, decisions: Sequence[str]) -> tuple[DecisionSorter, ...]:
        """What the decisions, and all that they need, tell apart, in the order in which they are evaluated."""
        names = frozenset((*self.checked.facts, *self.checked.extra_facts, *self._steps))
        steps = self._plan(tuple(decisions)).steps
        return tuple(sorter_of(self.checked.decisions[step.name], step.table, step.taken, names) for step in steps)

    @property
    def functions(self) -> Variables:
        """The functions and services that texts may call, by name."""
        return self._functions

    def condition(self, text: str) -> CompiledCondition:
        """A condition over the model's facts and functions, compiled once for those texts that are asked for first."""
        found = self._conditions.get(text)
        if found is None:
            found = CompiledCondition(check_condition(self.checked, text, "")[0], self._functions)
            if len(self._conditions) < _MAX_CONDITIONS:
                self._conditions[text] = found
        return found

    def margins(self, facts: Variables, now: DateTime, decision: str, rows: Sequence[int]) -> Mapping[int, Margins]:
        """Per row of a decision's table the conditions that hold for these facts, each with how far it is from ending.

        rows: of those that match; the conditions of another are none. Empty where the decision is no table.
        """
        found = self.evaluate(facts, now, (decision,), trace=True)
        return measured(self.checked, found, {**self._functions, **facts}, now, decision, rows)

    def _plan(self, decisions: tuple[str, ...]) -> Plan:
        plan = self._plans.get(decisions)
        if plan is not None:
            return plan
        for name in decisions:
            if name not in self._steps:
                raise KeyError(name)
        needed = reachable(self._requires, decisions)
        facts = frozenset((*self.checked.facts, *self.checked.extra_facts)) & needed
        steps = [self._steps[name] for name in self.checked.order if name in needed and name in self._steps]
        given = {*self.checked.facts, *self.checked.extra_facts, *self._steps}
        inputs = tuple(
            (step.name, tuple(name for name in self._requires[step.name] if name in given)) for step in steps
        )
        unknown = {name: Unknown(frozenset((name,))) for name in facts}
        plan = Plan(facts, tuple(steps), inputs, _alone(steps), {**self._functions, **unknown})
        if len(self._plans) < _MAX_PLANS:
            self._plans[decisions] = plan
        return plan

    def _callables(self, checked: CheckedModel) -> dict[str, Value]:
        """Functions and services as values, each made after those it uses."""
        found: dict[str, Value] = {}
        for name in checked.order:
            if name in checked.functions:
                found[name] = compile_function(checked.functions[name])(found)
            elif name in checked.services:
                found[name] = self._service(checked.services[name], found)
        return found

    def _service(self, checked: CheckedService, functions: Variables) -> Value:
        """A decision service (clause 10.4): its decisions evaluated with the arguments in place of facts."""
        service = checked.service
        given = frozenset(service.input_decisions)
        inside = frozenset((*service.outputs, *service.encapsulated))
        requires = {name: () if name in given else self._requires.get(name, ()) for name in self._requires}
        needed = reachable(requires, service.outputs)
        steps = [
            self._steps[name]
            for name in self.checked.order
            if name in needed
            and name in self._steps
            and name not in given
            and (name in inside or not service.encapsulated)
        ]
        names = tuple(name for name, _ in checked.type.parameters or ())

        def call(run: Run, *arguments: Value) -> Value:
            if not isinstance(run, ModelRun):
                return outside(call, run, arguments)
            scope: dict[str, Value] = {**functions}
            for name, value, domain in zip(names, arguments, checked.domains, strict=True):
                scope[name], problem = conform(value, domain, run)
                if problem:
                    run.warn("dmn.not-allowed", f"{problem}, which {name} has to be.", f"services.{service.name}")
            for step in steps:
                scope[step.name] = step.within(run, scope)
            outputs = {name: scope.get(name) for name in service.outputs}
            result = whole(outputs) if len(outputs) > 1 else next(iter(outputs.values()), None)
            result, problem = conform(result, checked.result, run)
            if problem:
                run.warn("dmn.type", f"{problem}.", f"services.{service.name}")
            return result

        return Function(checked.type.parameters, checked.type.result, call, service.name)


def _alone(steps: Sequence[Step]) -> tuple[str, CompiledTable] | None:
    for step in steps if len(steps) == 1 else ():
        if step.table is not None and step.domain is None:
            return step.name, step.table
    return None


def _step(decision: CheckedDecision) -> Step:
    place = f"decisions.{decision.name}"
    domain = decision.domain if decision.domain.type != ANY or not decision.domain.plain else None
    if decision.value is None:
        return Step(decision.name, place, None, _nothing, None)
    if isinstance(decision.value, CheckedTable):
        table = compile_table(decision.value)
        return Step(decision.name, place, table, table_value(table), domain)
    return Step(decision.name, place, None, compile_box(decision.value), domain)


def _nothing(run: ModelRun, _scope: Variables) -> Value:
    return run.null("dmn.no-expression", "The decision has no expression.")


def compile_model(checked: CheckedModel) -> CompiledModel:
    """Compile a checked model. One with errors compiles too: what is wrong is null with a warning at run time."""
    return CompiledModel(checked)
