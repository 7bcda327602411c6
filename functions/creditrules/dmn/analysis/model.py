"""A model's decisions as diagrams over its facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from math import prod

from creditrules.dmn.analysis.ordering import in_order
from creditrules.dmn.analysis.reading.boxed import inline_function
from creditrules.dmn.analysis.reading.clock import Clock
from creditrules.dmn.analysis.reading.conforming import conform_term
from creditrules.dmn.analysis.reading.facts import FactFields, domain_of_type, fact_diagram, regions_of
from creditrules.dmn.analysis.reading.reader import ModelReader
from creditrules.dmn.analysis.reading.records import Entries
from creditrules.dmn.analysis.reading.scope import Inline, Scope, Scoped
from creditrules.dmn.analysis.reading.tables import may_match, read_table
from creditrules.dmn.analysis.samples.sampling import Sampler
from creditrules.dmn.analysis.space.budget import Budget, TooLarge
from creditrules.dmn.analysis.space.diagram import Branch, Diagram, Leaf, terminals
from creditrules.dmn.analysis.space.lines import Line, on_line, within
from creditrules.dmn.analysis.values.algebra import Algebra
from creditrules.dmn.analysis.values.hits import Hits
from creditrules.dmn.analysis.values.terms import FAILED, Known, Said, known
from creditrules.dmn.check.checked import CheckedTable
from creditrules.dmn.check.graph import reachable
from creditrules.dmn.check.models import CheckedDecision, CheckedService
from creditrules.dmn.compile.models import CompiledModel
from creditrules.dmn.domains.domain import ANYTHING, Domain
from creditrules.dmn.table.region import NOTHING, Region
from creditrules.feel import Checked, ContextType, DateTime, Type, Unknown, Value, ast
from creditrules.records import dataclass

__all__ = ["Analysis", "analyse_model", "declare"]


_COMBINED = 64
"""Ways in which numbers of several decisions combine, beyond which a coarse analysis does not tell them apart."""


@dataclass(frozen=True, slots=True)
class _Decision:
    """quiet: what others see of it. noise: where it leaves a warning. hits: of a table."""

    quiet: Scoped
    noise: Diagram
    hits: Diagram | None


class Analysis:
    """The decisions of one model, each read when it is first asked for."""

    def __init__(
        self,
        compiled: CompiledModel,
        algebra: Algebra,
        given: Mapping[str, Value],
        decisions: Sequence[str],
        now: DateTime,
        clock: Clock | None = None,
    ) -> None:
        """given: facts that are known beforehand, such as parameters. decisions: those that are asked for.

        clock: of the algebra, where the time is open; None where it is `now`.
        """
        self.compiled, self.algebra, self.given, self.now = compiled, algebra, dict(given), now
        self.sampler = Sampler(algebra)
        self._checked = compiled.checked
        tables = {name: compiled.table(name) for name in compiled.decisions}
        self._reader = ModelReader(
            algebra,
            now,
            {id(self._checked.decisions[name].value): table for name, table in tables.items() if table is not None},
            clock,
        )
        self._facts: dict[str, Scoped] = {}
        self._functions: dict[str, Scoped] | None = None
        self._decisions: dict[str, _Decision] = {}
        self._needed = compiled.needed_facts(tuple(decisions))
        for name in in_order(compiled, (*self._checked.facts, *self._checked.extra_facts)):
            if name in self._needed:
                self._fact(name)

    @property
    def budget(self) -> Budget:
        """What is left to be spent."""
        return self.algebra.budget

    def diagram(self, decision: str) -> Diagram:
        """A decision's value, as `Said`; warned where its evaluation, with all that it requires, leaves a warning.

        Raises KeyError for a decision that the model does not have, TooLarge where it is beyond the budget.
        """
        found = self._decided(decision)
        return self._reader.whole(self._reader.warning(found.quiet, *self._noises(decision)))

    def hits(self, decision: str) -> Diagram | None:
        """What a decision's table does, as `Hits`, warned as for `diagram`; None of a decision that is no table."""
        found = self._decided(decision).hits
        if found is None:
            return None

        def warned(hits: Hits, *noises: bool) -> Diagram:
            return self.algebra.diagrams.leaf(hits._replace(warned=hits.warned or any(noises)))

        return self.algebra.diagrams.combine(warned, found, *self._noises(decision))

    def may_match(self, decision: str, rows: Collection[int]) -> Diagram:
        """Where any of some rows of a decision's table, from 1, may match, by what it tests of facts: true or false.

        Columns that test other decisions are not looked at, nor what earlier rule sets published. Raises TooLarge.
        """
        checked = self._checked.decisions[decision]
        unread = {*self._checked.decisions, "results"}
        scope = {**self._inlined(), **self._facts_in(checked, unread)}
        if not isinstance(checked.value, CheckedTable):
            raise KeyError(decision)
        return may_match(self._reader, checked.value, scope, rows, unread)

    def noise(self, decisions: Sequence[str]) -> Diagram:
        """Where evaluating these decisions leaves a warning: true or false."""
        noises = list(dict.fromkeys(noise for name in decisions for noise in self._noises(name)))
        return self.algebra.diagrams.combine(lambda *each: self.algebra.diagrams.leaf(any(each)), *noises)

    def condition(self, checked: Checked) -> Diagram:
        """A condition beside the model, as `check_condition` gives it, as `Said`."""
        names = (*self._checked.facts, *self._checked.extra_facts)
        spoken = {node.name for node in ast.walk(checked.expr) if isinstance(node, ast.Name)} if checked.expr else set()
        scope = {**self._inlined(), **{name: self._fact(name) for name in names if name in spoken}}
        return self._reader.whole(self._reader.text(checked, scope))

    def fact(self, name: str) -> Diagram:
        """The value of a fact, as `Said`."""
        return self._reader.whole(self._fact(name))

    def refused(self) -> Diagram:
        """Where a fact has a value that this model does not take: true or false.

        Only where the space is of several models that differ in this.
        """
        diagrams = self.algebra.diagrams
        found: Diagram = diagrams.leaf(False)
        for path, own, _ in _axes_of(self.compiled, self._needed - self.given.keys()):
            axis = self.algebra.fact_axis(path)
            if axis is not None and axis.domain.intersection(own.complement()) != NOTHING:
                values = [own.starts ^ (at % 2 == 1) for at in range(len(own.cuts) + 1)]
                outside = diagrams.lookup(axis, own.cuts, [not inside for inside in values])
                found = diagrams.combine(lambda one, other: diagrams.leaf(one or other), outside, found)
        return found

    def _noises(self, decision: str) -> list[Diagram]:
        return list(dict.fromkeys(self._decided(name).noise for name in self._up_to(decision)))

    def _up_to(self, decision: str) -> list[str]:
        """The decision, after all those that it rests on, each after its own."""
        needed = reachable({name: each.requires for name, each in self._checked.decisions.items()}, (decision,))
        return [name for name in self._checked.order if name in needed and name in self._checked.decisions]

    def _decided(self, name: str) -> _Decision:
        if name not in self._decisions:
            for each in self._up_to(name):
                if each not in self._decisions:
                    self._decisions[each] = self._worked_out(each)
        return self._decisions[name]

    def _worked_out(self, name: str) -> _Decision:
        """A decision of which all that it rests on is known: a chain of hundreds is no deep recursion."""
        decision = self._checked.decisions[name]
        scope = self._scope(decision)
        self.algebra.budget.at = f"decisions.{name}"
        try:
            return self._read(decision, scope)
        except RecursionError as error:
            raise TooLarge("depth", f"decisions.{name}") from error

    def _scope(self, decision: CheckedDecision) -> Scope:
        scope = dict(self._inlined())
        scope.update(self._results([name for name in decision.requires if name in self._checked.decisions]))
        scope.update(self._facts_in(decision))
        return scope

    def _facts_in(self, decision: CheckedDecision, but: Collection[str] = ()) -> Scope:
        known = (self._checked.facts.keys() | self._checked.extra_facts.keys()) - set(but)
        return {name: self._fact(name) for name in decision.requires if name in known}

    def _results(self, names: Sequence[str]) -> dict[str, Scoped]:
        """What decisions come to, for others; where a coarse analysis adds numbers up, each as one value."""
        found = {name: self._decided(name).quiet for name in names}
        numbers = {name: each for name, each in found.items() if isinstance(each, Branch) and _are_numbers(each)}
        if self.algebra.coarse and prod(len(terminals(each)) for each in numbers.values()) > _COMBINED:
            found.update({name: self.algebra.standing(name, each) for name, each in numbers.items()})
        return found

    def _read(self, decision: CheckedDecision, scope: Scope) -> _Decision:
        hits = None
        if decision.value is None:
            found: Scoped = self.algebra.diagrams.leaf(FAILED)
        elif isinstance(decision.value, CheckedTable):
            hits = self._conformed_hits(read_table(self._reader, decision.value, scope), decision.domain)
            found = self.algebra.diagrams.map(lambda each: Said(each.value, each.warned), hits)
        else:
            found = self._reader.conformed(self._reader.box(decision.value, scope), decision.domain)
        return _Decision(self._reader.quiet(found), self._reader.noise(found), hits)

    def _conformed_hits(self, hits: Diagram, domain: Domain) -> Diagram:
        if domain == ANYTHING:
            return hits

        def conformed(each: Hits) -> Diagram:
            made = conform_term(self._reader, each.value, domain)
            return self.algebra.diagrams.map(lambda said: Hits(said.value, each.warned or said.warned, each.hits), made)

        return self.algebra.diagrams.combine(conformed, hits)

    def _fact(self, name: str) -> Scoped:
        found = self._facts.get(name)
        if found is None:
            found = self._facts[name] = self._fact_anew(name)
        return found

    def _fact_anew(self, name: str) -> Scoped:
        extra = self._checked.extra_facts.get(name)
        if name in self.given:
            return self._given((name,), self.given[name], extra)
        domain = self._checked.facts.get(name) or domain_of_type(extra) if extra else self._checked.facts[name]
        nullable = any(fact.nullable for fact in self._checked.model.facts if fact.name == name)
        if domain.entries:
            return FactFields(self.algebra, (name,), domain, nullable=nullable).registered()
        return fact_diagram(self.algebra, (name,), domain, nullable=nullable)

    def _given(self, path: tuple[str, ...], value: Value, type_: Type | None) -> Scoped:
        """What is known beforehand; parts that are not known are axes, others may be told by other facts."""
        if isinstance(value, Leaf | Branch):
            return value
        if isinstance(value, Unknown):
            domain = domain_of_type(type_) if type_ is not None else ANYTHING
            if domain.entries:
                return FactFields(self.algebra, path, domain, nullable=False).registered()
            return fact_diagram(self.algebra, path, domain, nullable=False)
        if isinstance(value, Mapping) and any(isinstance(part, Unknown | Leaf | Branch) for part in value.values()):
            types = dict(type_.entries) if isinstance(type_, ContextType) else {}
            return Entries(
                self._reader, {name: self._given((*path, name), part, types.get(name)) for name, part in value.items()}
            )
        return self.algebra.said(dict(value) if isinstance(value, Mapping) else value)

    def _inlined(self) -> Scope:
        if self._functions is None:
            found: dict[str, Scoped] = {}
            for name in self._checked.order:
                if name in self._checked.functions:
                    found[name] = inline_function(
                        self._reader, self._checked.functions[name], dict(found), self._value(name)
                    )
                elif name in self._checked.services:
                    found[name] = self._service(self._checked.services[name], dict(found))
            self._functions = found
        return self._functions

    def _value(self, name: str) -> Callable[[], Diagram]:
        value = self.compiled.functions[name]
        return lambda: self.algebra.term(known(value))

    def _service(self, checked: CheckedService, functions: Scope) -> Inline:
        """A decision service: its decisions read with the arguments in place of facts."""
        names = tuple(name for name, _ in checked.type.parameters or ())
        steps = self._steps(checked)

        def body(given: Sequence[Scoped]) -> Scoped:
            scope = {**functions, **dict(zip(names, given, strict=True))}
            noises = []
            for decision in steps:
                made = self._read(decision, scope)
                scope[decision.name] = made.quiet
                noises.append(made.noise)
            nothing = self.algebra.said(None)
            outputs = {name: scope.get(name, nothing) for name in checked.service.outputs}
            found = Entries(self._reader, outputs) if len(outputs) != 1 else next(iter(outputs.values()))
            return self._reader.warning(self._reader.conformed(found, checked.result), *noises)

        def call(arguments: Sequence[Scoped]) -> Scoped:
            return self._reader.called(arguments, checked.domains, body)

        return Inline(names, self._value(checked.service.name), call)

    def _steps(self, checked: CheckedService) -> list[CheckedDecision]:
        service = checked.service
        given = frozenset(service.input_decisions)
        inside = frozenset((*service.outputs, *service.encapsulated))
        decisions = self._checked.decisions
        requires = {name: () if name in given else each.requires for name, each in decisions.items()}
        needed = reachable(requires, service.outputs)
        return [
            decisions[name]
            for name in self._checked.order
            if name in needed
            and name in decisions
            and name not in given
            and (name in inside or not service.encapsulated)
        ]


