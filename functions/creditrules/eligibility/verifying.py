"""A rule set verified as a whole: its tables, what its graph of decisions reaches, and what its facts declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from creditrules.dmn import Flaw, FlawProof, Verification
from creditrules.eligibility.claimed import Claim, ClaimFound, ClaimStanding, Treatment
from creditrules.eligibility.compiled import CompiledRuleSet
from creditrules.eligibility.leaves import leaves_of
from creditrules.eligibility.parameters import ParametersAt, lacking, none_at
from creditrules.eligibility.situation import parameter_facts
from creditrules.feel import RequestBudget, Value, brief
from creditrules.records import dataclass, replace
from creditrules.rules import CheckedRuleSet, verify_rule_set

__all__ = ["VerifiedRuleSet", "verify_compiled"]


@dataclass(frozen=True, slots=True)
class VerifiedRuleSet:
    """verification: all flaws. claims: how what is declared of facts stands, proved or not."""

    verification: Verification
    claims: tuple[ClaimFound, ...] = ()

    @property
    def proved(self) -> int:
        """How many claims are proved."""
        return sum(claim.standing is ClaimStanding.PROVED for claim in self.claims)


def verify_compiled(
    compiled: CompiledRuleSet,
    now: datetime,
    parameters: ParametersAt = none_at,
    request: RequestBudget | None = None,
) -> VerifiedRuleSet:
    """Everything that can be proved of a rule set at a moment, with the values of parameters in force then.

    request: the budget of the request that it is for; of what it does not reach it is said that it is not known.
    """
    from creditrules.eligibility.claims import claims_of  # noqa: PLC0415 - who only answers never loads the analysis
    from creditrules.eligibility.reached import with_reached  # noqa: PLC0415 - the same

    checked = CheckedRuleSet(compiled.rule_set, compiled.model.checked, compiled.warnings)
    found = verify_rule_set(checked, request)
    values = parameter_facts(parameters(now, compiled.parameters))
    if lacking(compiled.parameters, values):
        return VerifiedRuleSet(found)
    flaws = with_reached(compiled, now, values, found.flaws, request)
    claims = claims_of(compiled, now, values, request)
    told = tuple(flaw for claim in claims for flaw in _flaws_of(compiled, claim))
    return VerifiedRuleSet(replace(found, flaws=(*flaws, *told)), claims)


def _flaws_of(compiled: CompiledRuleSet, claim: ClaimFound) -> Iterator[Flaw]:
    place = f"facts.{claim.fact}"
    if claim.pair is not None:
        yield _refuted(compiled, claim, place)
    elif claim.why:
        message = f"That {_CLAIMED[claim.claim].format(claim.fact)} is not proved, only searched. {claim.why}"
        hint = "Nobody was found of whom it is not so; that there is none is not certain."
        yield Flaw("claims.not-proved", place, message, hint, FlawProof.SEARCHED)


_CLAIMED: Mapping[Claim, str] = {
    Claim.BETTER: "nobody is treated worse for a better {}",
    Claim.PROTECTED: "{} changes nothing",
}


def _refuted(compiled: CompiledRuleSet, claim: ClaimFound, place: str) -> Flaw:
    assert claim.pair is not None  # noqa: S101 - asked before
    (facts, treated), (others, otherwise) = claim.pair
    sensitive = any(fact.name == claim.fact and fact.sensitive for fact in compiled.facts)
    first, second = ("one value", "another") if sensitive else (brief(facts[claim.fact]), brief(others[claim.fact]))
    both = f"{_words(treated)} at {first}, {_words(otherwise)} at {second}, all else alike."
    if claim.claim is Claim.BETTER:
        code, message = "claims.better-worse", f"A better {claim.fact} is treated worse: {both}"
        hint = "Correct the rows that tell them apart, or what the fact declares to be better."
    else:
        code, message = "claims.protected-matters", f"The protected fact {claim.fact} changes the outcome: {both}"
        hint = "Take it out of the conditions, also of what they are worked out from."
    return Flaw(code, place, message, hint, sample=_named(facts), beside=_named(others))


def _words(treated: Treatment) -> str:
    known = [(name, value) for name, value in (("limit", treated.limit), ("rate", treated.rate)) if value is not None]
    bounds = " and ".join(f"{name} {brief(value)}" for name, value in known)
    return f"{treated.intervention} with {bounds}" if bounds else treated.intervention.value


def _named(facts: Mapping[str, Value]) -> Mapping[str, Value]:
    return dict(leaves_of(facts))
