"""Where two products offer something else by their prices: at another rate, or by anything else that is reckoned with.

An offer is a function of what is asked for, of the terms and of the price. Where prices are the same but for the rate,
it is another only where the rate is; that is an expression over the terms, the request and what rule sets published,
and so a function of facts like any amount. Schedules are not followed: where anything else of a price differs,
everybody who is offered something may be offered something else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from creditrules.dmn.analysis import (
    Algebra,
    Confines,
    Diagram,
    Known,
    Said,
    Term,
    TooLarge,
    compare,
    least,
    read_expression,
    term_text,
    terminals,
    value_of,
)
from creditrules.eligibility.compared import OutcomePart
from creditrules.eligibility.outcomes.changed import UNTOLD_PART, ChangedPart, in_order
from creditrules.eligibility.outcomes.findings import UNTOLD
from creditrules.eligibility.outcomes.products import Combined, ProductOutcome
from creditrules.eligibility.outcomes.requests import requests_in
from creditrules.eligibility.outcomes.sides import ProductSide
from creditrules.eligibility.situation import parameter_facts, product_facts
from creditrules.feel import Unknown, from_datetime
from creditrules.rules import DepositUse, PricingForm, checked_rate, results_in

__all__ = ["price_parts"]

_ANYBODY: Final = "1"


class _Open(NamedTuple):
    """What an answer leaves to be offered. told: whether all of it could be read."""

    told: bool
    limits: frozenset[Term]
    rates: frozenset[Term]


def price_parts(algebra: Algebra, before: ProductSide, after: ProductSide) -> Diagram | None:
    """Tuples of `ChangedPart`, empty where both price alike or do not price; None where that cannot be followed.

    So it is where a rate hangs on what cannot be told, or rules judge offers that differ. UNTOLD_PART where it cannot
    be told whether anything is offered. The facts of both have to be declared before. Raises TooLarge.
    """
    try:
        return _Prices(algebra, before, after).parts()
    except RecursionError as error:
        raise TooLarge("depth", "pricing.rate") from error


class _Prices:
    def __init__(self, algebra: Algebra, before: ProductSide, after: ProductSide) -> None:
        self.algebra, self.sides = algebra, (before, after)
        self.forms = tuple(side.product.pricing for side in self.sides)
        parts = requests_in(algebra, "")
        axes = {name: algebra.fact_axis(("request", name)) for name, part in parts.items() if isinstance(part, Unknown)}
        self.request = {name: algebra.value(axis) for name, axis in axes.items() if axis is not None}

    def parts(self) -> Diagram | None:
        """See `price_parts`."""
        outcomes: Sequence[ProductOutcome] = ()
        if self._only_rates():
            if any(_speaks(form, "terms", "results") for form in self.forms):
                outcomes = [side.outcome(self.algebra) for side in self.sides]
            found = self._rates(outcomes or (None, None))
        else:
            found = self._everybody()
        if found is None or found is self.algebra.diagrams.leaf(()):
            return None if self._judged_by_terms() else found
        return None if self._judged() else self._where_open(found, outcomes)

    def _judged(self) -> bool:
        return any(side.judges_offers for side in self.sides)

    def _judged_by_terms(self) -> bool:
        """Whether offers are judged at rates of earlier terms than those that are compared."""
        return self._judged() and any(_speaks(form, "terms") for form in self.forms)

    def _only_rates(self) -> bool:
        was, now = self.forms
        if was is None or now is None or self.sides[0].product.currency != self.sides[1].product.currency:
            return False
        return was.model_copy(update={"rate": now.rate}) == now

    def _everybody(self) -> Diagram:
        texts = _other_texts(*self.forms)
        return self.algebra.diagrams.map(
            lambda said: (ChangedPart(OutcomePart.OFFER, *texts),) if _holds(said) else (), self._asked()
        )

    def _asked(self) -> Diagram:
        """1 where what is asked for may be offered by either side; elsewhere both say the same of it."""
        text = checked_rate(_asked(*self.forms))
        return read_expression(self.algebra, text, self.algebra.now, {"request": self.request})

    def _rates(self, outcomes: Sequence[ProductOutcome | None]) -> Diagram | None:
        """Where the rates are others."""
        rates = [self._rate(side, outcome) for side, outcome in zip(self.sides, outcomes, strict=True)]
        if any(rate is None for rate in rates):
            return None
        leaf = self.algebra.diagrams.leaf

        def differ(asked: Said, was: Said, now: Said) -> Diagram:
            if not _holds(asked) or was.value == now.value:
                return leaf(())
            texts = [f"rate {term_text(each.value)}" for each in (was, now)]
            part = ChangedPart(OutcomePart.OFFER, *texts)
            same = compare(self.algebra, "=", was.value, now.value)
            return self.algebra.diagrams.map(lambda said: () if value_of(said.value) is True else (part,), same)

        return self.algebra.diagrams.combine(differ, self._asked(), *(rate for rate in rates if rate is not None))

    def _rate(self, side: ProductSide, outcome: ProductOutcome | None) -> Diagram | None:
        """The rate as its expression has it; a text where a parameter has no value."""
        form, values = side.product.pricing, parameter_facts(side.parameters)
        assert form is not None  # noqa: S101 - only rates differ, so that both have prices
        for name in side.product.parameters:
            if values.get(name) is None:
                return self.algebra.said(f"param.{name} has no value")
        given: dict[str, Mapping[str, Any]] = {
            "product": product_facts(side.product),
            "param": values,
            "request": {**self.request, "currency": side.product.currency},
            "results": {},
            "terms": {},
        }
        if outcome is not None:
            given |= {"results": outcome.published, "terms": self._terms(outcome)}
            read = [outcome.published[name] for name in results_in(form.rate) if name in outcome.published]
            if any(UNTOLD in terminals(diagram) for diagram in read):
                return None
        moment = from_datetime(side.now.astimezone(ZoneInfo(form.time_zone)))
        return read_expression(self.algebra, checked_rate(form.rate), moment, given)

    def _terms(self, outcome: ProductOutcome) -> Mapping[str, Diagram]:
        """The bounds that the rule sets leave; null where there is none."""
        opened = outcome.diagram(_opened)
        return {"limit": self._least(opened, "limits"), "rate": self._least(opened, "rates")}

    def _least(self, opened: Diagram, name: str) -> Diagram:
        def lowest(each: _Open | None) -> Diagram:
            terms = in_order(getattr(each, name)) if each is not None else ()
            return least(self.algebra, terms) if terms else self.algebra.said(None)

        return self.algebra.diagrams.combine(lowest, opened)

    def _where_open(self, parts: Diagram, outcomes: Sequence[ProductOutcome] = ()) -> Diagram:
        """These parts where both answers are open: elsewhere nothing is offered, or the outcome is another."""
        diagrams = self.algebra.diagrams
        if not outcomes:
            self.algebra.confines = Confines(diagrams.map(bool, parts))
            outcomes = [side.outcome(self.algebra) for side in self.sides]
        found = [each.diagram(_whether_open) for each in outcomes]

        def both(some: Any, *opened: bool | None) -> Diagram:
            if not some or False in opened:
                return diagrams.leaf(())
            return diagrams.leaf(some if all(opened) else UNTOLD_PART)

        return diagrams.combine(both, parts, *found)


def _opened(each: Combined) -> _Open | None:
    return _Open(each.told, each.limits, each.rates) if each.outcome.is_open else None


def _whether_open(each: Combined) -> bool | None:
    """None where that cannot be told."""
    return each.outcome.is_open if each.told else None


def _speaks(form: PricingForm | None, *names: str) -> bool:
    """Whether a rate may speak of any of these; sooner yes than no."""
    return form is not None and any(name in form.rate for name in names)


def _holds(said: Said) -> bool:
    return isinstance(said.value, Known) and said.value.value is not None


def _asked(was: PricingForm | None, now: PricingForm | None) -> str:
    if was is None or now is None:
        return _ANYBODY
    asked = [
        f"request.termMonths >= {min(was.term.minimum, now.term.minimum)}",
        f"request.termMonths <= {max(was.term.maximum, now.term.maximum)}",
    ]
    if (was.smallest, was.deposit, was.term) == (now.smallest, now.deposit, now.term):
        credit = "request.amount" + (" - request.deposit" if was.deposit is DepositUse.SUBTRACTED else "")
        asked.append(f"{credit} >= {was.smallest:f}")
    return f"if {' and '.join(asked)} then {_ANYBODY} else null"


def _other_texts(was: PricingForm | None, now: PricingForm | None) -> tuple[str, str]:
    """What is written otherwise, in short; of one that has a price alone, by which rate."""
    if was is None or now is None:
        one, other = (f"rate {form.rate}" if form else "" for form in (was, now))
        return one, other
    told = [_written(each) for each in (was, now)]
    others = [name for name in told[0] if told[0][name] != told[1][name]]
    one, other = (", ".join(f"{name} {each[name]}" for name in others) for each in told)
    return one, other


def _written(form: PricingForm) -> Mapping[str, str]:
    plain = form.model_dump(mode="json", by_alias=True)
    return {
        name: part if isinstance(part, str) else json.dumps(part, ensure_ascii=False) for name, part in plain.items()
    }
