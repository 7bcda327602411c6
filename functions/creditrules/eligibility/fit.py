"""Whether the rule sets of a product fit together: what one reads an earlier one gives, by name and type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.errors import Diagnostic
from creditrules.feel import ANY, NULL, SimpleType, Type
from creditrules.records import dataclass, field
from creditrules.rules import ProductForm, results_in
from creditrules.suggestions import suggestion

__all__ = ["Misfit", "misfits"]


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit: told at its place in the product, and at that in the rule set that it is about."""

    in_product: Diagnostic
    rule_set: str
    in_rule_set: Diagnostic


def misfits(form: ProductForm, rule_sets: Mapping[str, CompiledRuleSet]) -> tuple[Misfit, ...]:
    """Everything that does not fit. rule_sets: those of the product that have a version, by slug."""
    named = [slug for slug in dict.fromkeys(form.rule_sets) if slug in rule_sets]
    order = sorted(named, key=lambda slug: "offer" in rule_sets[slug].given)
    whole = len(order) == len(set(form.rule_sets))
    return tuple(_Fitting(form, rule_sets, order, whole).all())


@dataclass(frozen=True, slots=True)
class _Fitting:
    """One pass over the rule sets in their order. whole: whether each of them has a version."""

    form: ProductForm
    rule_sets: Mapping[str, CompiledRuleSet]
    order: Sequence[str]
    whole: bool
    given: dict[str, tuple[str, Type]] = field(default_factory=dict)

    def all(self) -> Iterator[Misfit]:
        for slug in self.order:
            compiled = self.rule_sets[slug]
            if "offer" in compiled.given and self.form.pricing is None:
                message = f"'{slug}' reads 'offer', and the product states no prices."
                yield self._misfit("product.no-pricing", message, "State them under `pricing`.", slug, "decisions")
            for name, type_ in compiled.reads:
                yield from self._read(slug, name, type_)
            for name in compiled.rule_set.form.publishes:
                yield from self._published(slug, name, compiled.published_type(name) or ANY)
        yield from self._rate()

    def _rate(self) -> Iterator[Misfit]:
        """What the product's rate is made of has to be published by those who are asked before there is an offer."""
        pricing = self.form.pricing
        early = {name for name, (slug, _) in self.given.items() if "offer" not in self.rule_sets[slug].given}
        for name in sorted(results_in(pricing.rate) - early) if pricing is not None and self.whole else ():
            message = f"The rate reads 'results.{name}', which no rule set publishes before there is an offer."
            told = f"In the product '{self.form.product}': {message}"
            hint = suggestion(name, early) or "Let a rule set that does not read the offer publish it."
            here = Diagnostic("product.unknown-result", message, hint, "pricing.rate")
            yield Misfit(here, "", Diagnostic("product.unknown-result", told, hint))

    def _read(self, slug: str, name: str, wanted: Type) -> Iterator[Misfit]:
        place = f"reads.{name}"
        if name in self.given:
            giver, given = self.given[name]
            if not _fits(given, wanted):
                message = f"'{giver}' publishes '{name}' as {given}, and '{slug}' reads it as {wanted}."
                yield self._misfit("product.result-type", message, "Let both say the same type.", slug, place)
        elif self.whole:
            message = f"'{slug}' reads 'results.{name}', which no rule set before it publishes."
            yield self._misfit("product.unknown-result", message, self._hint(slug, name), slug, place)

    def _hint(self, slug: str, name: str) -> str:
        later = [each for each in self.order if name in self.rule_sets[each].rule_set.form.publishes]
        if later and later[0] != slug:
            reads_offer = "offer" in self.rule_sets[later[0]].given and "offer" not in self.rule_sets[slug].given
            why = "it reads the offer, and so is asked later" if reads_offer else "name that one first under `ruleSets`"
            return f"'{later[0]}' publishes it: {why}."
        return suggestion(name, self.given) or "Let an earlier rule set name it under `publishes`."

    def _published(self, slug: str, name: str, type_: Type) -> Iterator[Misfit]:
        if name in self.given:
            message = f"'{self.given[name][0]}' and '{slug}' both publish '{name}'."
            yield self._misfit("product.result-twice", message, "Rename one of them.", slug, f"publishes.{name}")
        else:
            self.given[name] = (slug, type_)

    def _misfit(self, code: str, message: str, hint: str, slug: str, place: str) -> Misfit:
        at = f"ruleSets[{self.form.rule_sets.index(slug) + 1}]"
        told = f"In the product '{self.form.product}': {message}"
        return Misfit(Diagnostic(code, message, hint, at), slug, Diagnostic(code, told, hint, place))


def _fits(given: Type, wanted: Type) -> bool:
    """Whether what is given may be what is wanted; of types with parts each answer is looked at."""
    simple = isinstance(given, SimpleType) and isinstance(wanted, SimpleType)
    return given in (ANY, NULL, wanted) or wanted == ANY or not (simple or type(given) is not type(wanted))
