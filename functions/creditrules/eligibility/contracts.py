"""Whether the answers to a contract query are what its author relies on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from creditrules.eligibility.decision import Decision, Outcome
from creditrules.errors import Refusal
from creditrules.rules import Contract, ExpectedAnswer, TermName

__all__ = ["Breach", "BreachKind", "breaches", "refused_contract"]


class BreachKind(StrEnum):
    """In what an answer is not as expected."""

    REFUSED = "REFUSED"
    NOT_EVALUABLE = "NOT_EVALUABLE"
    OUTCOME = "OUTCOME"
    TERMS = "TERMS"


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that is not as a contract expects it. product: None where the whole question is refused."""

    contract: Contract
    kind: BreachKind
    message: str
    product: str | None = None


def breaches(contract: Contract, decisions: Iterable[Decision]) -> tuple[Breach, ...]:
    """What in the answers to the contract's question is not as expected."""
    return tuple(
        Breach(contract, kind, message, decision.product.product)
        for decision in decisions
        for kind, message in _faults(contract.of(decision.product.product), decision)
    )


def refused_contract(contract: Contract, refusal: Refusal) -> Breach:
    """The breach of a contract whose question is refused. Its message names facts and products, and no values."""
    where = f" ({', '.join(str(step) for step in refusal.field)})" if refusal.field else ""
    return Breach(contract, BreachKind.REFUSED, f"The question is refused as {refusal.code}{where}.")


def _faults(expected: ExpectedAnswer, decision: Decision) -> Iterator[tuple[BreachKind, str]]:
    slug = decision.product.product
    for problem in decision.problems:
        yield BreachKind.NOT_EVALUABLE, f"{slug} cannot take the value of '{problem.place}'."
    wanted = expected.outcomes or tuple(each.value for each in Outcome if each is not Outcome.UNDETERMINED)
    if decision.outcome.value not in wanted:
        lacking = ", ".join(fact.name for fact in decision.missing_facts)
        why = f", for want of {lacking}" if lacking else ""
        meant = f"one of {', '.join(expected.outcomes)}" if expected.outcomes else "any other"
        yield BreachKind.OUTCOME, f"{slug} answers {decision.outcome.value}{why}, and {meant} is relied on."
    lost = [term for term in expected.terms if _term(decision, term) is None]
    if lost:
        yield BreachKind.TERMS, f"{slug} states no {', '.join(term.lower() for term in lost)}."


def _term(decision: Decision, name: TermName) -> object:
    return getattr(decision.terms, name.lower()) if decision.terms else None
