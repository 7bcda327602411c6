"""A rule set ready to answer: its compiled model and the time zone its dates are meant in."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final
from zoneinfo import ZoneInfo

from creditrules.dmn import CompiledModel, Fact, KnownByFacts, compile_model
from creditrules.eligibility.kept import Kept
from creditrules.errors import Diagnostic
from creditrules.feel import ANY, STRING, ContextType, ListType, Type
from creditrules.records import dataclass, field
from creditrules.rules import CheckedRuleSet, RuleSet

__all__ = ["CompiledRuleSet", "compile_rule_set", "ready_rule_set"]

_BOUNDS: Final = frozenset({"limit", "exposureLimit", "rate"})


@dataclass(frozen=True, slots=True)
class CompiledRuleSet:
    """What the process keeps by content digest; immutable, so it is never out of date.

    asked: the decision that yields the findings, and those that are published. given: the reserved facts that these may
    ask for (see `creditrules.rules.content.reserved`). bounds: whether its findings may set a limit or a rate.
    alike: whether it says the same to all products: it reads nothing of them, and limits no exposure in their currency.
    parameters: the names of those that its expressions use; each has to have a value. warnings: what is told whenever
    its content is checked. known: what its table comes to, where it is one and publishes nothing. kept: what was made
    of it once it was asked, see `creditrules.eligibility.findings`.
    """

    rule_set: RuleSet
    model: CompiledModel
    zone: ZoneInfo
    asked: tuple[str, ...]
    given: frozenset[str] = frozenset()
    bounds: bool = True
    alike: bool = False
    parameters: tuple[str, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    known: KnownByFacts | None = field(default=None, repr=False, compare=False)
    kept: Kept = field(default_factory=Kept, init=False, repr=False, compare=False)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that callers may give; reserved ones are the service's own."""
        return self.model.facts

    def asks_for(self, name: str) -> bool:
        """Whether it may ask for a fact, or a part of a reserved one; offers ask for what `request.…` has."""
        reserved = {name.partition(".")[0], "offer"} if name.startswith("request.") else {name.partition(".")[0]}
        return any(fact.name == name for fact in self.facts) or not self.given.isdisjoint(reserved)

    def published_type(self, name: str) -> Type | None:
        """The type of what it publishes under a name; None where it publishes nothing so."""
        decision = self.rule_set.form.publishes.get(name)
        return None if decision is None else self.model.checked.types.get(decision, ANY)

    @property
    def reads(self) -> tuple[tuple[str, Type], ...]:
        """What it reads of earlier rule sets, each with its type; nothing where its decisions do not ask for it."""
        type_ = self.model.checked.extra_facts.get("results") if "results" in self.given else None
        return type_.entries if isinstance(type_, ContextType) else ()


def compile_rule_set(checked: CheckedRuleSet) -> CompiledRuleSet:
    """Compile a rule set that was checked without errors."""
    return ready_rule_set(checked, compile_model(checked.model))


def ready_rule_set(checked: CheckedRuleSet, model: CompiledModel) -> CompiledRuleSet:
    """The same, its model compiled already."""
    form = checked.rule_set.form
    asked = tuple(dict.fromkeys((form.findings, *form.publishes.values())))
    given = model.needed_facts(asked).intersection(checked.model.extra_facts)
    zone, findings = ZoneInfo(form.time_zone), checked.model.types.get(form.findings, ANY)
    bounds, alike = _may_say(findings, _BOUNDS), not given and not _may_say(findings, {"exposureLimit"})
    parameters = checked.parameters if "param" in given else ()
    told = checked.diagnostics[: checked.lasting]
    known = None if form.publishes else model.known(asked)
    return CompiledRuleSet(checked.rule_set, model, zone, asked, given, bounds, alike, parameters, told, known)


def _may_say(findings: Type, names: AbstractSet[str]) -> bool:
    item = findings.item if isinstance(findings, ListType) else findings
    if isinstance(item, ContextType):
        return item.open or not names.isdisjoint(name for name, _ in item.entries)
    return item != STRING
