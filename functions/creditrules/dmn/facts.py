"""Facts as callers state them: plain values in, typed FEEL values out, each problem told with its place."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from creditrules.dmn.changes import Changeable, changeable_of, ranks_of
from creditrules.dmn.domains.constants import NOWHEN
from creditrules.dmn.domains.domain import ANYTHING, Domain
from creditrules.dmn.fact_values import Take, WrongFact, spelt_facts, take_of, twin_of
from creditrules.dmn.model.declarations import USUAL_COST, Better
from creditrules.dmn.model.definitions import FactDefinition, Label
from creditrules.dmn.quick_facts import QuickFacts
from creditrules.errors import Diagnostic, Severity
from creditrules.feel import ContextType, RequestBudget, Run, Type, Unknown, Value, limits
from creditrules.records import dataclass, field
from creditrules.suggestions import Suggestions

__all__ = ["Fact", "FactsRead", "FactsReader", "facts_of", "is_plenty"]

_LISTED = 10
_LISTED_NAME = 100
_MOST_TOLD = 100
_PLENTY = 4 * limits.STEPS_AT_ONCE
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that callers may state.

    type: of FEEL. definition: the same for people and programs, as {"type": …} with "of", "entries", "allowedValues".
    allowed_values: unary tests, "" for any. nullable: whether null is a value; otherwise null means missing.
    sensitive: diagnostics about it never repeat what was stated. domain: what its type and allowed values come to.
    better: which values speak for the applicant. protected: a protected characteristic, which no outcome may rest on.
    changeable: how an applicant could change it; None where it cannot be changed. ask_cost: what it costs to ask for.
    """

    name: str
    type: Type
    definition: Mapping[str, object]
    allowed_values: str
    nullable: bool
    label: Label
    description: str
    unit: str
    sensitive: bool = False
    domain: Domain = field(default=ANYTHING, repr=False, compare=False)
    better: Better | None = None
    protected: bool = False
    changeable: Changeable | None = None
    ask_cost: Decimal = USUAL_COST

    @property
    def ranks(self) -> tuple[Value, ...]:
        """The listed values of a text or a boolean, lowest first; empty for what has an order by nature, or none."""
        return ranks_of(self.domain)


class FactsRead(NamedTuple):
    """values: by fact, ready to evaluate. missing: declared facts without a value. diagnostics: codes "facts.…"."""

    values: dict[str, Value]
    missing: frozenset[str]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every stated fact could be taken."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


@dataclass(frozen=True, slots=True)
class FactsReader:
    """Reads the facts of one model."""

    facts: tuple[Fact, ...]
    domains: Mapping[str, Domain]
    _shorter: Mapping[str, str] = field(init=False)
    _nullable: frozenset[str] = field(init=False)
    _sensitive: frozenset[str] = field(init=False)
    _tests: bool = field(init=False)
    _takes: tuple[tuple[str, Take], ...] = field(init=False)
    _quick: QuickFacts | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_shorter", _shorter_names(self.domains))
        object.__setattr__(self, "_nullable", frozenset(fact.name for fact in self.facts if fact.nullable))
        object.__setattr__(self, "_tests", not all(domain.plain for domain in self.domains.values()))
        takes = tuple((name, take_of(domain)) for name, domain in self.domains.items())
        object.__setattr__(self, "_takes", takes)
        object.__setattr__(self, "_quick", QuickFacts.of(self.domains, self._nullable))
        object.__setattr__(self, "_sensitive", frozenset(fact.name for fact in self.facts if fact.sensitive))

    def read(self, raw: Mapping[str, object], budget: RequestBudget | None = None) -> FactsRead:
        """Typed values of what was stated; see `CompiledModel.read_facts`."""
        diagnostics: list[Diagnostic] = []
        if not raw.keys() <= self.domains.keys():
            raw, twice = self._whole_names(spelt_facts(raw))
            diagnostics = [*twice, *self._unknown(raw)]
        return self._read(raw, budget, diagnostics)

    def declared(self, raw: Mapping[str, object], budget: RequestBudget | None = None) -> FactsRead:
        """The same of the facts that are declared, by their own names; whatever else is stated is passed over."""
        if self._quick is not None and (budget is None or not self._tests or is_plenty(budget)):
            values = self._quick.read(raw)
            if values is not None and len(values) == len(self._takes):
                return FactsRead(values, _NONE)
        return self._read(raw, budget, [])

    def _read(
        self, raw: Mapping[str, object], budget: RequestBudget | None, diagnostics: list[Diagnostic]
    ) -> FactsRead:
        values = None if diagnostics else self._at_once(raw, budget)
        if values is None:
            values = self._with_care(raw, budget, diagnostics)
        missing = _NONE if len(values) == len(self._takes) else self.domains.keys() - values.keys()
        return FactsRead(values, frozenset(missing), tuple(diagnostics))

    def _at_once(self, raw: Mapping[str, object], budget: RequestBudget | None) -> dict[str, Value] | None:
        """The values where all are as they have to be, and the request has so much left that their tests cost nothing.

        What is told so takes no steps of a budget either way.
        """
        if self._quick is None or (self._tests and budget is not None and not is_plenty(budget)):
            return None
        return self._quick.read(raw)

    def _with_care(
        self, raw: Mapping[str, object], budget: RequestBudget | None, diagnostics: list[Diagnostic]
    ) -> dict[str, Value]:
        run = None if budget is None or not self._tests else _reading(budget)
        values: dict[str, Value] = {}
        for name, take in self._takes:
            given = raw.get(name)
            if given is None:
                if name in raw and name in self._nullable:
                    values[name] = None
                continue
            try:
                values[name] = take(given, name, 0, run)
            except WrongFact as wrong:
                diagnostics.append(self._diagnostic(name, wrong))
        if run is not None:
            run.settle()
        return values

    @property
    def alike(self) -> Hashable | None:
        """See `CompiledModel.reads_alike`."""
        return None if self._quick is None else self._quick.alike

    def one(self, name: str, given: object) -> Value | Diagnostic:
        """The typed value of a declared fact that is stated so, Unknown where that counts as missing, or what is wrong.

        The same as `read` makes of it beside whatever else is stated.
        """
        if given is None:
            return None if name in self._nullable else Unknown(frozenset((name,)))
        try:
            return take_of(self.domains[name])(given, name, 0, None)
        except WrongFact as wrong:
            return self._diagnostic(name, wrong)

    def _diagnostic(self, name: str, wrong: WrongFact) -> Diagnostic:
        severity = Severity.WARNING if wrong.missing else Severity.ERROR
        told = _untold(wrong, name, self.domains[name]) if name in self._sensitive else wrong
        return Diagnostic(told.code, told.message, told.hint, told.path, severity=severity)

    def _whole_names(self, raw: Mapping[str, object]) -> tuple[Mapping[str, object], list[Diagnostic]]:
        """Facts of imported models may be told by less than the whole way to them, where one fact alone is meant."""
        whole = {name: value for name, value in raw.items() if name not in self._shorter}
        twice = []
        for name in (name for name in raw if name in self._shorter):
            meant = self._shorter[name]
            if whole.setdefault(meant, raw[name]) != raw[name]:
                message = f'"{name}" and "{meant}" are one fact, and two values are given.'
                twice.append(Diagnostic("facts.unknown", message, "Give it once.", name))
        return whole, twice

    def _unknown(self, raw: Mapping[str, object]) -> Iterable[Diagnostic]:
        suggestions = Suggestions()
        unknown = [str(name)[:_LISTED_NAME] for name in raw if name not in self.domains]
        for name in unknown[:_MOST_TOLD]:
            hint = twin_of(name, raw) or suggestions.near(name, self.domains) or _listed(self.domains)
            yield Diagnostic("facts.unknown", f'There is no fact "{name}".', hint, name)
        if len(unknown) > _MOST_TOLD:
            yield Diagnostic("facts.unknown", f"{len(unknown) - _MOST_TOLD} further facts are unknown.")


