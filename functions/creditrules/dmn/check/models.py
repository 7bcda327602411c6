"""Checks a whole model: types first, then requirements, then every decision after those it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from creditrules.dmn.check.boxes import BoxChecker
from creditrules.dmn.check.checked import CheckedBox, CheckedFunction, CheckedTable
from creditrules.dmn.check.compatibility import may_become
from creditrules.dmn.check.declarations import wrong_declarations
from creditrules.dmn.check.graph import Requirements, ordered
from creditrules.dmn.check.names import bound_names, model_names, tests_of, texts_of, unspeakable, with_variables
from creditrules.dmn.check.texts import Texts, condition_text
from creditrules.dmn.domains.domain import ANYTHING, Domain
from creditrules.dmn.domains.type_table import TypeTable
from creditrules.dmn.facts import Fact, facts_of
from creditrules.dmn.model.boxed import Boxed, DecisionTable
from creditrules.dmn.model.coded import CodedRules
from creditrules.dmn.model.definitions import Decision, DecisionService, Model
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import ANY, BUILTINS, NULL, ContextType, FunctionType, Names, Type, context_type
from creditrules.records import dataclass
from creditrules.suggestions import Suggestions

__all__ = ["CheckedDecision", "CheckedModel", "CheckedService", "check_model", "with_facts"]


@dataclass(frozen=True, slots=True)
class CheckedDecision:
    """A decision. requires: what it may use, by name; None of its value when its expression is missing."""

    name: str
    type: Type
    domain: Domain
    requires: tuple[str, ...]
    value: CheckedBox | None


@dataclass(frozen=True, slots=True)
class CheckedService:
    """A decision service as a function of its inputs, in order."""

    service: DecisionService
    type: FunctionType
    domains: tuple[Domain, ...]
    result: Domain


@dataclass(frozen=True, slots=True)
class CheckedModel:
    """A model with everything known about it.

    types: of every decision, by name. diagnostics: all problems (places as in `read_model`, rows and columns from 1).
    order: decisions, functions and services, each after what it requires. ok: nothing but warnings.
    """

    model: Model
    types: Mapping[str, Type]
    diagnostics: tuple[Diagnostic, ...]
    facts: Mapping[str, Domain]
    extra_facts: Mapping[str, Type]
    decisions: Mapping[str, CheckedDecision]
    functions: Mapping[str, CheckedFunction]
    services: Mapping[str, CheckedService]
    order: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong but for warnings."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)

    @property
    def stated(self) -> tuple[Fact, ...]:
        """What callers may state, in the order of the model."""
        return facts_of(self.model.facts, self.facts)


def check_model(model: Model, extra_facts: Mapping[str, Type] | None = None) -> CheckedModel:
    """Check a model completely; `extra_facts` are facts that the caller will state beside the model's own.

    Nothing raises: every problem is a diagnostic with place, span in its text, and a hint where one can be given.
    """
    return _Checker(model, extra_facts or {}).run()


class _Checker:
    def __init__(self, model: Model, extra_facts: Mapping[str, Type]) -> None:
        self.model = model
        self.extra = dict(extra_facts)
        self.diagnostics: list[Diagnostic] = []
        self.suggestions = Suggestions()
        self.texts = Texts(with_facts(model_names(model), self.extra), self.diagnostics)
        self.types = TypeTable(model.types, self.texts.allowed, self.diagnostics)
        self.texts.types.update((name, domain.type) for name, domain in self.types.names.items())
        self.boxes = BoxChecker(self.texts, self.types)
        self.facts = {fact.name: self.types.of(fact.item, f"facts.{fact.name}") for fact in model.facts}
        self.fact_types = {**self.extra, **{name: domain.type for name, domain in self.facts.items()}}
        self.texts.domains.update(self.facts)
        self.decisions: dict[str, CheckedDecision] = {}
        self.functions: dict[str, CheckedFunction] = {}
        self.services: dict[str, CheckedService] = {}
        self.scope: dict[str, Type] = {}

    def run(self) -> CheckedModel:
        self._speakable()
        for fact in self.model.facts:
            self.diagnostics += wrong_declarations(fact, self.facts[fact.name])
        requirements = self._requirements()
        order, cycles = ordered(requirements)
        for cycle in cycles:
            circle = " → ".join([*cycle, cycle[0]])
            self._wrong(self._place(cycle[0]), "dmn.cycle", f"{cycle[0]} requires itself: {circle}.")
            self.scope.update(dict.fromkeys(cycle, ANY))
        decisions = {decision.name: decision for decision in self.model.decisions}
        functions = {function.name: function for function in self.model.functions}
        services = {service.name: service for service in self.model.services}
        for name in order:
            if name in decisions:
                self._decision(decisions[name], requirements[name])
            elif name in functions:
                function = functions[name]
                inner = {used: self.scope.get(used, ANY) for used in self._visible_functions(function.requires)}
                self.functions[name] = self.boxes.function(function.function, inner, f"functions.{name}", name)
                self.scope[name] = self.functions[name].type
            elif name in services:
                self._service(services[name])
        return CheckedModel(
            self.model,
            {name: decision.type for name, decision in self.decisions.items()},
            tuple(self.diagnostics),
            self.facts,
            self.extra,
            self.decisions,
            self.functions,
            self.services,
            order,
        )

    def _speakable(self) -> None:
        """Facts, functions and parameters that no text can name, though the file may give them such a name."""
        named = [(f"facts.{fact.name}", fact.name) for fact in self.model.facts]
        for function in self.model.functions:
            place = f"functions.{function.name}"
            named.append((place, function.name))
            named += [(place, parameter.name) for parameter in function.function.parameters]
        for place, name in named:
            if unspeakable(name):
                message = f'No expression can speak of "{name}": it is read as something else.'
                hint = "Rename it: a name has a word in it, and is no keyword."
                told = Diagnostic("dmn.unspeakable-name", message, hint, place, severity=Severity.WARNING)
                self.diagnostics.append(told)

    def _visible_functions(self, requires: Sequence[str] | None) -> Iterator[str]:
        if requires is not None:
            yield from requires
            return
        callables = [part.name for part in self.model.functions] + [part.name for part in self.model.services]
        yield from (name for name in callables if name in self.scope)

    def _decision(self, decision: Decision, requires: Sequence[str]) -> None:
        place = f"decisions.{decision.name}"
        domain = self.types.domain(decision.type, f"{place}.type") if decision.type else ANYTHING
        everything = {**self.fact_types, **self.scope}
        known = everything if decision.requires is None else {name: everything.get(name, ANY) for name in requires}
        known.pop(decision.name, None)
        value = self.boxes.check(decision.expression, known, place, domain) if decision.expression else None
        if value is not None and not may_become(value.type, domain.type):
            known_already = any(item.place == place and item.code.endswith("type") for item in self.diagnostics)
            if not known_already:
                self._wrong(place, "dmn.type", f"The result is {value.type} where {domain.type} is declared.")
        type_ = domain.type if decision.type else value.type if value is not None else ANY
        self.scope[decision.name] = type_
        self.texts.domains[decision.name] = _result_domain(value) if domain.plain else domain
        self.decisions[decision.name] = CheckedDecision(decision.name, type_, domain, tuple(requires), value)

    def _service(self, service: DecisionService) -> None:
        place = f"services.{service.name}"
        domain = self.types.domain(service.type, f"{place}.type") if service.type else ANYTHING
        parameters: list[tuple[str, Type]] = []
        domains: list[Domain] = []
        for name in (*service.inputs, *service.input_decisions):
            if name in self.facts:
                domains.append(self.facts[name])
            elif name in self.decisions and self.decisions[name].type != NULL:
                domains.append(Domain(self.decisions[name].type))
            else:
                domains.append(ANYTHING)
            parameters.append((name, domains[-1].type))
        outputs = [(name, self.scope.get(name, ANY)) for name in service.outputs]
        result: Type = outputs[0][1] if len(outputs) == 1 else context_type(outputs)
        if isinstance(domain.type, FunctionType):
            result, domain = domain.type.result, Domain(domain.type.result)
        elif service.type:
            result = domain.type
        type_ = FunctionType(tuple(parameters), result)
        self.services[service.name] = CheckedService(service, type_, tuple(domains), domain)
        self.scope[service.name] = type_

    def _requirements(self) -> Requirements:
        """What each decision, function and service requires: as declared, or the names its texts use."""
        functions = {part.name for part in self.model.functions} | {part.name for part in self.model.services}
        known = functions | {decision.name for decision in self.model.decisions} | set(self.fact_types)
        found: dict[str, tuple[str, ...]] = {}
        for decision in self.model.decisions:
            coded = _coded(decision)
            if coded is not None:
                found[decision.name] = coded.derived.requires
            elif decision.requires is None:
                used = self._used(decision.expression, decision.name) if decision.expression else set()
                if decision.expression and (
                    decision.name in BUILTINS or decision.name in set(bound_names(decision.expression))
                ):
                    used.discard(decision.name)
                found[decision.name] = tuple(sorted(used & known))
            else:
                found[decision.name] = self._declared(decision.requires, known, f"decisions.{decision.name}")
        for function in self.model.functions:
            if function.requires is None:
                own = {parameter.name for parameter in function.function.parameters}
                found[function.name] = tuple(sorted((self._used(function.function) - own) & functions))
            else:
                found[function.name] = self._declared(function.requires, known, f"functions.{function.name}")
        for service in self.model.services:
            inside = (*service.outputs, *service.encapsulated, *service.input_decisions)
            found[service.name] = self._declared(inside, known, f"services.{service.name}")
            self._declared(service.inputs, known, f"services.{service.name}")
        return found

    def _declared(self, names: Sequence[str], known: set[str], place: str) -> tuple[str, ...]:
        for name in names:
            if name not in known:
                self._wrong(
                    place, "dmn.unknown-requirement", f'There is no "{name}".', self.suggestions.near(name, known)
                )
        return tuple(name for name in names if name in known)

    def _used(self, box: Boxed, own: str = "") -> set[str]:
        """The names in `box`, where that of the decision `own` is no name: "debt/income" may well be debt / income."""
        used: set[str] = set()
        names = with_variables(self.texts.names, bound_names(box))
        names = names._replace(variables=names.variables - {own})
        for text in set(texts_of(box)):
            if text.strip() not in {"", "-"}:
                used |= self.texts.free(text, names)
        for text in {condition_text(cell) for cell in tests_of(box)}:
            used |= self.texts.free(text, names, tests=True)
        return used

    def _place(self, name: str) -> str:
        for kind, parts in (
            ("decisions", self.model.decisions),
            ("functions", self.model.functions),
            ("services", self.model.services),
        ):
            if any(part.name == name for part in parts):
                return f"{kind}.{name}"
        return name

    def _wrong(self, place: str, code: str, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, hint, place))


def _coded(decision: Decision) -> CodedRules | None:
    """The rows of a decision that were checked before."""
    rules = decision.expression.rules if isinstance(decision.expression, DecisionTable) else None
    return rules if isinstance(rules, CodedRules) else None


def _result_domain(value: CheckedBox | None) -> Domain:
    """The allowed values of a single output are those of its decision."""
    if isinstance(value, CheckedTable) and len(value.outputs) == 1 and value.table.hit_policy.single:
        return value.outputs[0].domain
    return ANYTHING


def with_facts(names: Names, facts: Mapping[str, Type]) -> Names:
    """The names with those of facts that are stated beside the model's own."""
    variables = frozenset(name for name in facts if not name.isidentifier())
    entries = frozenset(name for name in _entries(facts.values()) if not name.isidentifier())
    return names._replace(variables=names.variables | variables, entries=names.entries | entries)


def _entries(types: Iterable[Type]) -> Iterator[str]:
    for type_ in types:
        if isinstance(type_, ContextType):
            inside = dict(type_.entries)
            yield from inside
            yield from _entries(inside.values())