def _are_numbers(diagram: Diagram) -> bool:
    """Whether it comes to a constant number everywhere, without a warning."""
    told: Sequence[Said] = terminals(diagram)
    return all(
        isinstance(each.value, Known) and isinstance(each.value.value, Decimal) and not each.warned for each in told
    )


def _axes_of(
    compiled: CompiledModel, names: Collection[str]
) -> Iterator[tuple[tuple[str, ...], Region, tuple[Value, ...]]]:
    """The axes of a model's own facts among these, in the order of the model."""
    for fact in compiled.facts:
        if fact.name in names:
            yield from regions_of((fact.name,), fact.domain, nullable=fact.nullable)


def declare(algebra: Algebra, models: Sequence[tuple[CompiledModel, Sequence[str]]]) -> None:
    """Give the facts of several models their axes before any is analysed: what one of them takes is in the space.

    Null is where all that declare the fact take it. What one model does not take, its `refused` tells. What a large
    table asks for is in the order in which that is best asked, by the first model that has it.
    """
    regions: dict[tuple[str, ...], tuple[Region, tuple[Value, ...]]] = {}
    nullable: dict[tuple[str, ...], bool] = {}
    for compiled, decisions in models:
        for path, region, examples in _axes_of(compiled, compiled.needed_facts(tuple(decisions))):
            known, others = regions.get(path, (NOTHING, ()))
            regions[path] = (known.union(region), (*others, *examples))
            nullable[path] = nullable.get(path, True) and within(region, None)
    places: dict[str, int] = {}
    for compiled, _ in models:
        for name in in_order(compiled, [fact.name for fact in compiled.facts]):
            places.setdefault(name, len(places))
    for path, (region, examples) in sorted(regions.items(), key=lambda each: places[each[0][0]]):
        whole = region if nullable[path] else region.intersection(on_line(Line.NULL).complement())
        algebra.fact(path, whole, examples)


def analyse_model(
    compiled: CompiledModel,
    decisions: Sequence[str],
    now: DateTime,
    given: Mapping[str, Value] | None = None,
    *,
    budget: Budget | None = None,
    algebra: Algebra | None = None,
    clock: Clock | None = None,
) -> Analysis:
    """The analysis of some decisions of a model at a moment.

    given: facts that are known beforehand; a part of one that is Unknown is an axis, one that is a diagram is told by
    other facts. algebra: of another analysis, to compare the two; see `declare`. clock: of that algebra, where the
    decisions are looked at over time.
    """
    return Analysis(compiled, algebra or Algebra(now, budget), given or {}, decisions, now, clock)