def _shorter_names(names: Iterable[str]) -> dict[str, str]:
    """The names without the first steps of the way to them, where that leaves no doubt: "Rate" of "loans.base.Rate"."""
    found: dict[str, set[str]] = {}
    for name in names:
        steps = name.split(".")
        for left_out in range(1, len(steps)):
            found.setdefault(".".join(steps[left_out:]), set()).add(name)
    known = frozenset(names)
    return {short: next(iter(whole)) for short, whole in found.items() if len(whole) == 1 and short not in known}


def _untold(wrong: WrongFact, name: str, domain: Domain) -> WrongFact:
    """The same about a sensitive fact: neither the value nor a key that the caller put inside it is repeated."""
    message = f"{name} has a value that it cannot have; the fact is sensitive, so the value is not repeated here."
    return WrongFact(name, wrong.code, message, f"It must be a {domain.type}.", missing=wrong.missing)


def _listed(names: Iterable[str]) -> str:
    known = sorted(names)
    shown = ", ".join(known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    return f"Facts are: {shown}." if known else "The rules need no facts."


def is_plenty(budget: RequestBudget) -> bool:
    """Whether so much is left that reading facts comes to no end by it, whichever way; its clock is not looked at."""
    return budget.steps > _PLENTY and budget.memory >= 0 and not budget.spent


def _reading(budget: RequestBudget) -> Run:
    """What pays for the tests of facts; only the request bounds them all, so that reading says the same without."""
    run = Run(NOWHEN, max(0, budget.steps))
    run.under(budget)
    return run


def facts_of(definitions: Iterable[FactDefinition], domains: Mapping[str, Domain]) -> tuple[Fact, ...]:
    """The facts of a model as callers see them."""
    return tuple(
        Fact(
            definition.name,
            domains[definition.name].type,
            _definition(domains[definition.name]),
            _allowed_text(domains[definition.name]),
            definition.nullable,
            definition.item.label,
            definition.item.description,
            definition.unit,
            definition.sensitive,
            domains[definition.name],
            definition.better,
            definition.protected,
            changeable_of(definition.changeable, domains[definition.name]),
            definition.ask_cost,
        )
        for definition in definitions
    )


def _allowed_text(domain: Domain) -> str:
    if domain.allowed is not None:
        return domain.allowed.text
    return _allowed_text(domain.item) if domain.item is not None else ""


def _definition(domain: Domain) -> dict[str, object]:
    found: dict[str, object]
    if domain.item is not None:
        found = {"type": "list", "of": _definition(domain.item)}
    elif domain.entries:
        entries = [{"name": name, **_definition(entry)} for name, entry in domain.entries]
        found = {"type": "context", "entries": entries}
    else:
        found = {"type": "context" if isinstance(domain.type, ContextType) else str(domain.type)}
    if domain.allowed is not None:
        found["allowedValues"] = domain.allowed.text
    return found
