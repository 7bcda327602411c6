"""Many applicants under the same rule sets, product and time, through the code that answers partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from pydantic import ValidationError

from creditrules.dmn import Fact
from creditrules.document import form_fault
from creditrules.eligibility import (
    BESIDE,
    EVERY_PRODUCT,
    REQUEST_FACTS,
    AbsentRuleSet,
    Applicant,
    AppliedVersion,
    CompiledRuleSet,
    Decider,
    Decision,
    GoverningRuleSet,
    Narrowings,
    Parameters,
    ParametersAt,
    none_at,
)
from creditrules.errors import Diagnostic
from creditrules.feel import RequestBudget
from creditrules.records import replace
from creditrules.rules import ProductForm, Request, Segment
from creditrules.suggestions import suggestion

__all__ = ["Assessor", "DecisionOrFaults", "applicant_of", "stand_in_product"]

DecisionOrFaults = Decision | tuple[Diagnostic, ...]
"""A decision, or all that is wrong with the facts."""


class Assessor:
    """Decides one product for one applicant after another. Immutable; nothing is kept between applicants.

    facts: what may be stated, by name. request_parts: those of them that say what is asked for.
    """

    def __init__(
        self,
        product: ProductForm,
        product_digest: str,
        rule_sets: Sequence[CompiledRuleSet],
        now: datetime,
        parameters: ParametersAt = none_at,
        absent: Sequence[AbsentRuleSet] = (),
        budget: RequestBudget | None = None,
    ) -> None:
        """absent: rule sets that the product names and that have no version in force.

        budget: what all that it is asked is taken from; once it is spent, what it answers is no answer.
        """
        self.budget = budget
        self.product = product
        self.now = now
        self.rule_sets = tuple(rule_sets)
        self.product_digest = product_digest
        self.absent = tuple(absent)
        self.governing = tuple(GoverningRuleSet(compiled, _applied(compiled)) for compiled in rule_sets)
        self.parameters: Parameters = parameters(
            now, {*product.parameters, *(name for c in rule_sets for name in c.parameters)}
        )
        self._decider = Decider(product, product_digest, self.governing, self.absent, self.parameters)
        asked = product.pricing is not None or any({"request", "offer"} & c.given for c in rule_sets)
        declared = {fact.name: fact for c in rule_sets for fact in c.facts}
        self.facts: Mapping[str, Fact] = {**(REQUEST_FACTS if asked else {}), **declared}
        self.request_parts = self.facts.keys() - declared.keys()

    def assess(self, facts: Mapping[str, object], narrowings: Narrowings | None = None) -> DecisionOrFaults:
        """The decision, or all that is wrong with the facts. narrowings: for one that lacks facts, see `decide`.

        What is asked for stands beside them: `request.amount` and the like, or `request` with all its parts.
        """
        applicant = self.applicant(facts)
        if not isinstance(applicant, Applicant):
            return applicant
        about, given = (self.product, self.product_digest, self.governing), (self.now, self.absent, self.parameters)
        return self._decider.decide(applicant, self.now, narrowings.of(*about, *given) if narrowings else None)

    def applicant(self, facts: Mapping[str, object]) -> Applicant | tuple[Diagnostic, ...]:
        """Who states these facts, or all that is wrong with them; see `assess`."""
        facts = self._spread(facts)
        request, wrong = self.request_in(facts)
        if wrong:
            return wrong
        rest = (
            {name: value for name, value in facts.items() if name not in self.request_parts}
            if self.request_parts
            else facts
        )
        applicant = applicant_of(rest, request, self.budget)
        wrong = ()
        if not applicant.facts.keys() <= self.facts.keys():
            strange = (name for name in applicant.facts if name not in self.facts and name not in BESIDE)
            wrong = tuple([self._unknown(name) for name in strange])
        for governing in self.governing:
            wrong += applicant.read(governing.compiled).diagnostics
        return tuple(dict.fromkeys(wrong)) or applicant

    def _spread(self, facts: Mapping[str, object]) -> Mapping[str, object]:
        """The facts with the parts of a request under names of their own."""
        request = facts.get("request") if self.request_parts and "request" not in self.facts else None
        if not isinstance(request, Mapping):
            return facts
        rest = {name: value for name, value in facts.items() if name != "request"}
        return {**rest, **{f"request.{name}": part for name, part in request.items()}}

    def request_in(self, facts: Mapping[str, object]) -> tuple[Request | None, tuple[Diagnostic, ...]]:
        """What is asked for by its parts, or what is wrong with it; a part that is null counts as left out."""
        if not self.request_parts:
            return None, ()
        parts = {
            name.removeprefix("request."): facts[name] for name in self.request_parts if facts.get(name) is not None
        }
        if not parts:
            return None, ()
        try:
            return Request.model_validate({name: _plain(part) for name, part in parts.items()}), ()
        except ValidationError as error:
            faults = [form_fault(fault) for fault in error.errors(include_url=False)]
            return None, tuple(replace(fault.at("request"), code="facts.type") for fault in faults)

    def _unknown(self, name: str) -> Diagnostic:
        close = suggestion(name, self.facts)
        hint = close or "The rule sets declare: " + ", ".join(sorted(self.facts)) + "."
        return Diagnostic("facts.unknown", f"No rule set declares a fact '{name}'.", hint, name)


def applicant_of(
    facts: Mapping[str, object], request: Request | None, budget: RequestBudget | None = None
) -> Applicant:
    """Who states these facts and asks for this of whatever product."""
    return Applicant(facts, {} if request is None else {EVERY_PRODUCT: request}, budget=budget)


def stand_in_product(rule_sets: Sequence[CompiledRuleSet], currency: str = "XXX") -> ProductForm:
    """A product for rule sets that are evaluated on their own; XXX is ISO 4217's code for no currency."""
    slugs = tuple(compiled.rule_set.form.rule_set for compiled in rule_sets)
    return ProductForm.model_validate(
        {
            "product": "unnamed",
            "name": {"en": "Unnamed product"},
            "kind": "UNNAMED",
            "segment": Segment.CONSUMER,
            "currency": currency,
            "ruleSets": slugs,
        }
    )


def _applied(compiled: CompiledRuleSet) -> AppliedVersion:
    form = compiled.rule_set.form
    return AppliedVersion(form.rule_set, form.category, 0, compiled.rule_set.digest, None, None, None, pinned=True)


def _plain(part: object) -> object:
    """A part of a request as it is written: dates are texts."""
    return part if isinstance(part, str | int | Decimal | date) else str(part)
