"""Whether the answers to a contract query are what its author relies on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from creditrules.eligibility.decision import Decision, Outcome
from creditrules.eligibility.offer import Offer
from creditrules.errors import Refusal
from creditrules.records import dataclass
from creditrules.rules import Contract, ExpectedAnswer, ExpectedOffer, TermName, Texts

__all__ = ["Breach", "BreachKind", "breaches", "refused_contract"]

_NAMING = frozenset({"UNKNOWN_FACT", "RETIRED_FACT", "UNKNOWN_PRODUCT", "NO_VERSION_IN_FORCE"})
"""Refusals whose messages and hints name facts, products and times, and never a value."""
_LONGEST = 400
_NAMED = 5
"""How many facts, codes or products a message names."""


class BreachKind(StrEnum):
    """In what an answer is not as expected; NOT_RUN: nobody knows."""

    REFUSED = "REFUSED"
    NOT_ANSWERED = "NOT_ANSWERED"
    NOT_EVALUABLE = "NOT_EVALUABLE"
    OUTCOME = "OUTCOME"
    TERMS = "TERMS"
    OFFER = "OFFER"
    REASONS = "REASONS"
    PARTIES = "PARTIES"
    NOT_RUN = "NOT_RUN"


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that is not as a contract expects it.

    product: None where the whole question is refused. since: from which later moment on; None: from the first that was
    looked at. code: of the refusal, where it is one.
    """

    contract: Contract
    kind: BreachKind
    message: str
    product: str | None = None
    since: datetime | None = None
    code: str = ""


def breaches(contract: Contract, decisions: Iterable[Decision]) -> tuple[Breach, ...]:
    """What in the answers to the contract's question is not as expected. No message repeats a figure of an answer."""
    answered = {decision.product.product: decision for decision in decisions}
    found = [
        Breach(contract, kind, message, slug)
        for slug, decision in answered.items()
        if (expected := contract.of(slug)) is not None
        for kind, message in _faults(expected, decision, contract.locale)
    ]
    gone = (each.product for each in contract.expected if each.product not in answered)
    lost = (
        Breach(contract, BreachKind.NOT_ANSWERED, f"{slug} is not in force, and not answered.", slug) for slug in gone
    )
    return (*found, *lost)


def refused_contract(contract: Contract, refusal: Refusal) -> Breach:
    """The breach of a contract whose question is refused. Its message names facts and products, and no values."""
    where = f" ({', '.join(str(step) for step in refusal.field)})" if refusal.field else ""
    message = f"The question is refused as {refusal.code}{where}."
    if refusal.code in _NAMING:
        message = " ".join(filter(None, (message, refusal.message, refusal.hint)))
    return Breach(contract, BreachKind.REFUSED, _cut(message), code=refusal.code)


def _faults(expected: ExpectedAnswer, decision: Decision, locale: str | None) -> Iterator[tuple[BreachKind, str]]:
    slug = decision.product.product
    for problem in decision.problems:
        yield BreachKind.NOT_EVALUABLE, f"{slug} cannot take the value of '{_cut(problem.place)}'."
    wanted = expected.outcomes or tuple(each.value for each in Outcome if each is not Outcome.UNDETERMINED)
    if decision.outcome.value not in wanted:
        lacking = _list(fact.name for fact in decision.missing_facts)
        why = f", for want of {lacking}" if lacking else ""
        meant = f"one of {', '.join(expected.outcomes)}" if expected.outcomes else "any other"
        yield BreachKind.OUTCOME, f"{slug} answers {decision.outcome.value}{why}, and {meant} is relied on."
    for said in _terms(expected, decision):
        yield BreachKind.TERMS, f"{slug} {said}."
    if expected.offer is not None:
        for said in _offer(expected.offer, decision):
            yield BreachKind.OFFER, f"{slug} {said}."
    for said in _reasons(expected, decision, locale):
        yield BreachKind.REASONS, f"{slug} {said}."
    judged = {reason.party.name for reason in decision.reasons if reason.party}
    silent = [name for name in expected.parties if name not in judged]
    if silent:
        several = "parties that are" if len(silent) > 1 else "party that is"
        yield BreachKind.PARTIES, f"{slug} finds nothing of {len(silent)} {several} relied on."


def _terms(expected: ExpectedAnswer, decision: Decision) -> Iterator[str]:
    lost = [term for term in expected.terms if _term(decision, term) is None]
    if lost:
        yield f"states no {', '.join(term.lower() for term in lost)}"
    limit, rate = (decision.terms.limit, decision.terms.rate) if decision.terms else (None, None)
    least, most = expected.limit_at_least, expected.rate_at_most
    if least is not None and (decision.terms is None or (limit is not None and limit < least)):
        yield f"does not leave a limit of {least:f}, which is relied on"
    if most is not None and (rate is None or rate > most):
        yield f"does not bound the cost by {most:f}, which is relied on"


def _offer(expected: ExpectedOffer, decision: Decision) -> Iterator[str]:
    offer = decision.offer
    if offer is None:
        notes = _list(note.code.value for note in decision.offer_notes)
        yield f"makes no offer{f' ({notes})' if notes else ''}"
        return
    if expected.amount_at_least is not None and offer.amount < expected.amount_at_least:
        yield f"offers less than {expected.amount_at_least:f}, which is relied on"
    if expected.apr_at_most is not None and offer.apr is None:
        yield "names no annual percentage rate"
    for what, most, found in _bounded(expected, offer):
        if most is not None and found is not None and found > most:
            yield f"has {what} above {most:f}, which is relied on"


def _bounded(expected: ExpectedOffer, offer: Offer) -> tuple[tuple[str, Decimal | None, Decimal | None], ...]:
    apr = None if offer.apr is None else offer.apr.rate
    return (
        ("a rate", expected.rate_at_most, offer.rate),
        ("an annual percentage rate", expected.apr_at_most, apr),
        ("an instalment", expected.instalment_at_most, offer.schedule.instalment),
        ("a total cost", expected.total_cost_at_most, offer.schedule.total_cost),
    )


def _reasons(expected: ExpectedAnswer, decision: Decision, locale: str | None) -> Iterator[str]:
    told = dict.fromkeys(reason.code for reason in decision.reasons)
    untold = [code for code in expected.reasons if code not in told]
    if untold:
        yield f"lacks reasons that are relied on: {_list(untold)}"
    strange = [code for code in told if code not in expected.reasons_among] if expected.reasons_among else ()
    if strange:
        yield f"gives other reasons than those that are relied on: {_list(strange)}"
    if locale is not None:
        foreign = dict.fromkeys(
            each.code for each in decision.reasons if each.texts and not _speaks(each.texts, locale)
        )
        if foreign:
            yield f"has no text in '{locale}' for {_list(foreign)}"


def _speaks(texts: Texts, locale: str) -> bool:
    """Whether one of the texts is in the language of `locale`."""
    wanted = locale.lower().partition("-")[0]
    return any(tag.lower().partition("-")[0] == wanted for tag in texts)


def _term(decision: Decision, name: TermName) -> object:
    return getattr(decision.terms, name.lower()) if decision.terms else None


def _cut(text: str) -> str:
    """A text that a caller may have made as long as it liked."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _list(names: Iterable[str]) -> str:
    """Some names, and how many more there are."""
    every = list(names)
    more = len(every) - _NAMED
    return ", ".join(every[:_NAMED]) + (f" and {more} more" if more > 0 else "")
